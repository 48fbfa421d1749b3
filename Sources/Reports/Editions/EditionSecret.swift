import Basics

/// What links the blind and the redacted edition to the full one. Anyone who has it can undo both.
///
/// All that the editions print in place of names and digests follows from the secret, and much of
/// what it stands for can be guessed: models are public, names are in lists. A secret that came from a
/// small seed alone could therefore be found by trying seeds. So it always comes from a nonce of 256
/// random bits, with or without a seed, and the nonce is kept in the sealed key: the key repeats an
/// edition byte by byte (`facet check --recompute`, `facet report --sealed`), the seed does not.
package struct EditionSecret: Sendable, Equatable, Codable {
  /// 64 hexadecimal digits.
  package let text: String
  /// 64 hexadecimal digits from the system's source of randomness.
  package let nonce: String

  /// Makes a secret with a new nonce.
  package static func random() -> EditionSecret {
    let nonce = randomNonce()
    return EditionSecret(text: hashed("random:\(nonce)"), nonce: nonce)
  }

  /// - Parameter nonce: 64 hexadecimal digits; `nil`: new ones.
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

  /// Printed in the editions: that the secret was not chosen afterwards can be checked with it. The
  /// nonce keeps anyone from finding the secret by trying.
  package var commitment: SHA256Digest {
    SHA256.digest(of: Array("commitment:\(nonce):\(text)".utf8))
  }

  /// Stands for a picture's, a model's or a gallery's digest.
  func salted(_ digest: SHA256Digest) -> SHA256Digest { hash("digest", digest.hexadecimal) }

  /// Stands for an identity.
  func pseudonym(ofLabel label: String) -> String {
    "P-" + hash("label", label).hexadecimal.prefix(10)
  }

  /// Stands for a picture's path.
  func pseudonym(ofPicture digest: SHA256Digest, path: String) -> String {
    "picture-" + hash("path", "\(digest.hexadecimal):\(path)").hexadecimal.prefix(10)
  }

  /// Stands for a query's place in the batch, by which a list of the files in order would name it.
  ///
  /// - Parameter number: That place, from 1.
  func code(ofQuery digest: SHA256Digest, path: String, number: Int) -> String {
    "Q-" + hash("query", "\(number):\(digest.hexadecimal):\(path)").hexadecimal.prefix(12)
  }

  /// For the order of a query's candidates.
  func generator(forQuery digest: SHA256Digest) -> SeededGenerator {
    let digits = hash("order", digest.hexadecimal).hexadecimal.prefix(16)
    return SeededGenerator(seed: UInt64(digits, radix: 16)!)
  }

  private func hash(_ purpose: String, _ value: String) -> SHA256Digest {
    SHA256.digest(of: Array("\(text):\(purpose):\(value)".utf8))
  }

  /// For the sealed key: how all that follows from the secret.
  static let recipe = [
    "A salted digest is the SHA-256 of the text 'SECRET:digest:DIGEST'.",
    """
    A person is called by the first ten digits of the SHA-256 of 'SECRET:label:LABEL', a picture by \
    those of 'SECRET:path:DIGEST:PATH'.
    """,
    """
    A query is called by 'Q-' and the first twelve digits of the SHA-256 of \
    'SECRET:query:NUMBER:DIGEST:PATH', with its number in the full edition.
    """,
    """
    The order of a blind report's candidates is a Fisher-Yates shuffle of their order by the EMD, \
    with splitmix64 started at the first 16 digits of the SHA-256 of 'SECRET:order:DIGEST' of the \
    query.
    """,
    "The commitment that the editions print is the SHA-256 of the text 'commitment:NONCE:SECRET'.",
    """
    The secret is the SHA-256 of 'random:NONCE', or of 'seed:SEED:NONCE' if a seed was given; the \
    nonce is 256 random bits.
    """,
  ]
}
