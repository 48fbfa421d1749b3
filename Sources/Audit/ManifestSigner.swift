import Basics
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Signs a report's manifest, and so every file of the report.
package struct ManifestSigner {
  private let key: [UInt8]
  private let file: String
  /// The largest key file in bytes; a key in PEM has some hundred.
  private static let largestKey = 1 << 16

  /// Reads the key and tries it, before any long work.
  ///
  /// - Throws: `FileError`, `JobError` for a file that is not an Ed25519 private key.
  package init(keyFile: String) throws {
    try requireRegularFile(keyFile)
    key = try readFile(keyFile, limit: Self.largestKey)
    file = keyFile
    _ = try signature(of: [])
  }

  /// Writes `manifest.json.sig` beside the manifest.
  package func sign(in folder: String) throws {
    let bytes = try readFile("\(folder)/\(Manifest.fileName)", limit: StrictJSON.mostBytes)
    try AtomicFile.write(
      try signature(of: bytes), to: "\(folder)/\(Manifest.signatureName)")
  }

  private func signature(of bytes: [UInt8]) throws -> [UInt8] {
    do {
      return try Ed25519.signature(of: bytes, privateKey: key)
    } catch {
      throw Self.jobError(
        file, error, kind: "private",
        advice: "Make one with 'openssl genpkey -algorithm ed25519 -out key.pem'.")
    }
  }

  /// Whether a folder's manifest has a valid signature by the owner of a public key.
  ///
  /// - Returns: A sentence on the signature, and whether it holds.
  /// - Throws: `FileError`, `JobError` for a file that is not an Ed25519 public key.
  package static func verify(
    _ check: ManifestComparison, publicKeyFile: String
  ) throws -> (isValid: Bool, words: String) {
    try requireRegularFile(publicKeyFile)
    let key = try readFile(publicKeyFile, limit: largestKey)
    // A file that is not a key is named first, whatever the folder has.
    _ = try isValid([], check.manifestBytes, key, publicKeyFile)
    let path = "\(check.folder)/\(Manifest.signatureName)"
    guard FileManager.default.fileExists(atPath: path) else {
      return (
        false,
        """
        Signature: none. '\(displayed(check.folder))' does not contain \(Manifest.signatureName), so \
        the key cannot confirm who made the report.
        """
      )
    }
    try requireRegularFile(path)
    let signature = try readFile(path, limit: largestKey)
    if try isValid(signature, check.manifestBytes, key, publicKeyFile) {
      return (
        true, "Signature: valid. The owner of '\(displayed(publicKeyFile))' signed manifest.json."
      )
    }
    return (
      false,
      """
      Signature: not valid. \(Manifest.signatureName) is not a signature of this manifest.json by \
      the owner of '\(displayed(publicKeyFile))'.
      """
    )
  }

  private static func isValid(
    _ signature: [UInt8], _ bytes: [UInt8], _ key: [UInt8], _ file: String
  ) throws -> Bool {
    do {
      return try Ed25519.isValid(signature, of: bytes, publicKey: key)
    } catch {
      throw jobError(
        file, error, kind: "public",
        advice: "Make it with 'openssl pkey -in key.pem -pubout -out public.pem'.")
    }
  }

  private static func jobError(
    _ file: String, _ error: Ed25519.KeyError, kind: String, advice: String
  ) -> JobError {
    switch error {
    case .notAKey:
      JobError(
        "'\(displayed(file))' is not a \(kind) key in PEM format without a password. \(advice)")
    case .otherKind: JobError("'\(displayed(file))' is not an Ed25519 key. \(advice)")
    case .failed: JobError("libcrypto cannot use the key '\(displayed(file))'. \(advice)")
    }
  }
}
