import Basics

/// The names of files made from listed pictures, in a separate folder.
struct OutputNames {
  /// The names, one for each path, without extensions, all different.
  let names: [String]

  /// - Parameter paths: As listed; one that leads upwards or begins at the root keeps its last parts.
  init(_ paths: [String]) {
    var taken: Set<String> = []
    names = paths.map { path in
      let parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
      let whole = parts.isEmpty ? "picture" : parts.joined(separator: "/")
      let stem = withoutExtension(whole)
      // With face.jpg beside face.png, the second one keeps its extension.
      var name = taken.contains(stem) ? whole : stem
      var number = 2
      while taken.contains(name) {
        name = "\(stem)-\(number)"
        number += 1
      }
      taken.insert(name)
      return name
    }
  }
}
