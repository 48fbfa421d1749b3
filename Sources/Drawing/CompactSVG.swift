/// Returns Cairo's SVG in a smaller and reproducible form.
///
/// - Pictures and surfaces are numbered by their order: Cairo names them by a counter of the whole
///   program (`image17`), so the same drawing would give other bytes.
/// - Paths keep two decimals, a hundredth of a point; other numbers keep three, except those of
///   matrices, which multiply.
/// - Colors become hexadecimal; attributes with default values, and lines and indents between
///   elements, are left out.
/// - `elements` are added at the end, above everything else.
///
/// - Complexity: O(n).
func compactSVG(_ bytes: [UInt8], adding elements: String) -> [UInt8] {
  var compactor = SVGCompactor(bytes)
  var result = compactor.compacted()
  let tail = result.lastIndex(of: UInt8(ascii: "<")) ?? result.count
  if result[tail...].starts(with: Array("</svg>".utf8)) {
    result.insert(contentsOf: elements.utf8, at: tail)
  }
  return result
}

private struct SVGCompactor {
  private let bytes: [UInt8]
  private var position = 0
  private var result: [UInt8] = []
  private var numbers: [ArraySlice<UInt8>: Int] = [:]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    result.reserveCapacity(bytes.count)
  }

  private var rest: ArraySlice<UInt8> { bytes[position...] }

  mutating func compacted() -> [UInt8] {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "."): takeDecimals()
      case UInt8(ascii: "\""), UInt8(ascii: "#"):
        takeByte()
        takeNameOrPicture()
      case UInt8(ascii: "m") where rest.starts(with: matrixStart):
        take(rest.prefix { $0 != UInt8(ascii: ")") })
      case UInt8(ascii: "r") where rest.starts(with: colorStart): takeColor()
      case UInt8(ascii: " ") where rest.starts(with: pathStart): takePath()
      case UInt8(ascii: " ") where result.suffix(2) == attributeStart: position += 1
      case UInt8(ascii: "\n") where result.last == UInt8(ascii: ">"):
        position += rest.prefix { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: " ") }.count
      case UInt8(ascii: "s"), UInt8(ascii: "f"), UInt8(ascii: " "), UInt8(ascii: ";"):
        if let skipped = superfluous.first(where: { rest.starts(with: $0) }) {
          position += skipped.count
        } else {
          takeByte()
        }
      default: takeByte()
      }
    }
    return result
  }

  private mutating func takeByte() {
    result.append(bytes[position])
    position += 1
  }

  private mutating func take(_ slice: ArraySlice<UInt8>) {
    result.append(contentsOf: slice)
    position = slice.endIndex
  }

  /// Copies a point with the decimals after it. Three digits stay unchanged: the version of XML is
  /// "1.0".
  private mutating func takeDecimals() {
    let digits = rest.dropFirst().prefix(while: isDigit)
    guard digits.count > 3 else {
      take(bytes[position..<digits.endIndex])
      return
    }
    let kept = digits.prefix(3)
    let zeros = kept.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    if zeros < kept.count {
      result.append(UInt8(ascii: "."))
      result.append(contentsOf: kept.dropLast(zeros))
    }
    position = digits.endIndex
  }

  /// Copies a name with a running number, or a picture, whose own bytes stay unchanged.
  private mutating func takeNameOrPicture() {
    if let (prefix, name) = runningName(in: rest) {
      let number = numbers[name, default: numbers.count + 1]
      numbers[name] = number
      result.append(contentsOf: prefix)
      result.append(contentsOf: "\(number)".utf8)
      position = name.endIndex
    } else if rest.starts(with: pictureStart) {
      take(rest.prefix { $0 != UInt8(ascii: "\"") })
    }
  }

  /// Copies the attribute `d`, up to its closing quote.
  private mutating func takePath() {
    let data = rest.dropFirst(pathStart.count).prefix { $0 != UInt8(ascii: "\"") }
    result.append(contentsOf: pathStart)
    result.append(contentsOf: compactPath(data))
    position = data.endIndex
  }

  /// Writes `rgb(51.968%,32.342%,38.499%)` as `#855262`; anything else stays unchanged.
  private mutating func takeColor() {
    let parts = rest.dropFirst(colorStart.count).prefix { $0 != UInt8(ascii: ")") }
    let percents = parts.split(separator: UInt8(ascii: ",")).compactMap { part in
      part.last == UInt8(ascii: "%")
        ? Double(String(decoding: part.dropLast(), as: UTF8.self)) : nil
    }
    guard percents.count == 3 else {
      takeByte()
      return
    }
    result.append(UInt8(ascii: "#"))
    for percent in percents {
      let byte = Int((min(max(percent, 0), 100) * 2.55).rounded())
      result.append(contentsOf: String(256 + byte, radix: 16).utf8.dropFirst())
    }
    position = parts.endIndex + 1
  }
}

private let matrixStart = Array("matrix(".utf8)
private let colorStart = Array("rgb(".utf8)
private let attributeStart = Array("=\"".utf8)[...]
private let pathStart = Array(" d=\"".utf8)
private let pictureStart = Array("data:".utf8)
private let runningPrefixes = [Array("image".utf8), Array("surface".utf8)]
private let superfluous = [
  "stroke:none;", "fill-rule:nonzero;", " clip-rule=\"nonzero\"", "stroke-opacity:1;",
  "fill-opacity:1;", "stop-opacity:1;", "stroke-linecap:butt;", "stroke-linejoin:miter;",
  " style=\"\"", "stroke-miterlimit:10;",
].map { Array($0.utf8) }

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

/// Returns a name with a running number at the start of `bytes`, up to its quote.
private func runningName(
  in bytes: ArraySlice<UInt8>
) -> (prefix: [UInt8], name: ArraySlice<UInt8>)? {
  for prefix in runningPrefixes where bytes.starts(with: prefix) {
    let digits = bytes.dropFirst(prefix.count).prefix(while: isDigit)
    if !digits.isEmpty, digits.endIndex < bytes.endIndex, bytes[digits.endIndex] == 34 {
      return (prefix, bytes[bytes.startIndex..<digits.endIndex])
    }
  }
  return nil
}
