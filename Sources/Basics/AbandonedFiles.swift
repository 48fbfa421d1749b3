#if canImport(Glibc)
  import Glibc
#endif

/// Removes what a writer that was killed left beside its target: files whose name is `prefix`, a
/// `WriterName`, and perhaps more after a '-'.
///
/// A file is abandoned where no process of that number lives. One without this machine's mark may
/// have its writer on another machine that shares the folder: it must be an hour old as well. What
/// cannot be removed stays; it is in nobody's way.
///
/// - Parameters:
///   - folder: "" for the current one.
///   - prefix: Begins the names, up to the number; not empty.
package func removeAbandonedFiles(in folder: String, prefix: String) {
  precondition(!prefix.isEmpty)
  let base = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
  guard let directory = opendir(folder.isEmpty ? "." : folder) else { return }
  defer { closedir(directory) }
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
      bytes.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    guard name.hasPrefix(prefix) else { continue }
    let writer = name.dropFirst(prefix.count)
    let number = writer.prefix { $0.isASCII && $0.isNumber }
    guard let process = pid_t(number), process > 0, kill(process, 0) != 0, errno == ESRCH
    else { continue }
    let isOfHere =
      WriterName.mark.map { writer.dropFirst(number.count).hasPrefix(".\($0)") } ?? false
    var status = stat()
    guard lstat(base + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      isOfHere || time(nil) - status.st_mtim.tv_sec > 3600
    else { continue }
    unlink(base + name)
  }
}
