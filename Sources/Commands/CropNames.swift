/// Names of crops from the paths of their photographs: sub-folders are kept, nothing leads out of the
/// output folder, and no two are the same.
struct CropNames {
  /// In lower case: some file systems do not tell the cases apart.
  private var taken: Set<String> = []

  /// - Parameter number: Of the face, where a photograph gives several.
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
    // As where 'a.jpg' and 'a.png' lie beside each other.
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

  /// Without control characters and what Windows does not allow; at most 200 bytes, the end staying.
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
