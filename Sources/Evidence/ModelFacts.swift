/// What a model's file says about its origin. Nothing of it is checked; each value comes from outside.
package struct ModelFacts: Sendable, Equatable, Codable {
  package var author: String?
  package var license: String?
  package var trainingSet: String?
  /// The accuracy that its authors published.
  package var publishedAccuracy: String?

  package init(
    author: String? = nil, license: String? = nil, trainingSet: String? = nil,
    publishedAccuracy: String? = nil
  ) {
    self.author = author
    self.license = license
    self.trainingSet = trainingSet
    self.publishedAccuracy = publishedAccuracy
  }

  /// The facts with their names, "not recorded" if the file does not contain one.
  package var lines: [(name: String, value: String)] {
    [
      ("Author", author), ("License", license), ("Training set", trainingSet),
      ("Published accuracy", publishedAccuracy),
    ].map { ($0, $1 ?? Self.notRecorded) }
  }

  package static let notRecorded = "not recorded"
}
