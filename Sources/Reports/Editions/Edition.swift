/// For whom a report is made.
package enum Edition: String, Sendable, Codable, CaseIterable {
  /// Everything.
  case full
  /// For a verifier: faces in an order that says nothing, no scores, ranks or labels.
  case blind
  /// For others: faces as silhouettes, people by pseudonyms; scores rounded, flows as they are.
  case redacted
}
