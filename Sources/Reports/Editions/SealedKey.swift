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

  /// What repeats the editions; the rest of a key is for people, and older versions wrote it otherwise.
  private struct Core: Decodable {
    let secret: String
    let nonce: String
  }

  /// Reads the secret of a key that 'facet report' wrote, of this version or an older one.
  ///
  /// - Throws: `FileError`, `SealedKeyError`.
  package static func secret(file: String) throws -> EditionSecret {
    try requireRegularFile(file)
    let core: Core
    do {
      core = try StrictJSON.decode(Core.self, from: try readFile(file, limit: 1 << 26))
    } catch let error as StrictJSONError {
      throw SealedKeyError(file: file, reason: "\(error)")
    }
    guard
      [core.secret, core.nonce].allSatisfy({ SHA256Digest(hexadecimal: $0)?.hexadecimal == $0 })
    else {
      throw SealedKeyError(file: file, reason: "does not have a secret and a nonce of 64 digits")
    }
    return EditionSecret(text: core.secret, nonce: core.nonce)
  }

  package struct Query: Codable, Sendable, Equatable {
    /// The name in the full edition.
    package var fullReport: String
    /// The name in the redacted edition, whether or not it was written.
    package var redactedReport: String
    /// The name in the blind edition; `nil` if it was not written.
    package var blindReport: String?
    package var path: String
    package var label: String?
    package var sha256: SHA256Digest
    /// The faces in the blind edition's order.
    package var faces: [VerificationKey.Face]

    init(_ query: ShownPicture, fullReport: String, redactedReport: String, blind: BlindContent?) {
      self.fullReport = fullReport
      self.redactedReport = redactedReport
      blindReport = blind?.number
      path = query.path
      label = query.label
      sha256 = query.sha256
      faces = blind?.verification.faces.map(VerificationKey.Face.init) ?? []
    }
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
