/// A path as a key of a dictionary or a member of a set; two keys are equal only if their bytes
/// are.
///
/// Swift's strings are equal if they look the same: `Zoë` in composed and in decomposed form are
/// one string, but two files.
package struct PathKey: Hashable, Comparable, Sendable {
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  package static func == (first: PathKey, second: PathKey) -> Bool {
    first.path.utf8.elementsEqual(second.path.utf8)
  }

  package static func < (first: PathKey, second: PathKey) -> Bool {
    first.path.utf8.lexicographicallyPrecedes(second.path.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var path = path
    path.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension StringProtocol {
  /// Returns whether the bytes are the same, not only the appearance.
  package func hasSameBytes(as other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }

  /// Returns whether the bytes begin with the bytes of `prefix`.
  package func hasBytePrefix(_ prefix: some StringProtocol) -> Bool {
    utf8.starts(with: prefix.utf8)
  }
}

extension Sequence<String> {
  /// Returns the strings in the order of their bytes.
  package func sortedByBytes() -> [String] {
    sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// Returns a path without the extension of its last name. A dot at the beginning of a name begins no extension.
package func withoutExtension(_ path: String) -> String {
  let start = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
  guard let dot = path[start...].lastIndex(of: "."), dot > start else { return path }
  return String(path[..<dot])
}

/// Returns the path of a file or folder below another, which may end in '/'.
package func joined(_ folder: String, _ name: String) -> String {
  folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
}

extension Sequence<String> {
  /// Returns the first names and the number of the others: "a, b and 3 more".
  ///
  /// - Parameter limit: The largest number of names.
  package func named(atMost limit: Int = 5) -> String {
    let all = Array(self)
    let names = all.prefix(limit).joined(separator: ", ")
    return all.count > limit ? "\(names) and \(all.count - limit) more" : names
  }
}
