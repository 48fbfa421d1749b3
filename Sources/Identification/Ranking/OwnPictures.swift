import Basics

/// Finds the gallery pictures that are a query's own.
struct OwnPictures: Sendable {
  private var byDigest: [SHA256Digest: [Int]] = [:]
  private var byPath: [String: [Int]] = [:]

  init(_ gallery: Gallery) {
    for (index, entry) in gallery.entries.enumerated() {
      byDigest[entry.sha256, default: []].append(index)
      byPath[entry.path, default: []].append(index)
    }
  }

  /// Those with the query's digest or its relative path.
  func indices(of query: Query) -> Set<Int> {
    Set(byDigest[query.sha256] ?? []).union(byPath[query.listed.path] ?? [])
  }
}
