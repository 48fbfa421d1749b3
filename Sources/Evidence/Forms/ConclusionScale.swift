import Basics

/// A laboratory's own scale of conclusions, from `--scale`; see `docs/scale.schema.json`.
///
/// Facet has no words for conclusions: examiners' verbal scales overstate what scores carry.
package struct ConclusionScale: Sendable, Equatable, Codable {
  package static let currentFormat = 1
  static let mostBytes = 1 << 20

  package struct Conclusion: Sendable, Equatable, Codable {
    /// Comes from outside.
    package let text: String
    /// The least log10 likelihood ratio for these words; `nil` if the scale does not say.
    package let leastLog10LR: Double?
  }

  package let format: Int
  package let laboratory: String
  /// The document that defines the scale.
  package let document: String
  /// The conclusions in the laboratory's order.
  package let conclusions: [Conclusion]
  package let sha256: SHA256Digest

  /// Returns the words for a likelihood ratio: those with the highest least value that it reaches.
  ///
  /// - Returns: `nil` if the scale does not name likelihood ratios, or if it reaches none.
  package func words(forLog10LR value: Double) -> String? {
    conclusions.filter { ($0.leastLog10LR ?? .infinity) <= value }
      .max { $0.leastLog10LR! < $1.leastLog10LR! }?.text
  }
}

extension ConclusionScale {
  /// - Throws: `LaboratoryFileError` for a file that cannot be read, has a member of another name, or
  ///   does not have 2 to 12 conclusions.
  package init(file: String) throws(LaboratoryFileError) {
    let (object, digest) = try LaboratoryObject.read(
      file, kind: "a scale of conclusions",
      members: ["format", "laboratory", "document", "conclusions"], limit: Self.mostBytes)
    format = Self.currentFormat
    laboratory = try object.text("laboratory")
    document = try object.text("document")
    sha256 = digest
    var conclusions: [Conclusion] = []
    for entry in try object.list("conclusions", of: ["text", "least-log10-lr"], most: 12) {
      conclusions.append(
        Conclusion(
          text: try entry.text("text"), leastLog10LR: try entry.number("least-log10-lr")))
    }
    guard conclusions.count > 1 else {
      throw object.failure("has only one conclusion. Give at least two.")
    }
    self.conclusions = conclusions
  }
}
