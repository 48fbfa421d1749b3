import Pictures
import Testing
import _TestSupport

@Suite struct HostileFilesTests {
  private static let samples = [
    "grey.jpg", "progressive.jpg", "cmyk_adobe.jpg", "restarts.jpg", "palette_transparent.png",
    "grey_16_bits.png",
  ]

  /// A small file of each kind.
  private static func file(_ name: String) throws -> [UInt8] {
    switch name {
    case "interlaced":
      RawPNG(
        width: 9, height: 9, depth: 8, colorType: 6, isInterlaced: true,
        samples: (0..<324).map { $0 % 256 }
      ).encoded()
    case "P3": Array("P3 # c\n2 2 9\n1 2 3 4 5 6 7 8 9 0 1 2".utf8)
    case "P6": Array("P6 2 2 300\n".utf8) + [UInt8](repeating: 1, count: 24)
    default: try Fixtures.bytes(name)
    }
  }

  @Test(arguments: samples + ["interlaced"])
  func everyTruncationIsAnError(name: String) throws {
    let whole = try Self.file(name)
    #expect(try Picture.decode(whole, name: "a").width > 0)
    for count in 0..<whole.count {
      let error = #expect(throws: PictureError.self, "\(count) of \(whole.count) bytes") {
        try Picture.decode(Array(whole.prefix(count)), name: "a")
      }
      if case .truncated = error { continue }
      // The rest of the data may also be missing in the middle of a marker.
      if case .corrupt = error { continue }
      Issue.record("\(count) bytes: \(String(describing: error))")
    }
  }

  @Test(arguments: samples)
  func whatFollowsThePictureIsIgnored(name: String) throws {
    let whole = try Self.file(name)
    #expect(
      try Picture.decode(whole + [0, 1, 2, 0xff], name: "a") == Picture.decode(whole, name: "a"))
  }

  /// Bits are flipped, bytes replaced, stretches removed or doubled. Checksums of PNG chunks are
  /// corrected in half of the cases, so that libpng reads further.
  @Test(arguments: samples + ["interlaced", "P3", "P6"])
  func mutatedFilesNeverCrash(name: String) throws {
    let whole = try Self.file(name)
    var (refused, read) = (0, 0)
    for seed in 0..<500 {
      let bytes = Self.mutated(whole, seed: "\(name) \(seed)")
      do {
        let picture = try Picture.decode(bytes, name: "a")
        #expect(picture.samples.count > 0)
        read += 1
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
    }
    #expect(read + refused == 500 && refused > 0)
  }

  private static func mutated(_ whole: [UInt8], seed: String) -> [UInt8] {
    let numbers = HashedValues.unit(seed, count: 20).map { Double($0 + 1) / 2 }
    func number(_ index: Int, below limit: Int) -> Int { Int(numbers[index] * Double(limit)) }
    var bytes = whole
    for round in 0...number(0, below: 4) {
      let place = number(4 * round + 1, below: bytes.count)
      let length = min(number(4 * round + 2, below: 16), bytes.count - place)
      switch number(4 * round + 3, below: 5) {
      case 0: bytes[place] ^= 1 << UInt8(number(4 * round + 2, below: 8))
      case 1: bytes[place] = UInt8(number(4 * round + 2, below: 256))
      case 2: bytes.removeSubrange(place..<place + min(length, bytes.count - 2))
      case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
      default: bytes[place] = [0, 0xff, 0x7f, 0x80][number(4 * round + 2, below: 4)]
      }
    }
    return number(17, below: 2) == 0 ? bytes : withMendedChecksums(bytes)
  }

  private static func withMendedChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var (result, place) = (bytes, 8)
    while place + 12 <= result.count {
      let length = result[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= result.count - place - 12 else { break }
      let end = place + 8 + length
      result.replaceSubrange(
        end..<end + 4, with: bigEndian(Int(RawPNG.crc32(Array(result[place + 4..<end])))))
      place = end + 4
    }
    return result
  }
}
