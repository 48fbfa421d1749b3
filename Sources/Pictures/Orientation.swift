/// The rotation that brings a stored picture upright: the EXIF tag 0x0112, with its numbers.
package enum Orientation: Int, Sendable, CaseIterable {
  case upright = 1
  case mirrored
  case upsideDown
  case mirroredUpsideDown
  /// Rows and columns are exchanged.
  case transposed
  /// A quarter turn clockwise makes it upright.
  case turnsRight
  /// Rows and columns are exchanged along the other diagonal.
  case transversed
  /// A quarter turn counter-clockwise makes it upright.
  case turnsLeft

  var exchangesSides: Bool { rawValue >= 5 }

  /// Reads the orientation in an EXIF block that begins with its TIFF header; `nil` if it has none
  /// or cannot be parsed.
  ///
  /// CIPA DC-008 (Exif 2.32), section 4.6; TIFF 6.0, section 2.
  init?(exif: [UInt8]) {
    guard exif.count >= 8 else { return nil }
    let isLittleEndian: Bool
    switch (exif[0], exif[1]) {
    case (0x49, 0x49): isLittleEndian = true
    case (0x4d, 0x4d): isLittleEndian = false
    default: return nil
    }
    func number(_ start: Int, _ size: Int) -> Int? {
      guard start >= 0, start <= exif.count - size else { return nil }
      let bytes = exif[start..<start + size]
      return isLittleEndian
        ? bytes.reversed().reduce(0) { $0 << 8 | Int($1) } : bytes.reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(2, 2) == 42, let directory = number(4, 4), let count = number(directory, 2)
    else { return nil }
    for entry in 0..<count {
      let start = directory + 2 + 12 * entry
      guard let tag = number(start, 2), let type = number(start + 2, 2),
        let values = number(start + 4, 4), let value = number(start + 8, 2)
      else { return nil }
      guard tag == 0x0112 else { continue }
      // One SHORT occupies the first two of the four bytes for values.
      guard type == 3, values == 1 else { return nil }
      self.init(rawValue: value)
      return
    }
    return nil
  }
}

extension Picture {
  /// Returns this picture, stored in `orientation`, upright.
  package func uprighted(from orientation: Orientation) -> Picture {
    if orientation == .upright { return self }
    let (newWidth, newHeight) = orientation.exchangesSides ? (height, width) : (width, height)
    let channelCount = channels.rawValue
    // The position of the upright picture's first sample, and the steps to the next column and row.
    let (right, down) = (channelCount, width * channelCount)
    let (lastColumn, lastRow) = ((width - 1) * right, (height - 1) * down)
    let (start, column, row) =
      switch orientation {
      case .upright: (0, right, down)
      case .mirrored: (lastColumn, -right, down)
      case .upsideDown: (lastColumn + lastRow, -right, -down)
      case .mirroredUpsideDown: (lastRow, right, -down)
      case .transposed: (0, down, right)
      case .turnsRight: (lastRow, -down, right)
      case .transversed: (lastColumn + lastRow, -down, -right)
      case .turnsLeft: (lastColumn, down, -right)
      }
    return Picture(
      width: newWidth, height: newHeight, channels: channels,
      filling: { target in
        samples.withUnsafeBufferPointer { stored in
          var index = 0
          for y in 0..<newHeight {
            for x in 0..<newWidth {
              let place = start + x * column + y * row
              for channel in 0..<channelCount {
                target[index] = stored[place + channel]
                index += 1
              }
            }
          }
        }
      })
  }
}
