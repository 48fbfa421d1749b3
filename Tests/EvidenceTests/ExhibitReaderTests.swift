import Basics
import Pictures
import Testing

@testable import Evidence

@Suite struct KeptExhibitsTests {
  private func exhibit(_ index: Int, bytes: Int = 12) -> ShownPicture {
    ShownPicture(
      path: "\(index)", label: nil, sha256: SHA256.digest(of: []), width: 1,
      height: 1,
      face: Picture(
        width: bytes, height: 1, channels: .gray, samples: [UInt8](repeating: 0, count: bytes)))
  }

  @Test func whatWasNotUsedLongestGoesFirst() {
    let kept = KeptExhibits(limit: 36)
    for index in 0..<3 { kept.keep(exhibit(index), of: index) }
    #expect(kept[0]?.path == "0")
    kept.keep(exhibit(3), of: 3)
    #expect(kept[1] == nil && kept.byteCount == 36)
    #expect([0, 2, 3].allSatisfy { kept[$0]?.path == "\($0)" })
    // Room for two is made at once.
    kept.keep(exhibit(4, bytes: 20), of: 4)
    #expect(kept[0] == nil && kept[2] == nil && kept[3] != nil && kept.byteCount == 32)
  }

  @Test func whatIsLargerThanAllRoomIsNotKept() {
    let kept = KeptExhibits(limit: 36)
    kept.keep(exhibit(0), of: 0)
    kept.keep(exhibit(1, bytes: 37), of: 1)
    kept.keep(exhibit(0), of: 0)
    #expect(kept[0] != nil && kept[1] == nil && kept.byteCount == 12)
  }
}
