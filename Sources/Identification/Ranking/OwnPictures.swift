import Basics

/// Which gallery pictures are a query's own, and so left out of its ranking.
package enum OwnPictureRule: String, Sendable, Codable, CaseIterable {
  /// Those with the same bytes, and the query's own file.
  case samePicture = "same-picture"
  /// As `samePicture`, and those with the query's relative path: for test sets whose queries are
  /// changed copies of gallery pictures, such as faces with a mask drawn on.
  case samePath = "same-path"
  /// None.
  case none
}

/// A gallery picture that was left out of a query's ranking.
package struct LeftOutPicture: Sendable, Equatable, Codable {
  package enum Reason: String, Sendable, Codable {
    case sameBytes
    /// The file that is the query, changed since the gallery was enrolled.
    case sameFile
    case samePath
  }

  /// In the gallery.
  package let path: String
  package let label: String?
  package let reason: Reason

  package init(path: String, label: String?, reason: Reason) {
    self.path = path
    self.label = label
    self.reason = reason
  }
}

/// Finds a query's own pictures in a gallery: by digest, by file and, if asked for, by path.
///
/// A path or a name alone never makes two pictures one: cameras number their files alike.
struct OwnPictures: Sendable {
  private let rule: OwnPictureRule
  private var byDigest: [SHA256Digest: [Int]] = [:]
  private var byFile: [FileIdentity: [Int]] = [:]
  private var byPath: [PathKey: [Int]] = [:]

  /// - Complexity: O(n), with one look at each gallery file.
  init(_ gallery: Gallery, rule: OwnPictureRule) {
    self.rule = rule
    guard rule != .none else { return }
    byDigest.reserveCapacity(gallery.entries.count)
    for (index, entry) in gallery.entries.enumerated() {
      byDigest[entry.sha256, default: []].append(index)
      if rule == .samePath { byPath[PathKey(entry.path), default: []].append(index) }
    }
    let locations = gallery.locations
    let files = collectInParallel(count: locations.count, grain: 64) { index, _ in
      FileStatus(of: locations[index])?.identity
    }
    for (index, file) in files.enumerated() {
      if let file { byFile[file, default: []].append(index) }
    }
  }

  /// Gallery places in order, with the strongest reason of each.
  func places(of query: Query) -> [(index: Int, reason: LeftOutPicture.Reason)] {
    guard rule != .none else { return [] }
    var found: [Int: LeftOutPicture.Reason] = [:]
    for index in byPath[PathKey(query.listed.path)] ?? [] { found[index] = .samePath }
    if let file = FileStatus(of: query.listed.location)?.identity {
      for index in byFile[file] ?? [] { found[index] = .sameFile }
    }
    for index in byDigest[query.sha256] ?? [] { found[index] = .sameBytes }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
