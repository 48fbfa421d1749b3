import Basics
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

@_silgen_name("LLVMFuzzerMutate")
private func mutatedByLibFuzzer(_ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int, _ most: Int)
  -> Int

/// Changes half of the inputs of ONNX and TIFF within their structure, and all others as libFuzzer does.
@_cdecl("LLVMFuzzerCustomMutator")
package func mutateOneInput(
  _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int, _ most: Int, _ seed: UInt32
) -> Int {
  var generator = SeededGenerator(seed: UInt64(seed))
  guard let structure = probe.reader.structure, seed & 1 == 0, let bytes,
    let changed = structure(Array(UnsafeBufferPointer(start: bytes, count: count)), &generator),
    changed.count <= most
  else { return mutatedByLibFuzzer(bytes, count, most) }
  for (place, byte) in changed.enumerated() { bytes[place] = byte }
  return changed.count
}
