/// The H2L of a report ("H2L"), on a backbone's patches.
public struct HybridScorer: Scorer {
  private let identifier: Identifier

  /// - Precondition: The identifier has an H2L.
  public init(_ identifier: Identifier) { self.identifier = identifier }

  public var readsPair: Bool { true }
  public var galleryCount: Int { identifier.gallery.entries.count }

  public func similarities(_ query: Query, _ indices: [Int]) throws -> [Double] {
    try identifier.h2l(query, indices)
  }
}
