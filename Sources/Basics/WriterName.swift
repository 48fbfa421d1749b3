#if canImport(Glibc)
  import Glibc
#endif

/// The name of this process in files that it may leave behind: its process number and, if
/// available, a mark of the system in which the number is valid.
package enum WriterName {
  /// The name of this process, such as "4711.5f0e9ab13c77d2e8".
  package static let own = "\(getpid())" + (mark.map { ".\($0)" } ?? "")

  /// A mark of this boot of the machine and of the process namespace; `nil` if the system does not
  /// provide it. Under another mark the same number is another process.
  static let mark: String? = {
    var link = [UInt8](repeating: 0, count: 64)
    let length = readlink("/proc/self/ns/pid", &link, link.count)
    guard length > 0, let start = try? readFile("/proc/sys/kernel/random/boot_id"), !start.isEmpty
    else { return nil }
    return String(SHA256.digest(of: start + link[..<length]).hexadecimal.prefix(16))
  }()
}
