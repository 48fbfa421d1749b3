import Basics
import Pictures

/// The paths of the pictures in a list.
///
/// A path that does not exist is searched with '/' for each '\', and then by its appearance: an
/// accented letter may be one character in a list and two in the file system.
struct ListedPlaces {
  private let folder: String
  private var names: [PathKey: [String]] = [:]
  /// The number of paths that contained backslashes; likewise of paths that have other bytes in the
  /// file system.
  private(set) var backslashes = 0
  private(set) var otherBytes = 0

  /// - Parameter folder: The folder that the paths are relative to.
  init(folder: String) {
    self.folder = folder
  }

  mutating func picture(_ line: ListFile.Line) -> ListedPicture {
    let direct = location(of: line.path)
    if FileStatus(of: direct) != nil || RecordingFrame(direct) != nil {
      return picture(line.path, direct, line.label)
    }
    var path = line.path
    if path.utf8.contains(UInt8(ascii: "\\")) {
      path = String(path.map { $0 == "\\" ? "/" : $0 })
      let plain = location(of: path)
      if FileStatus(of: plain) != nil {
        backslashes += 1
        return picture(path, plain, line.label)
      }
    }
    let found = lookAlikes(of: path)
    if found.count == 1 {
      otherBytes += 1
      return picture(found[0], location(of: found[0]), line.label)
    }
    let problem =
      found.isEmpty
      ? nil : PictureList.Failure.severalLookAlike(path: line.path, count: found.count).description
    return picture(line.path, direct, line.label, problem: problem)
  }

  /// Returns the paths of files that look like `path`, in the bytes of the file system.
  private mutating func lookAlikes(of path: String) -> [String] {
    // Letters without accents have only one form.
    guard path.utf8.contains(where: { $0 > 127 }) else { return [] }
    var found = [path.hasBytePrefix("/") ? "/" : ""]
    let parts = path.split(separator: "/")
    for (place, part) in parts.enumerated() {
      let isLast = place == parts.count - 1
      found = found.flatMap { start in
        let place = start.hasBytePrefix("/") ? start : joined(folder, start)
        return entries(of: place)
          .filter { $0 == part || isLast && isCalledPicture($0) && stem($0) == part }
          .map { start.isEmpty ? $0 : joined(start, $0) }
      }
    }
    return found
  }

  private mutating func entries(of folder: String) -> [String] {
    if let known = names[PathKey(folder)] { return known }
    let found = (folderEntries(folder) ?? []).compactMap(\.name) + [".", ".."]
    names[PathKey(folder)] = found
    return found
  }

  private func stem(_ name: String) -> Substring {
    name[..<(name.lastIndex(of: ".") ?? name.endIndex)]
  }

  private func location(of path: String) -> String {
    withEnding(path.hasBytePrefix("/") ? path : joined(folder, path))
  }

  private func picture(
    _ path: String, _ location: String, _ label: String?, problem: String? = nil
  ) -> ListedPicture {
    var problem = problem
    if problem == nil, !isCalledPicture(location), !isPicture(location),
      let kind = unreadKind(
        beginning: leadingBytes(of: location, count: 192) ?? [], name: location)
    {
      problem = PictureList.Failure.notRead(path: path, kind: kind).description
    }
    return ListedPicture(path: path, location: location, label: label, problem: problem)
  }

  /// Sentences about the reading of the list.
  var remarks: [String] {
    var remarks: [String] = []
    if backslashes > 0 {
      remarks.append(
        "\(backslashes) path\(backslashes == 1 ? " is" : "s are") read with '/' for each '\\'.")
    }
    if otherBytes > 0 {
      remarks.append(
        """
        \(otherBytes) path\(otherBytes == 1 ? " names a file" : "s name files") whose name looks \
        the same but has different bytes (accents in one or two characters); the file's own name is used.
        """)
    }
    return remarks
  }
}
