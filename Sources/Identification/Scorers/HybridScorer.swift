/// The H2L of a report ("H2L"), on a backbone's patches.
package struct HybridScorer: Scorer {
  private let identifier: Identifier

  /// - Precondition: The identifier has an H2L.
  package init(_ identifier: Identifier) { self.identifier = identifier }

  package var readsPair: Bool { true }
  package var galleryCount: Int { identifier.gallery.entries.count }

  package func similarities(_ query: Query, _ indices: [Int]) throws -> [Double] {
    try identifier.h2l(query, indices)
  }
}
