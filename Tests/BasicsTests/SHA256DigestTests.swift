import Foundation
import Testing

@testable import Basics

@Suite struct SHA256DigestTests {
  private let text = String(repeating: "0123456789abcdef", count: 4)

  @Test func capitalsBecomeLowercase() {
    #expect(SHA256Digest(hexadecimal: text.uppercased())?.hexadecimal == text)
  }

  @Test(arguments: ["", "0", String(repeating: "g", count: 64), String(repeating: "٣", count: 32)])
  func otherTextsAreNoDigest(text: String) {
    #expect(SHA256Digest(hexadecimal: text) == nil)
  }

  @Test func oneDigitTooMany() { #expect(SHA256Digest(hexadecimal: text + "0") == nil) }

  @Test func bytesBecomeDigits() {
    let digest = SHA256Digest(bytes: (0..<32).map { UInt8($0 * 8 + 7) })
    #expect(digest.description.hasPrefix("070f171f27"))
    #expect(digest.description.hasSuffix("eff7ff"))
  }

  @Test func codableAsText() throws {
    let digest = try #require(SHA256Digest(hexadecimal: text))
    let data = try JSONEncoder().encode([digest])
    #expect(String(decoding: data, as: UTF8.self) == "[\"\(text)\"]")
    #expect(try JSONDecoder().decode([SHA256Digest].self, from: data) == [digest])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([SHA256Digest].self, from: Data("[\"12\"]".utf8))
    }
  }
}
