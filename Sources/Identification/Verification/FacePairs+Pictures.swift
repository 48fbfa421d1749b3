#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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
    var seen: Set<String> = []
    return pairs.flatMap { [$0.first, $0.second] }.filter { seen.insert($0).inserted }
      .map {
        ListedPicture(path: $0, location: location(of: $0, path: path, root: root), label: nil)
      }
  }

  private func location(of name: String, path: String, root: String?) -> String {
    if name.hasPrefix("/") { return withEnding(name) }
    switch format {
    case .paths: return withEnding((root ?? PictureList.baseFolder(of: path)) + "/" + name)
    case .lfw:
      let root = root ?? PictureList.baseFolder(of: path)
      let nested = withEnding(root + "/" + name)
      if FileManager.default.fileExists(atPath: nested) { return nested }
      let flat = withEnding(root + "/" + (name.split(separator: "/").last ?? ""))
      return FileManager.default.fileExists(atPath: flat) ? flat : nested
    case .cfp:
      guard let root else { return path + "/../../" + name }
      // The lists say '../Data/Images/…', from 'Protocol'; a root is the folder with 'Data'.
      return root + "/" + (name.hasPrefix("../") ? String(name.dropFirst(3)) : name)
    }
  }
}
