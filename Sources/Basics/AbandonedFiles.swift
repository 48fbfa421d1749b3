#if canImport(Glibc)
  import Glibc
#endif

/// Removes the files that a killed writer left in a folder: names that consist of `prefix`, a
/// `WriterName`, and possibly a '-' and more.
///
/// A file is abandoned if no process with its number is running. A file without this machine's mark
/// may belong to a writer on another machine that shares the folder, so it must also be an hour
/// old. Files that cannot be removed stay; they do no harm.
///
/// - Parameters:
///   - folder: "" for the current folder.
///   - prefix: The beginning of the names, up to the number; not empty.
package func removeAbandonedFiles(in folder: String, prefix: String) {
  precondition(!prefix.isEmpty)
  removeAbandonedFiles(in: folder) { $0.hasPrefix(prefix) ? $0.dropFirst(prefix.count) : nil }
}

/// Removes the files that killed `AtomicFile`s left in a folder, whatever their targets were.
///
/// - Parameter folder: "" for the current folder.
func removeAbandonedPartialFiles(in folder: String) {
  removeAbandonedFiles(in: folder) { name in
    guard name.hasPrefix(".") else { return nil }
    let mark = ".partial-"
    var rest = name[...]
    while !rest.isEmpty {
      if rest.hasPrefix(mark) { return rest.dropFirst(mark.count) }
      rest = rest.dropFirst()
    }
    return nil
  }
}

/// - Parameter writer: Returns the part of a name that begins with its writer, if there is one.
private func removeAbandonedFiles(in folder: String, writer: (String) -> Substring?) {
  let base = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
  guard let directory = opendir(folder.isEmpty ? "." : folder) else { return }
  defer { closedir(directory) }
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
      bytes.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    guard let writer = writer(name) else { continue }
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
