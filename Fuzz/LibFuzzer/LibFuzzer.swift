import _FuzzSupport

#if canImport(Glibc)
  import Glibc
#endif

/// The reader named by the variable READER.
private nonisolated(unsafe) let probe: ReaderProbe = {
  let name = getenv("READER").map { String(cString: $0) } ?? ""
  guard let reader = FuzzedReader(rawValue: name) else {
    fatalError("Set READER to one of \(FuzzedReader.allCases.map(\.rawValue)).")
  }
  do {
    // The sanitizer sees faults of the decoding libraries only in its own process.
    ReaderProbe.decodePicturesHere()
    return try ReaderProbe(reader, folder: "/tmp/facet-fuzz-\(getpid())")
  } catch {
    fatalError("\(error)")
  }
}()

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    _ = try probe.take(Array(UnsafeBufferPointer(start: bytes, count: count)))
  } catch {
    fatalError("\(error)")
  }
  return 0
}
