import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The pictures that a PATH on the command line stands for, in a fixed order.
public enum PictureList {
  public enum Failure: Error, Equatable {
    case absent(path: String)
    case unreadable(path: String)
    /// Its name is listed, but leads to nothing.
    case unreachable(path: String)
    case empty(path: String)
    case wrongLine(file: String, line: Int, text: String)
  }

  /// - Parameter path: A folder (one sub-folder per identity, or flat), one picture, or a list file
  ///   with a `path,label` on each line.
  public static func pictures(at path: String) throws(Failure) -> [ListedPicture] {
    var isFolder: Bool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .absent(path: path)
    }
    let pictures: [ListedPicture]
    if isFolder {
      pictures = try folder(path)
    } else if isPicture(path) {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      pictures = [ListedPicture(path: name, location: path, label: nil)]
    } else {
      pictures = try list(path)
    }
    if pictures.isEmpty { throw .empty(path: path) }
    return pictures
  }

  /// Files straight in the folder have no label; those below a sub-folder have its name. Names that
  /// begin with a dot are passed over; so are files that neither are nor are called a picture.
  private static func folder(_ root: String) throws(Failure) -> [ListedPicture] {
    var pictures: [ListedPicture] = []
    var pending: [(path: String, label: String?)] = [("", nil)]
    while let (relative, label) = pending.popLast() {
      let folder = relative.isEmpty ? root : root + "/" + relative
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
        if relative.isEmpty { throw .unreadable(path: folder) }
        pictures.append(
          ListedPicture(
            path: relative, location: folder, label: label,
            problem: Failure.unreadable(path: folder).description))
        continue
      }
      for name in names where !name.hasPrefix(".") {
        let path = relative.isEmpty ? name : relative + "/" + name
        let location = root + (root.hasSuffix("/") ? "" : "/") + path
        var isFolder: Bool = false
        guard FileManager.default.fileExists(atPath: location, isDirectory: &isFolder) else {
          // A link to nowhere, or a name whose bytes are not UTF-8 and so cannot be said here.
          if isCalledPicture(name) || name.contains("\u{FFFD}") {
            pictures.append(
              ListedPicture(
                path: path, location: location, label: label,
                problem: Failure.unreachable(path: location).description))
          }
          continue
        }
        if isFolder {
          // A link could lead back up; a gallery has no use for deeper nesting than this.
          if path.utf8.count(where: { $0 == 47 }) < 8 { pending.append((path, label ?? name)) }
        } else if isPicture(location) || isCalledPicture(name) {
          pictures.append(ListedPicture(path: path, location: location, label: label))
        }
      }
    }
    return pictures.sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
  }

  /// `path,label` or `path` on each line; the last comma counts, unless the path stands in quotes;
  /// empty lines and lines that begin with `#` are passed over. Paths are relative to the list's
  /// folder.
  private static func list(_ file: String) throws(Failure) -> [ListedPicture] {
    guard let data = FileManager.default.contents(atPath: file), data.count <= 1 << 28 else {
      throw .unreadable(path: file)
    }
    guard var text = String(validating: data, as: UTF8.self) else {
      throw .wrongLine(file: file, line: 1, text: "bytes that are not text")
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    let folder = baseFolder(of: file)
    var pictures: [ListedPicture] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = trimmed(line)
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let (name, label) = columns(line), !name.isEmpty, !name.utf8.contains(0) else {
        throw .wrongLine(file: file, line: index + 1, text: String(line.prefix(80)))
      }
      let location = name.hasPrefix("/") ? name : folder + "/" + name
      pictures.append(ListedPicture(path: name, location: location, label: label))
    }
    return pictures
  }

  /// The folder that the paths of a list, or the name of one picture, are relative to.
  static func baseFolder(of path: String) -> String {
    var isFolder: Bool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
      return path
    }
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Path and label of a line; a path with commas stands in quotes, in which "" is a quote.
  private static func columns(_ line: String) -> (path: String, label: String?)? {
    func label(_ text: Substring) -> String? {
      let text = trimmed(text)
      return text.isEmpty ? nil : text
    }
    guard line.hasPrefix("\"") else {
      guard let comma = line.lastIndex(of: ",") else { return (line, nil) }
      return (trimmed(line[..<comma]), label(line[line.index(after: comma)...]))
    }
    var path = ""
    var rest = line.dropFirst()
    while let quote = rest.firstIndex(of: "\"") {
      path += rest[..<quote]
      rest = rest[rest.index(after: quote)...]
      if !rest.hasPrefix("\"") {
        let after = trimmed(rest)
        if after.isEmpty { return (path, nil) }
        return after.hasPrefix(",") ? (path, label(after.dropFirst())) : nil
      }
      path += "\""
      rest = rest.dropFirst()
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private static func trimmed(_ text: String) -> String { trimmed(text[...]) }

  /// By its first bytes: PNG, JPEG, or PBM to PPM.
  private static func isPicture(_ location: String) -> Bool {
    guard let start = leadingBytes(of: location, count: 4) else { return false }
    if start.starts(with: [0x89, 0x50, 0x4E, 0x47]) || start.starts(with: [0xFF, 0xD8, 0xFF]) {
      return true
    }
    return start.count >= 3 && start[0] == 0x50 && (0x31...0x36).contains(start[1])
      && [0x20, 0x09, 0x0A, 0x0D, 0x23].contains(start[2])
  }

  /// A broken picture is listed all the same, so that it is reported and not passed over in silence.
  private static func isCalledPicture(_ name: String) -> Bool {
    let lower = name.lowercased()
    return [".png", ".jpg", ".jpeg", ".jpe", ".pgm", ".ppm", ".pbm", ".pnm"]
      .contains { lower.hasSuffix($0) }
  }
}

extension PictureList.Failure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .absent(let path): "There is nothing at '\(path)'; give a folder, a picture or a list."
    case .unreadable(let path): "'\(path)' cannot be read; check its permissions."
    case .unreachable(let path):
      """
      '\(path)' leads to nothing: it is a broken link, or its name is not UTF-8; mend the link or \
      rename it.
      """
    case .empty(let path):
      "'\(path)' holds no picture; expected PNG, JPEG or PGM/PPM files, or a list of them."
    case .wrongLine(let file, let line, let text):
      "Line \(line) of '\(file)' is not 'path,label': '\(text)'."
    }
  }
}
