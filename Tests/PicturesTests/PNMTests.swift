import Pictures
import Testing

@Suite struct PNMTests {
  private func decode(_ header: String, _ raster: [UInt8] = []) throws -> Picture {
    try Picture.decode(Array(header.utf8) + raster, name: "a")
  }

  private func gray(_ width: Int, _ height: Int, _ samples: [UInt8]) -> Picture {
    Picture(width: width, height: height, channels: .gray, samples: samples)
  }

  @Test func plainBitmap() throws {
    #expect(try decode("P1\n3 2\n101 0 1\n0") == gray(3, 2, [0, 255, 0, 255, 0, 255]))
  }

  @Test func plainGrayAndColor() throws {
    #expect(try decode("P2 3 1 4 0 1 4\n") == gray(3, 1, [0, 64, 255]))
    #expect(
      try decode("P3 1 1 255 1 2 3")
        == Picture(width: 1, height: 1, channels: .rgb, samples: [1, 2, 3]))
  }

  @Test func rawBitmapFillsWholeBytes() throws {
    let picture = try decode("P4 10 2\n", [0b1010_0000, 0b0100_0000, 0, 0b1000_0000])
    #expect(picture.samples[..<10] == [0, 255, 0, 255, 255, 255, 255, 255, 255, 0])
    #expect(picture.samples[10...] == [255, 255, 255, 255, 255, 255, 255, 255, 0, 255])
  }

  @Test func rawGrayAndColor() throws {
    #expect(try decode("P5 2 1 255\n", [9, 200]) == gray(2, 1, [9, 200]))
    #expect(try decode("P5 2 1 100\n", [50, 100]) == gray(2, 1, [128, 255]))
    #expect(try decode("P6\t1\r\n1\n255 ", [10, 32, 10]).samples == [10, 32, 10])
  }

  @Test func sixteenBitsAreRounded() throws {
    let picture = try decode("P5 3 1 65535\n", [0xff, 0xff, 0x00, 0x80, 0x00, 0x81])
    #expect(picture == gray(3, 1, [255, 0, 1]))
    #expect(try decode("P2 2 1 1000 1000 500").samples == [255, 128])
  }

  @Test func comments() throws {
    #expect(try decode("P5# made by hand\n#\n2 # wide\n1\n#99\n255\n", [1, 2]).samples == [1, 2])
    #expect(try decode("P2 1 1 255 # then\n7").samples == [7])
  }

  @Test func whatFollowsIsAnotherPicture() throws {
    #expect(try decode("P5 1 1 255\n", [5] + Array("P5 1 1 255\n6".utf8)).samples == [5])
  }

  @Test(arguments: [
    ("P5 0 1 255\n", "it claims 0 x 1 pixels"),
    ("P5 1 1 0\n0", "its largest value is 0, not 1 to 65535"),
    ("P5 1 1 65536\n00", "its largest value is 65536, not 1 to 65535"),
    ("P5 -1 1 255\n0", "its width is not a number"),
    ("P5 1 x 255\n0", "its height is not a number"),
    ("P5 99999999999999999999 1 255\n0", "its width has too many digits"),
    ("P5 1 1 255x0", "white space is missing between header and samples"),
    ("P2 1 1 9\n10", "a sample is 10, above 9"),
    ("P5 1 1 9\n0", "a sample is 48, above 9"),
    ("P1 2 1\n02", "a pixel is neither 0 nor 1"),
    ("P2 2 1 255\n1 x", "its sample is not a number"),
  ])
  func damagedHeaders(text: String, reason: String) {
    #expect(throws: PictureError.corrupt(name: "a", reason: reason)) { try decode(text) }
  }

  @Test(arguments: [
    "P5 ", "P5 2", "P5 2 ", "P5 2 1 255", "P5 2 1 255\n1", "P6 1 1 255\n12", "P4 9 1\n1",
    "P2 2 1 255\n1", "P2 2 1 255\n1  ", "P1 2 1\n1", "P5 1 1 256\n1", "P5 10000 10000 255\n",
    "P3 10000 10000 255\n0 0 0", "P5#",
  ])
  func truncatedFiles(text: String) {
    #expect(throws: PictureError.truncated(name: "a")) { try decode(text) }
  }

  @Test(arguments: [(15_001, 10_000), (1 << 39, 1 << 39)])
  func headersOfHugePictures(width: Int, height: Int) {
    #expect(throws: PictureError.tooLarge(name: "a", width: width, height: height)) {
      try decode("P5 \(width) \(height) 255\n")
    }
  }
}
