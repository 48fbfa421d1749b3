import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The pictures that a PATH on the command line stands for, in a fixed order.
package enum PictureList {
  /// - Parameter path: A folder (one sub-folder per identity, flat, or as LFW, CFP, MLFW or TALFW
  ///   come), one picture, or a list file with a `path,label` on each line.
  package static func pictures(at path: String) throws(Failure) -> [ListedPicture] {
    try listing(at: path).pictures
  }

  /// The pictures and the layout that was taken.
  ///
  /// A label that a list gives stands; otherwise the layout gives it, by the picture's path. A path
  /// that does not fit a layout that was asked for makes that picture a failure, not the whole list.
  package static func listing(
    at path: String, options: ListingOptions = ListingOptions()
  ) throws(Failure) -> PictureListing {
    var isFolder: Bool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .absent(path: path)
    }
    var found: [ListedPicture]
    var own = PictureLayout.folders
    if isFolder {
      found = try walk(folder: path)
      own = .recognized(found.map(\.path))
    } else if isPicture(path) {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      found = [ListedPicture(path: name, location: path, label: nil)]
    } else {
      found = try list(path, root: options.root)
      own = .list
    }
    if options.layout == .list && own != .list { throw .notAList(path: path) }
    if found.isEmpty { throw .empty(path: path) }
    let layout = options.layout == .auto ? own : options.layout
    // MLFW comes with the pictures before and after alignment beside each other.
    if layout == .mlfw {
      let aligned = found.filter { $0.path.hasPrefix("aligned/") }
      if !aligned.isEmpty { found = aligned }
    }
    if let part = options.part {
      guard layout == .cfp else { throw .noParts(path: path, part: part) }
      found = found.filter { $0.path.split(separator: "/").dropLast().last == part.rawValue[...] }
      if found.isEmpty { throw .emptyPart(path: path, part: part) }
    }
    return PictureListing(
      pictures: found.map { labelled($0, by: layout) }, layout: layout, part: options.part)
  }

  private static func labelled(_ picture: ListedPicture, by layout: PictureLayout) -> ListedPicture
  {
    // The folders of a list's paths tell nothing: what has a label in a list has it in the list.
    guard picture.label == nil, layout != .list else { return picture }
    let label = layout.label(of: picture.path)
    var problem = picture.problem
    if label == nil && layout.isStrict && problem == nil {
      problem = Failure.misfit(path: picture.path, layout: layout).description
    }
    return ListedPicture(
      path: picture.path, location: picture.location, label: label, problem: problem)
  }

  /// Paths are relative to `root`, or to the list's folder.
  private static func list(_ file: String, root: String?) throws(Failure) -> [ListedPicture] {
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
    let folder = root ?? baseFolder(of: file)
    return try ListFile(bytes, file: file).lines.map { line in
      let location = line.path.hasPrefix("/") ? line.path : folder + "/" + line.path
      return ListedPicture(path: line.path, location: withEnding(location), label: line.label)
    }
  }

  /// The folder that the paths of a list, or the name of one picture, are relative to.
  package static func baseFolder(of path: String) -> String {
    var isFolder: Bool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
      return path
    }
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
