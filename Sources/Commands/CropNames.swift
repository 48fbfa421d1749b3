/// Names of crops from the paths of their photographs. Sub-folders are kept, each name stays in the
/// output folder, and all names differ.
struct CropNames {
  /// The names in lower case, because some file systems ignore case.
  private var taken: Set<String> = []

  /// - Parameter number: The number of the face, if a photograph gives several.
  /// - Returns: A relative path without an ending.
  mutating func name(for path: String, number: Int?) -> String {
    var parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }.map { part in
      Self.safe(part)
    }
    let last = parts.popLast() ?? "picture"
    let dot = last.lastIndex(of: ".").flatMap { $0 > last.startIndex ? $0 : nil }
    let stem = dot.map { String(last[..<$0]) } ?? last
    let suffix = number.map { "-\($0)" } ?? ""
    func whole(_ name: String) -> String { (parts + [name]).joined(separator: "/") }
    var name = whole(stem + suffix)
    // For example 'a.jpg' and 'a.png' in one folder.
    if taken.contains(name.lowercased()), let dot {
      name = whole("\(stem)-\(last[last.index(after: dot)...])\(suffix)")
    }
    let first = name
    var copy = 2
    while !taken.insert(name.lowercased()).inserted {
      name = "\(first)-copy\(copy)"
      copy += 1
    }
    return name
  }

  /// Returns a name without control characters and those that Windows forbids, at most its last 200
  /// bytes.
  private static func safe(_ part: some StringProtocol) -> String {
    var text = String(
      String.UnicodeScalarView(
        part.unicodeScalars.map { scalar in
          scalar.value < 32 || scalar.value == 127 || "\\:*?\"<>|".unicodeScalars.contains(scalar)
            ? "_" : scalar
        }))
    while text.utf8.count > 200 { text.removeFirst() }
    return text
  }
}
