import Foundation
import Testing
import _TestSupport

@testable import Basics

@Suite struct SHA256Tests {
  // NIST's examples and CAVP short messages, https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func standardExamples(message: String, digest: String) {
    #expect(SHA256.digest(of: Array(message.utf8)).hexadecimal == digest)
  }

  @Test func aMillionTimesA() {
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(SHA256.digest(of: [UInt8](repeating: 97, count: 1_000_000)).hexadecimal == digest)
  }

  @Test(arguments: [
    (1, "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"),
    (4, "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504"),
  ])
  func bytesThatAreNoText(count: Int, digest: String) throws {
    // SHA256ShortMsg.rsp of the CAVP: 0xbd; and c98c8e55 of NIST's example.
    let messages: [Int: [UInt8]] = [1: [0xbd], 4: [0xc9, 0x8c, 0x8e, 0x55]]
    #expect(SHA256.digest(of: try #require(messages[count])).hexadecimal == digest)
  }

  // The digest of all digests of 0...260 bytes, from Python's hashlib:
  // h = sha256(); for n in range(261): h.update(sha256(bytes(i*7%256 for i in range(n))).digest())
  @Test func everyLengthAroundTheBlocks() {
    var all = SHA256()
    for count in 0...260 {
      let message = (0..<count).map { UInt8($0 * 7 % 256) }
      let hexadecimal = SHA256.digest(of: message).hexadecimal
      all.update(
        stride(from: 0, to: 64, by: 2).map { place -> UInt8 in
          let start = hexadecimal.index(hexadecimal.startIndex, offsetBy: place)
          return UInt8(hexadecimal[start...].prefix(2), radix: 16)!
        })
    }
    #expect(
      all.finalize().hexadecimal
        == "ae850ed7407f71b426e97298aafecb0c5a4137d5d39bc634091ec1bfd7b5a2cf")
  }

  @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 127, 128, 129, 1000])
  func piecesGiveWhatTheWholeGives(pieceSize: Int) {
    let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 5) }
    var hash = SHA256()
    for start in stride(from: 0, to: message.count, by: pieceSize) {
      hash.update(message[start..<min(start + pieceSize, message.count)])
    }
    #expect(hash.finalize() == SHA256.digest(of: message))
    #expect(hash.finalize() == SHA256.digest(of: message), "finalize leaves the hash as it was")
  }

  @Test func collectionsThatAreNotContiguous() {
    var hash = SHA256()
    hash.update((0..<100).lazy.map { UInt8($0) })
    #expect(hash.finalize() == SHA256.digest(of: (0..<100).map { UInt8($0) }))
  }

  @Test(arguments: [0, 1, 1 << 18, 1 << 18 + 1, 600_000])
  func files(count: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 13) }
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file("a")))
    #expect(try SHA256.digest(ofFileAt: folder.file("a")) == SHA256.digest(of: bytes))
  }

  @Test func missingFile() throws {
    #expect(throws: FileError.cannotOpen(path: "/nowhere/at all", code: ENOENT)) {
      try SHA256.digest(ofFileAt: "/nowhere/at all")
    }
  }
}
