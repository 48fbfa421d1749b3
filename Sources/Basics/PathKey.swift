/// A path as a key of a dictionary or a member of a set: equal only if the bytes are.
///
/// Swift's strings are equal if they look the same: `Zoë` in one character and `Zoë` in two are one
/// string, but two files.
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
  /// Whether the bytes are the same, not only the looks.
  package func hasSameBytes(as other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }

  /// Whether the bytes begin with those of `prefix`.
  package func hasBytePrefix(_ prefix: some StringProtocol) -> Bool {
    utf8.starts(with: prefix.utf8)
  }
}

extension Sequence<String> {
  /// In the order of their bytes.
  package func sortedByBytes() -> [String] {
    sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// A file or folder below another, which may end in '/'.
package func joined(_ folder: String, _ name: String) -> String {
  folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
}

extension Sequence<String> {
  /// The first names, and how many more there are: "a, b and 3 more".
  ///
  /// - Parameter limit: The most that are named.
  package func named(atMost limit: Int = 5) -> String {
    let all = Array(self)
    let names = all.prefix(limit).joined(separator: ", ")
    return all.count > limit ? "\(names) and \(all.count - limit) more" : names
  }
}
