import Basics

extension FacePairs {
  /// Each picture once, in the order of the pairs; its path is the name that the pairs have for it.
  ///
  /// A name without an ending takes the first that is there; one of LFW is looked for in the person's
  /// folder, then straight in the root.
  ///
  /// - Parameters:
  ///   - path: Of the file or folder of pairs.
  ///   - root: What the names are relative to; `nil`: the folder of the file (of CFP: `Protocol`).
  package func pictures(path: String, root: String?) -> [ListedPicture] {
    var seen: Set<PathKey> = []
    let root = root ?? (format == .cfp ? nil : PictureList.baseFolder(of: path))
    var places = ListedPlaces(folder: root ?? ".")
    return pairs.flatMap { [$0.first, $0.second] }.filter { seen.insert(PathKey($0)).inserted }
      .map { name in
        if format == .paths {
          let found = places.picture(ListFile.Line(path: name, label: nil))
          return ListedPicture(
            path: name, location: found.location, label: nil, problem: found.problem)
        }
        return ListedPicture(
          path: name, location: location(of: name, path: path, root: root), label: nil)
      }
  }

  private func location(of name: String, path: String, root: String?) -> String {
    if name.hasBytePrefix("/") { return withEnding(name) }
    switch format {
    case .paths, .lfw:
      let root = root ?? "."
      let nested = withEnding(joined(root, name))
      if FileStatus(of: nested) != nil { return nested }
      let flat = withEnding(joined(root, String(name.split(separator: "/").last ?? "")))
      return FileStatus(of: flat) != nil ? flat : nested
    case .cfp:
      guard let root else { return path + "/../../" + name }
      // The lists say '../Data/Images/…', from 'Protocol'; a root is the folder with 'Data'.
      return root + "/" + (name.hasPrefix("../") ? String(name.dropFirst(3)) : name)
    }
  }
}
