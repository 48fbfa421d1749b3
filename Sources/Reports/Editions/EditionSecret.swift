import Basics

/// The secret that links the blind and the redacted edition to the full one. Anyone who has it can
/// reverse both.
///
/// The pseudonyms and salted digests of the editions follow from the secret. Many originals can be
/// guessed: models are public, and names are in lists. An attacker could find a secret that follows
/// from a small seed by trying seeds. Therefore the secret always depends on a nonce of 256 random
/// bits, with or without a seed. The sealed key contains the nonce, so the key repeats an edition byte
/// for byte (`facet check --recompute`, `facet report --sealed`); the seed alone does not.
package struct EditionSecret: Sendable, Equatable, Codable {
  /// 64 hexadecimal digits.
  package let text: String
  /// 64 hexadecimal digits from the system's source of randomness.
  package let nonce: String

  /// Creates a secret with a new nonce.
  package static func random() -> EditionSecret {
    let nonce = randomNonce()
    return EditionSecret(text: hashed("random:\(nonce)"), nonce: nonce)
  }

  /// - Parameter nonce: 64 hexadecimal digits; `nil` for a new nonce.
  package init(seed: UInt64, nonce: String? = nil) {
    let nonce = nonce ?? Self.randomNonce()
    self.init(text: Self.hashed("seed:\(seed):\(nonce)"), nonce: nonce)
  }

  init(text: String, nonce: String) {
    self.text = text
    self.nonce = nonce
  }

  private static func randomNonce() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  private static func hashed(_ text: String) -> String {
    SHA256.digest(of: Array(text.utf8)).hexadecimal
  }

  /// The commitment that the editions print. With it, anyone can check that the secret was not chosen
  /// later. The nonce prevents finding the secret by trying.
  package var commitment: SHA256Digest {
    SHA256.digest(of: Array("commitment:\(nonce):\(text)".utf8))
  }

  /// Returns the digest that replaces a picture's, a model's or a gallery's digest.
  func salted(_ digest: SHA256Digest) -> SHA256Digest { hash("digest", digest.hexadecimal) }

  /// Returns the pseudonym of an identity.
  func pseudonym(ofLabel label: String) -> String {
    "P-" + hash("label", label).hexadecimal.prefix(10)
  }

  /// Returns the pseudonym of a picture's path.
  func pseudonym(ofPicture digest: SHA256Digest, path: String) -> String {
    "picture-" + hash("path", "\(digest.hexadecimal):\(path)").hexadecimal.prefix(10)
  }

  /// Returns the code that replaces a query's number in an edition, because the number shows its place
  /// in a list of files. No two editions share a code, so that neither can be read with the other.
  ///
  /// - Parameter number: The place in the batch, from 1.
  func code(
    ofQuery digest: SHA256Digest, path: String, number: Int, in edition: Edition
  ) -> String {
    let name = "\(number):\(digest.hexadecimal):\(path)"
    return "Q-" + hash("query-\(edition.rawValue)", name).hexadecimal.prefix(12)
  }

  /// Returns what the codes and the order of the faces of a verification follow from.
  func verificationKey(forQuery digest: SHA256Digest, path: String, number: Int) -> String {
    hash("order", "\(number):\(digest.hexadecimal):\(path)").hexadecimal
  }

  private func hash(_ purpose: String, _ value: String) -> SHA256Digest {
    SHA256.digest(of: Array("\(text):\(purpose):\(value)".utf8))
  }

  /// The derivation of pseudonyms and digests from the secret, for the sealed key.
  static let recipe = [
    "A salted digest is the SHA-256 of the text 'SECRET:digest:DIGEST'.",
    """
    A person's pseudonym is the first ten digits of the SHA-256 of 'SECRET:label:LABEL', and a picture's \
    is those of 'SECRET:path:DIGEST:PATH'.
    """,
    """
    A query's code in an edition is 'Q-' and the first twelve digits of the SHA-256 of \
    'SECRET:query-EDITION:NUMBER:DIGEST:PATH', where EDITION is 'blind' or 'redacted' and NUMBER is its \
    number in the full edition.
    """,
    """
    The faces of a blind report stand in the order of the SHA-256 of 'verification:KEY:DIGEST:PATH' of \
    their pictures, where KEY is the SHA-256 of 'SECRET:order:NUMBER:DIGEST:PATH' of the query. A face's \
    code is 1000 and the remainder by 9000 of the last eight digits, and the next free number if two are \
    the same.
    """,
    "The commitment that the editions print is the SHA-256 of the text 'commitment:NONCE:SECRET'.",
    """
    The secret is the SHA-256 of 'random:NONCE', or of 'seed:SEED:NONCE' if a seed was given; the \
    nonce is 256 random bits.
    """,
  ]
}
