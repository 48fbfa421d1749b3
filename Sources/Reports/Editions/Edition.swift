/// An edition of a report, for a group of readers.
package enum Edition: String, Sendable, Codable, CaseIterable {
  /// The full edition with everything.
  case full
  /// The edition for a verifier: faces in random order, without scores, ranks and labels.
  case blind
  /// The edition for others: hidden faces, pseudonyms, rounded scores, and unchanged flows.
  case redacted
}
