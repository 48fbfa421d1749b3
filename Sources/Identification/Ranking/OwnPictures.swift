import Basics

/// The rule for the gallery pictures that are a query's own, and therefore left out of its ranking.
package enum OwnPictureRule: String, Sendable, Codable, CaseIterable {
  /// Pictures with the same bytes, and the query's own file.
  case samePicture = "same-picture"
  /// Pictures as in `samePicture`, and those with the query's relative path: for test sets whose
  /// queries are changed copies of gallery pictures, such as faces with a drawn mask.
  case samePath = "same-path"
  /// No pictures.
  case none
}

/// A gallery picture that was left out of a query's ranking.
package struct LeftOutPicture: Sendable, Equatable, Codable {
  package enum Reason: String, Sendable, Codable {
    case sameBytes
    /// The picture is the query's file, changed since the gallery was enrolled.
    case sameFile
    case samePath
  }

  /// The path in the gallery.
  package let path: String
  package let label: String?
  package let reason: Reason

  package init(path: String, label: String?, reason: Reason) {
    self.path = path
    self.label = label
    self.reason = reason
  }
}

/// A finder of a query's own pictures in a gallery: by digest, by file and, if requested, by path.
///
/// A path or a name alone never makes two pictures the same: different cameras use the same file
/// numbers.
struct OwnPictures: Sendable {
  private let rule: OwnPictureRule
  /// The gallery if its index finds the pictures: one that is used as enrolled, whose files are not
  /// looked at. The query's own file is then found by its place, not behind another name.
  private let indexed: Gallery?
  private var byDigest: [SHA256Digest: [Int]] = [:]
  private var byFile: [FileIdentity: [Int]] = [:]
  private var byPath: [PathKey: [Int]] = [:]

  /// - Complexity: O(n), with one access to each gallery file.
  init(_ gallery: Gallery, rule: OwnPictureRule) {
    self.rule = rule
    indexed = gallery.isAsEnrolled && gallery.entries.index != nil ? gallery : nil
    guard rule != .none, indexed == nil else { return }
    byDigest.reserveCapacity(gallery.entries.count)
    for index in gallery.entries.indices {
      byDigest[gallery.entries.sha256(of: index), default: []].append(index)
      if rule == .samePath {
        byPath[PathKey(gallery.entries.path(of: index)), default: []].append(index)
      }
    }
    let locations = gallery.locations
    let files = collectInParallel(count: locations.count, grain: 64) { index, _ in
      FileStatus(of: locations[index])?.identity
    }
    for (index, file) in files.enumerated() {
      if let file { byFile[file, default: []].append(index) }
    }
  }

  /// Returns gallery indices in order, with the strongest reason for each.
  func places(of query: Query) -> [(index: Int, reason: LeftOutPicture.Reason)] {
    guard rule != .none else { return [] }
    if let indexed { return Self.places(of: query, rule, indexed) }
    var found: [Int: LeftOutPicture.Reason] = [:]
    for index in byPath[PathKey(query.listed.path)] ?? [] { found[index] = .samePath }
    if let file = FileStatus(of: query.listed.location)?.identity {
      for index in byFile[file] ?? [] { found[index] = .sameFile }
    }
    for index in byDigest[query.sha256] ?? [] { found[index] = .sameBytes }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func places(
    of query: Query, _ rule: OwnPictureRule, _ gallery: Gallery
  ) -> [(index: Int, reason: LeftOutPicture.Reason)] {
    let index = gallery.entries.index!
    var found: [Int: LeftOutPicture.Reason] = [:]
    if rule == .samePath {
      for place in index.places(ofPath: query.listed.path) { found[place] = .samePath }
    }
    let location = query.listed.location
    if let base = gallery.locations.base {
      let folder = joined(base, "")
      let inside = String(decoding: location.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
      for name in [location] + (location.hasBytePrefix(folder) ? [inside] : []) {
        for place in index.places(ofPath: name)
        where gallery.locations[place].hasSameBytes(as: location) { found[place] = .sameFile }
      }
    }
    for place in index.places(of: query.sha256) { found[place] = .sameBytes }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
