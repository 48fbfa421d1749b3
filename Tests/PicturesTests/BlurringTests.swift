import Pictures
import Testing

@Suite struct BlurringTests {
  @Test func anEvenPictureStaysAsItIs() {
    let picture = Picture(
      width: 9, height: 5, channels: .rgb,
      samples: (0..<45).flatMap { _ -> [UInt8] in [255, 0, 131] })
    #expect(picture.blurred(sigma: 2.5) == picture)
  }

  @Test func aPointBecomesAGaussianAndKeepsItsSum() {
    var samples = [UInt8](repeating: 0, count: 31 * 31)
    samples[15 * 31 + 15] = 255
    let blurred = Picture(width: 31, height: 31, channels: .gray, samples: samples)
      .blurred(sigma: 1.2)
    let peak = Double(blurred.samples[15 * 31 + 15])
    // 255 / (2 pi sigma^2), and exp(-1 / (2 sigma^2)) of it beside it.
    #expect(abs(peak - 28.2) < 1)
    #expect(abs(Double(blurred.samples[15 * 31 + 16]) / peak - 0.707) < 0.04)
    #expect(blurred.samples[15 * 31 + 16] == blurred.samples[16 * 31 + 15])
    #expect(blurred.samples[15 * 31 + 14] == blurred.samples[15 * 31 + 16])
  }

  @Test func cellsAreTakenFromAnotherPicture() {
    let picture = Picture(
      width: 5, height: 4, channels: .gray, samples: (0..<20).map { UInt8($0) })
    let other = Picture(
      width: 5, height: 4, channels: .gray, samples: (0..<20).map { UInt8($0 + 100) })
    let covered = picture.covering(cells: [1, 2], rows: 2, columns: 2, with: other)
    #expect(
      covered.samples == [
        0, 1, 102, 103, 104, 5, 6, 107, 108, 109, 110, 111, 12, 13, 14, 115, 116, 17, 18, 19,
      ])
    #expect(picture.covering(cells: [], rows: 2, columns: 2, with: other) == picture)
  }
}
