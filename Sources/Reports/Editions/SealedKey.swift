import Basics
import Evidence
import Identification

/// The content of `sealed/key.json`, which reverses the blind and the redacted edition. It is not for
/// their readers.
package struct SealedKey: Codable, Sendable, Equatable {
  package static let path = "sealed/key.json"

  package var remark = """
    Do not give this file to readers of the blind or the redacted edition. It names every picture and \
    the order of the candidates.
    """
  package var recipe = EditionSecret.recipe
  package var secret: String
  package var nonce: String
  package var queries: [Query]

  init(_ secret: EditionSecret, queries: [Query]) {
    self.secret = secret.text
    nonce = secret.nonce
    self.queries = queries
  }

  /// Reads a key that 'facet report' wrote.
  ///
  /// - Throws: `FileError`, `SealedKeyError`.
  package init(file: String) throws {
    try requireRegularFile(file)
    do {
      self = try StrictJSON.decode(SealedKey.self, from: try readFile(file, limit: 1 << 26))
    } catch let error as StrictJSONError {
      throw SealedKeyError(file: file, reason: "\(error)")
    }
    guard [secret, nonce].allSatisfy({ SHA256Digest(hexadecimal: $0)?.hexadecimal == $0 }) else {
      throw SealedKeyError(file: file, reason: "does not have a secret and a nonce of 64 digits")
    }
  }

  /// The secret that repeats the same editions.
  package var editionSecret: EditionSecret { EditionSecret(text: secret, nonce: nonce) }

  package struct Query: Codable, Sendable, Equatable {
    /// The name in the blind and in the redacted edition.
    package var report: String
    /// The name in the full edition.
    package var fullReport: String
    package var path: String
    package var label: String?
    package var sha256: SHA256Digest
    /// The candidates in the blind edition's order.
    package var candidates: [Candidate]

    init(_ content: BlindContent, fullReport: String) {
      report = content.number
      self.fullReport = fullReport
      let query = content.evidence.query
      path = query.path
      label = query.label
      sha256 = query.sha256
      candidates = content.candidates.map { candidate in
        let exhibit = content.evidence.exhibits[candidate.galleryIndex]!
        let evidence = content.evidence.candidates.first {
          $0.galleryIndex == candidate.galleryIndex
        }!
        return Candidate(
          letter: candidate.letter, path: exhibit.path, label: exhibit.label,
          sha256: exhibit.sha256,
          ranks: evidence.ranks)
      }
    }
  }

  package struct Candidate: Codable, Sendable, Equatable {
    package var letter: String
    package var path: String
    package var label: String?
    package var sha256: SHA256Digest
    /// The ranks by the method's name.
    package var ranks: ByMethod<Int>
  }
}

/// The reason why a file is not a sealed key.
package struct SealedKeyError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// The rest of a sentence about the file.
  package let reason: String

  package var description: String {
    "'\(displayed(file))' \(reason). Give the sealed/key.json of a report."
  }
}
