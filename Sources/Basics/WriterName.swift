#if canImport(Glibc)
  import Glibc
#endif

/// Names this process in files that it may have to leave behind: its number and, where that can be
/// told, a mark of where the number counts.
package enum WriterName {
  /// Such as "4711.5f0e9ab13c77d2e8".
  package static let own = "\(getpid())" + (mark.map { ".\($0)" } ?? "")

  /// Of this start of this machine and of the namespace of processes within it; `nil` where the
  /// system does not tell. Under another mark the same number is another process.
  static let mark: String? = {
    var link = [UInt8](repeating: 0, count: 64)
    let length = readlink("/proc/self/ns/pid", &link, link.count)
    guard length > 0, let start = try? readFile("/proc/sys/kernel/random/boot_id"), !start.isEmpty
    else { return nil }
    return String(SHA256.digest(of: start + link[..<length]).hexadecimal.prefix(16))
  }()
}
