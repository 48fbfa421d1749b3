/// For whom a report is made.
package enum Edition: String, Sendable, Codable, CaseIterable {
  /// Everything.
  case full
  /// For a verifier: faces in an order that says nothing, no scores, ranks or labels.
  case blind
  /// For others: faces as coarse mosaics, people by pseudonyms; scores and flows as they are.
  case redacted
}
