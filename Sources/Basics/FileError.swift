#if canImport(Glibc)
  import Glibc
#endif

/// What went wrong with a file; `code` is the system's `errno`.
package enum FileError: Error, Equatable, Sendable {
  case cannotOpen(path: String, code: Int32)
  case cannotRead(path: String, code: Int32)
  case cannotCreate(path: String, code: Int32)
  case cannotWrite(path: String, code: Int32)
  case cannotCreateFolder(path: String, code: Int32)
  /// A pipe, a device or a folder where a file is needed.
  case notRegular(path: String)
  /// More bytes than the reader takes.
  case tooLarge(path: String, limit: Int)
  /// Another program changed the file while this one was reading it.
  case changed(path: String)

  package var path: String {
    switch self {
    case .cannotOpen(let path, _), .cannotRead(let path, _), .cannotCreate(let path, _),
      .cannotWrite(let path, _), .cannotCreateFolder(let path, _), .tooLarge(let path, _),
      .notRegular(let path), .changed(let path):
      path
    }
  }

  /// Whether the file, or a folder on the way to it, does not exist, or no file can have that name.
  package var isAbsence: Bool {
    if case .cannotOpen(_, let code) = self {
      code == ENOENT || code == ENOTDIR || code == ENAMETOOLONG
    } else {
      false
    }
  }
}

extension FileError: CustomStringConvertible {
  /// In one line, whatever the file brings into it.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .cannotOpen(let path, let code):
      "'\(path)' cannot be opened: \(reason(code)); check the path and its permissions."
    case .cannotRead(let path, let code):
      "'\(path)' cannot be read: \(reason(code)); give a file that can."
    case .cannotCreate(let path, let code):
      code == ENOENT
        ? "'\(path)' cannot be created: its folder does not exist; choose another place."
        : "'\(path)' cannot be created: \(reason(code)); choose another place."
    case .cannotWrite(let path, let code):
      "'\(path)' cannot be written: \(reason(code)); \(advice(code))."
    case .cannotCreateFolder(let path, let code):
      "The folder '\(path)' cannot be created: \(reason(code)); choose another place."
    case .notRegular(let path):
      "'\(path)' is a pipe, a device or a folder, not a file; give a file."
    case .tooLarge(let path, let limit):
      "'\(path)' holds more than \(limit) bytes, the most that is read of such a file; give a smaller one."
    case .changed(let path):
      "'\(path)' was changed by another program while it was read; run again when it is at rest."
    }
  }

  private func advice(_ code: Int32) -> String {
    switch code {
    case EFBIG: "raise the limit on the size of files (ulimit -f)"
    case ENOENT: "its folder was removed or renamed"
    default: "check the disk"
    }
  }

  private func reason(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "system error \(code)" }
    let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
