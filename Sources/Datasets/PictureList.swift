import Basics
import Pictures

/// The pictures that a PATH on the command line stands for, in a fixed order.
package enum PictureList {
  /// - Parameter path: A folder (one subfolder per identity, flat, or as in LFW, CFP, MLFW or
  ///   TALFW), one picture, or a list file with `path,label` on each line.
  package static func pictures(at path: String) throws(Failure) -> [ListedPicture] {
    try listing(at: path).pictures
  }

  /// Returns the pictures and the layout that was used.
  ///
  /// A label in a list takes precedence; otherwise the layout determines it from the picture's
  /// path. If the user chose a layout, a path that does not fit makes only that picture a failure,
  /// not the whole list.
  package static func listing(
    at path: String, options: ListingOptions = ListingOptions()
  ) throws(Failure) -> PictureListing {
    if let frame = RecordingFrame(path), FileStatus(of: frame.recording) != nil {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return PictureListing(
        pictures: [ListedPicture(path: name, location: path, label: nil)], layout: .folders,
        part: nil)
    }
    guard let status = FileStatus(of: path) else { throw .absent(path: path) }
    var found: [ListedPicture]
    var own = PictureLayout.folders
    var passedOver = PassedOver()
    var remarks: [String] = []
    if status.kind == .folder {
      let walk = try FolderWalk(path)
      found = walk.pictures
      passedOver = walk.passedOver
      own = .recognized(found.map(\.path))
    } else if let picture = onePicture(path) {
      found = [picture]
    } else {
      (found, remarks) = try list(path, root: options.root)
      own = .list
    }
    if options.layout == .list && own != .list { throw .notAList(path: path) }
    if found.isEmpty { throw .empty(path: path) }
    let layout = options.layout == .auto ? own : options.layout
    // MLFW contains the pictures before and after alignment next to each other.
    if layout == .mlfw {
      let aligned = found.filter { $0.path.hasBytePrefix("aligned/") }
      if !aligned.isEmpty {
        for other in found where !other.path.hasBytePrefix("aligned/") {
          passedOver.add(.outsideLayout, other.path)
        }
        found = aligned
      }
    }
    if let part = options.part {
      guard layout == .cfp else { throw .noParts(path: path, part: part) }
      func isOfPart(_ picture: ListedPicture) -> Bool {
        picture.path.split(separator: "/").dropLast().last == part.rawValue[...]
      }
      for other in found where !isOfPart(other) { passedOver.add(.otherPart, other.path) }
      found = found.filter(isOfPart)
      if found.isEmpty { throw .emptyPart(path: path, part: part) }
    }
    var listing = PictureListing(
      pictures: found.map { labeled($0, by: layout) }, layout: layout, part: options.part)
    listing.passedOver = passedOver
    listing.remarks = remarks
    return listing
  }

  /// Returns a file that is a picture or has a picture's extension, of any kind; `nil` for a list.
  private static func onePicture(_ path: String) -> ListedPicture? {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if isPicture(path) || isCalledPicture(name) {
      return ListedPicture(path: name, location: path, label: nil)
    }
    let beginning = leadingBytes(of: path, count: 192) ?? []
    return unreadKind(beginning: beginning, name: name).map {
      ListedPicture(
        path: name, location: path, label: nil,
        problem: Failure.notRead(path: name, kind: $0).description)
    }
  }

  private static func labeled(_ picture: ListedPicture, by layout: PictureLayout) -> ListedPicture {
    // A list's labels are in the list itself; the folders of its paths do not matter.
    guard picture.label == nil, layout != .list else { return picture }
    let label = layout.label(of: picture.path)
    var problem = picture.problem
    if label == nil && layout.isStrict && problem == nil {
      problem = Failure.misfit(path: picture.path, layout: layout).description
    }
    return ListedPicture(
      path: picture.path, location: picture.location, label: label, problem: problem)
  }

  /// Reads a list whose paths are relative to `root`, or to the list's folder.
  private static func list(_ file: String, root: String?) throws(Failure)
    -> (pictures: [ListedPicture], remarks: [String])
  {
    let bytes: [UInt8]
    do {
      bytes = try readFile(file, limit: largestList)
    } catch {
      switch error {
      case .notRegular, .tooLarge: throw .file(error)
      default: throw .unreadable(path: file)
      }
    }
    if let line = firstLongLine(in: bytes, limit: longestListLine) {
      throw .longLine(file: file, line: line)
    }
    let list = try ListFile(bytes, file: file)
    var places = ListedPlaces(folder: root ?? baseFolder(of: file))
    let pictures = list.lines.map { places.picture($0) }
    return (pictures, [list.remark].compactMap { $0 } + places.remarks)
  }

  /// Returns the folder that the paths of a list, or the name of one picture, are relative to.
  package static func baseFolder(of path: String) -> String {
    if FileStatus(of: path)?.kind == .folder { return path }
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
