#if canImport(Glibc)
  import Glibc
#endif

/// An error about a file; `code` is the system's `errno`.
package enum FileError: Error, Equatable, Sendable {
  case cannotOpen(path: String, code: Int32)
  case cannotRead(path: String, code: Int32)
  case cannotCreate(path: String, code: Int32)
  case cannotWrite(path: String, code: Int32)
  case cannotCreateFolder(path: String, code: Int32)
  /// The path is a pipe, a device or a folder, but a file is needed.
  case notRegular(path: String)
  /// The file is larger than the reader's limit.
  case tooLarge(path: String, limit: Int)
  /// Another program changed the file while it was being read.
  case changed(path: String)

  package var path: String {
    switch self {
    case .cannotOpen(let path, _), .cannotRead(let path, _), .cannotCreate(let path, _),
      .cannotWrite(let path, _), .cannotCreateFolder(let path, _), .tooLarge(let path, _),
      .notRegular(let path), .changed(let path):
      path
    }
  }

  /// Whether the file, or a folder on the way to it, does not exist, or the path cannot be a name.
  package var isAbsence: Bool {
    if case .cannotOpen(_, let code) = self {
      code == ENOENT || code == ENOTDIR || code == ENAMETOOLONG
    } else {
      false
    }
  }
}

extension FileError: CustomStringConvertible {
  /// The sentence in one line, whatever the path contains.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .cannotOpen(let path, let code):
      "Cannot open '\(path)': \(reason(code)). Check the path and its permissions."
    case .cannotRead(let path, let code):
      "Cannot read '\(path)': \(reason(code))."
    case .cannotCreate(let path, let code):
      code == ENOENT
        ? "Cannot create '\(path)': its folder does not exist."
        : "Cannot create '\(path)': \(reason(code))."
    case .cannotWrite(let path, let code):
      "Cannot write '\(path)': \(reason(code)). \(advice(code))."
    case .cannotCreateFolder(let path, let code):
      "Cannot create the folder '\(path)': \(reason(code))."
    case .notRegular(let path):
      "'\(path)' is not a file but a pipe, a device or a folder."
    case .tooLarge(let path, let limit):
      "'\(path)' is larger than the limit of \(limit) bytes."
    case .changed(let path):
      "Another program changed '\(path)' while it was being read. Run again when it has finished."
    }
  }

  private func advice(_ code: Int32) -> String {
    switch code {
    case EFBIG: "Raise the limit on the size of files (ulimit -f)"
    case ENOENT: "Its folder was removed or renamed"
    default: "Check the disk"
    }
  }

  private func reason(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "system error \(code)" }
    let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
