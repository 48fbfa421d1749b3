#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The pictures below a folder, in the order of their paths' bytes, without labels.
///
/// Names that begin with a dot are passed over; so are files that neither are nor are called a
/// picture.
///
/// - Throws: `unreadable`; `empty` or, where there is a folder or a picture that was passed over for its
///   dot, `onlyHidden`.
func walk(folder root: String) throws(PictureList.Failure) -> [ListedPicture] {
  var hasHidden = false
  var pictures: [ListedPicture] = []
  var pending = [""]
  while let relative = pending.popLast() {
    let folder = relative.isEmpty ? root : root + "/" + relative
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      if relative.isEmpty { throw .unreadable(path: folder) }
      pictures.append(
        ListedPicture(
          path: relative, location: folder, label: nil,
          problem: PictureList.Failure.unreadable(path: folder).description))
      continue
    }
    for name in names {
      let path = relative.isEmpty ? name : relative + "/" + name
      let location = root + (root.hasSuffix("/") ? "" : "/") + path
      var isFolder: Bool = false
      if name.hasPrefix(".") {
        let exists = FileManager.default.fileExists(atPath: location, isDirectory: &isFolder)
        hasHidden = hasHidden || exists && isFolder || isCalledPicture(name)
        continue
      }
      guard FileManager.default.fileExists(atPath: location, isDirectory: &isFolder) else {
        // A link to nowhere, or a name whose bytes are not UTF-8 and so cannot be said here.
        if isCalledPicture(name) || name.contains("\u{FFFD}") {
          pictures.append(
            ListedPicture(
              path: path, location: location, label: nil,
              problem: PictureList.Failure.unreachable(path: location).description))
        }
        continue
      }
      if isFolder {
        // A link could lead back up; a gallery has no use for deeper nesting than this.
        if path.utf8.count(where: { $0 == 47 }) < 8 { pending.append(path) }
      } else if isPicture(location) || isCalledPicture(name) {
        pictures.append(ListedPicture(path: path, location: location, label: nil))
      }
    }
  }
  if pictures.isEmpty { throw hasHidden ? .onlyHidden(path: root) : .empty(path: root) }
  return pictures.sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
}
