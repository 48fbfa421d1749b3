extension PictureFile {
  /// Returns the file's bytes if a PDF can contain them unchanged and they show `photograph`: an
  /// upright JPEG, gray or in three colors, 8 bits per sample, baseline or progressive, of at most
  /// `limit` bytes.
  package func paperJPEG(limit: Int) -> [UInt8]? {
    guard format == .jpeg, orientation == .upright, !convertsColors, bytes.count <= limit,
      let frame = JPEGFrame(bytes), frame.isSimple, [1, 3].contains(frame.components),
      frame.width == photograph.width, frame.height == photograph.height
    else { return nil }
    return bytes
  }
}

/// The description of a JPEG's picture before its samples begin.
///
/// ITU-T T.81, section B.2.2.
struct JPEGFrame: Equatable {
  /// Whether the picture is Huffman coded, baseline or progressive, with 8 bits per sample.
  let isSimple: Bool
  let width: Int
  let height: Int
  let components: Int

  /// - Returns: `nil` for bytes that are not a JPEG or end before its description.
  init?(_ bytes: [UInt8]) {
    func number(_ place: Int) -> Int { Int(bytes[place]) << 8 | Int(bytes[place + 1]) }
    guard bytes.count > 4, bytes[0] == 0xFF, bytes[1] == 0xD8 else { return nil }
    var place = 2
    while place + 4 <= bytes.count, bytes[place] == 0xFF {
      let marker = bytes[place + 1]
      switch marker {
      case 0xFF: place += 1  // This is a fill byte.
      case 0x01, 0xD0...0xD7: place += 2  // These markers have no length.
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        guard place + 10 <= bytes.count else { return nil }
        isSimple = (0xC0...0xC2).contains(marker) && bytes[place + 4] == 8
        height = number(place + 5)
        width = number(place + 7)
        components = Int(bytes[place + 9])
        return
      case 0xD9, 0xDA: return nil
      default: place += 2 + max(number(place + 2), 2)
      }
    }
    return nil
  }
}
