import Basics
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// Returns the processor, its threads and the kernels in use, for the times of a report.
package func machineDescription() -> String {
  var processor = "unknown processor"
  if let text = try? readFile("/proc/cpuinfo", limit: 1 << 24) {
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("model name") {
      if let colon = line.firstIndex(of: ":") {
        processor = String(line[line.index(after: colon)...].drop { $0 == " " })
        break
      }
    }
  }
  let threads = Threads.count
  return "\(processor), \(threads) thread\(threads == 1 ? "" : "s"), OpenBLAS \(BLAS.kernels)"
}
