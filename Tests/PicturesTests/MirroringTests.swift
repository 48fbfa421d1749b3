import Pictures
import Testing

@Suite struct MirroringTests {
  private let picture = Picture(
    width: 3, height: 2, channels: .rgb, samples: (0..<18).map { UInt8($0) })

  @Test func leftAndRightAreExchanged() {
    #expect(
      picture.mirrored.samples == [
        6, 7, 8, 3, 4, 5, 0, 1, 2, 15, 16, 17, 12, 13, 14, 9, 10, 11,
      ])
    #expect(picture.mirrored.mirrored == picture)
  }

  @Test func cellsAreCoveredAndNothingElse() {
    let face = Picture(
      width: 10, height: 7, channels: .gray, samples: [UInt8](repeating: 9, count: 70))
    #expect(face.covering(cells: [Int](), rows: 3, columns: 4) == face)
    let all = face.covering(cells: 0..<12, rows: 3, columns: 4, gray: 1)
    #expect(all.samples.allSatisfy { $0 == 1 })
    var counts = 0
    for cell in 0..<12 {
      let covered = face.covering(cells: [cell], rows: 3, columns: 4)
      counts += covered.samples.count { $0 == 128 }
    }
    #expect(counts == 70)
    let corner = picture.covering(cells: [2], rows: 1, columns: 3)
    #expect(
      corner.samples == [0, 1, 2, 3, 4, 5, 128, 128, 128] + [9, 10, 11, 12, 13, 14] + [
        128, 128, 128,
      ])
  }
}
