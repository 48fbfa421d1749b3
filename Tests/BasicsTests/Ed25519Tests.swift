import Basics
import Testing

@Suite struct Ed25519Tests {
  /// RFC 8032, section 7.1, test 1, as PKCS #8 and SubjectPublicKeyInfo in PEM.
  private static let privateKey = Array(
    """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
    -----END PRIVATE KEY-----

    """.utf8)
  private static let publicKey = Array(
    """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
    -----END PUBLIC KEY-----

    """.utf8)

  @Test func isTheStandards() throws {
    let signature = try Ed25519.signature(of: [], privateKey: Self.privateKey)
    #expect(signature.prefix(8) == [0xe5, 0x56, 0x43, 0x00, 0xc3, 0x60, 0xac, 0x72])
    #expect(try Ed25519.isValid(signature, of: [], publicKey: Self.publicKey))
    #expect(try !Ed25519.isValid(signature, of: [0], publicKey: Self.publicKey))
    #expect(try !Ed25519.isValid([], of: [], publicKey: Self.publicKey))
    #expect(try !Ed25519.isValid(signature + [0], of: [], publicKey: Self.publicKey))
  }

  @Test func whatIsNotSuchAKeyIsRefused() {
    #expect(throws: Ed25519.KeyError.notAKey) {
      try Ed25519.signature(of: [1], privateKey: Self.publicKey)
    }
    #expect(throws: Ed25519.KeyError.notAKey) {
      try Ed25519.isValid([], of: [1], publicKey: Self.privateKey)
    }
    #expect(throws: Ed25519.KeyError.notAKey) { try Ed25519.signature(of: [1], privateKey: []) }
  }
}
