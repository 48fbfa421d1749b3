import Basics

extension FacePairs {
  /// Returns each picture once, in the order of the pairs; its path is its name in the pairs.
  ///
  /// A name without an extension gets the first for which a file exists; a name in LFW is searched
  /// in the person's folder, then directly in the root.
  ///
  /// - Parameters:
  ///   - path: The path of the file or folder of pairs.
  ///   - root: The folder that the names are relative to; `nil` for the folder of the file (for
  ///     CFP: `Protocol`).
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
      // The lists contain '../Data/Images/…', relative to 'Protocol'; a root is the folder with
      // 'Data'.
      return root + "/" + (name.hasPrefix("../") ? String(name.dropFirst(3)) : name)
    }
  }
}
