import Basics
import Evidence
import Identification

/// `sealed/key.json`: what undoes the blind and the redacted edition. Not for their readers.
package struct SealedKey: Codable, Sendable, Equatable {
  package static let path = "sealed/key.json"

  package var remark = """
    Keep this file from whoever reads the blind or the redacted edition: it names every picture and \
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

  /// The secret that makes the same editions again.
  package var editionSecret: EditionSecret { EditionSecret(text: secret, nonce: nonce) }

  package struct Query: Codable, Sendable, Equatable {
    /// In the blind and in the redacted edition.
    package var report: String
    /// In the full edition.
    package var fullReport: String
    package var path: String
    package var label: String?
    package var sha256: SHA256Digest
    /// In the blind edition's order.
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
    /// By the method's name.
    package var ranks: ByMethod<Int>
  }
}

/// Why a file is not a sealed key.
package struct SealedKeyError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// The rest of a sentence about the file.
  package let reason: String

  package var description: String {
    "'\(displayed(file))' \(reason). Give the sealed/key.json of a report."
  }
}
