import CCrypto

/// Ed25519 signatures by OpenSSL's libcrypto, with keys in PEM.
///
/// RFC 8032, https://www.rfc-editor.org/rfc/rfc8032
package enum Ed25519 {
  package static let signatureSize = 64

  /// Returns the raw signature of a message, as `openssl pkeyutl -sign -rawin` makes it.
  ///
  /// - Parameter privateKey: PEM, without a password.
  package static func signature(
    of message: [UInt8], privateKey: [UInt8]
  ) throws(KeyError) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: signatureSize)
    let code = signature.withUnsafeMutableBytes { signature in
      message.withUnsafeBytes { message in
        privateKey.withUnsafeBytes { key in
          facet_ed25519_sign(
            key.baseAddress, key.count, message.baseAddress, message.count,
            signature.baseAddress?.assumingMemoryBound(to: UInt8.self))
        }
      }
    }
    _ = try isDone(code)
    return signature
  }

  /// Returns whether a signature matches this message and this key.
  ///
  /// - Parameter publicKey: PEM.
  package static func isValid(
    _ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]
  ) throws(KeyError) -> Bool {
    let code = signature.withUnsafeBytes { signature in
      message.withUnsafeBytes { message in
        publicKey.withUnsafeBytes { key in
          facet_ed25519_verify(
            key.baseAddress, key.count, message.baseAddress, message.count, signature.baseAddress,
            signature.count)
        }
      }
    }
    return try isDone(code)
  }

  private static func isDone(_ code: Int32) throws(KeyError) -> Bool {
    switch Int(code) {
    case facet_signature_ok: true
    case facet_signature_mismatch: false
    case facet_signature_no_key: throw .notAKey
    case facet_signature_other_kind: throw .otherKind
    default: throw .failed
    }
  }

  /// The reason why a key cannot be used.
  package enum KeyError: Error, Equatable, Sendable {
    /// The text is not PEM of that kind, or it is encrypted.
    case notAKey
    /// The key belongs to another algorithm.
    case otherKind
    case failed
  }
}
