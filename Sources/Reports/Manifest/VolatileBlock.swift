#if canImport(Glibc)
  import Glibc
#endif

/// The one part of a file that another run of the same input writes differently: its times.
///
/// It lies between the first `begin` and the next `end`; both markers belong to the rest.
package struct VolatileBlock: Codable, Sendable, Equatable {
  package let begin: String
  package let end: String

  package init(begin: String, end: String) {
    self.begin = begin
    self.end = end
  }

  /// Text from outside cannot hold it: its '<' is escaped.
  package static let page = VolatileBlock(
    begin: "<!-- volatile: begin -->", end: "<!-- volatile: end -->")
  /// No string of a JSON file holds it: a line end is escaped there.
  package static let data = VolatileBlock(begin: "\n  \"timings\" : {", end: "\n  }")

  /// The bytes without the block; `nil` where the markers are not there.
  ///
  /// - Complexity: O(bytes).
  package func stablePart(of bytes: [UInt8]) -> [UInt8]? {
    guard let first = place(of: Array(begin.utf8), in: bytes, from: 0) else { return nil }
    let start = first + begin.utf8.count
    guard let end = place(of: Array(end.utf8), in: bytes, from: start) else { return nil }
    return Array(bytes[..<start] + bytes[end...])
  }

  private func place(of pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let first = pattern.first else { return nil }
    return bytes.withUnsafeBytes { all in
      guard let base = all.baseAddress else { return nil }
      var index = start
      while index + pattern.count <= all.count,
        let found = memchr(base + index, Int32(first), all.count - pattern.count - index + 1)
      {
        index = base.distance(to: found)
        if memcmp(found, pattern, pattern.count) == 0 { return index }
        index += 1
      }
      return nil
    }
  }
}
