import Basics
import Evidence

/// The faces of one query that a blind verifier sees: a verification form with codes that follow from
/// the secret.
///
/// The blind edition is the verification form once more. The form beside a report has codes that follow
/// from digests; a person who has the pictures and this program can compute them. Those of the edition need
/// the sealed key.
struct BlindContent {
  /// The query's name in this edition, `EditionSecret.code`.
  let number: String
  let verification: VerificationContent
  let commitment: SHA256Digest

  /// - Precondition: The evidence has pictures for forms.
  init(
    _ evidence: QueryEvidence, number: String, of place: Int, secret: EditionSecret
  ) {
    guard let pictures = evidence.forms else {
      preconditionFailure("The blind edition needs the pictures of the forms.")
    }
    self.number = number
    let query = evidence.query
    verification = VerificationContent(
      pictures,
      key: secret.verificationKey(forQuery: query.sha256, path: query.path, number: place))
    commitment = secret.commitment
  }

  static let title = "Blind verification"
  static let explanation = """
    \(VerificationContent.explanation) Scores, ranks, labels, file names and the case are withheld on \
    purpose. A sealed key records which face is which.
    """
}
