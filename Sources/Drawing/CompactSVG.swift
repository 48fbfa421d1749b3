/// Cairo's SVG made smaller and repeatable.
///
/// - Pictures and surfaces are numbered by their order: Cairo names them after a count that runs
///   through the whole program (`image17`), so the same drawing would give other bytes.
/// - Numbers keep three decimals, a thousandth of a point.
/// - Attributes that say what holds anyway are left out.
/// - `elements` are added at the end, above all else.
///
/// - Complexity: O(n).
func compactSVG(_ bytes: [UInt8], adding elements: String) -> [UInt8] {
  let quote = UInt8(ascii: "\"")
  let hash = UInt8(ascii: "#")
  let point = UInt8(ascii: ".")
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count)
  var numbers: [ArraySlice<UInt8>: Int] = [:]
  var position = 0
  while position < bytes.count {
    let byte = bytes[position]
    let rest = bytes[position...]
    if let skipped = matched(superfluous, in: rest, after: byte) {
      position += skipped.count
      continue
    }
    if byte == point, let last = result.last, isDigit(last) {
      let digits = rest.dropFirst().prefix(while: isDigit)
      // Three are left as they are: the version of XML is "1.0", not "1".
      guard digits.count > 3 else {
        result.append(contentsOf: rest[position..<digits.endIndex])
        position = digits.endIndex
        continue
      }
      let kept = digits.prefix(3)
      let zeros = kept.reversed().prefix { $0 == UInt8(ascii: "0") }.count
      if zeros < kept.count {
        result.append(point)
        result.append(contentsOf: kept.dropLast(zeros))
      }
      position = digits.endIndex
      continue
    }
    result.append(byte)
    position += 1
    if byte == quote || byte == hash {
      let rest = bytes[position...]
      if let (prefix, name) = runningName(in: rest) {
        let number = numbers[name, default: numbers.count + 1]
        numbers[name] = number
        result.append(contentsOf: prefix)
        result.append(contentsOf: "\(number)".utf8)
        position = name.endIndex
      } else if rest.starts(with: pictureStart) {
        // A picture's own bytes stay as they are.
        let picture = rest.prefix { $0 != quote }
        result.append(contentsOf: picture)
        position = picture.endIndex
      }
    }
  }
  let end = Array("</svg>".utf8)
  let tail = result.lastIndex(of: UInt8(ascii: "<")) ?? result.count
  if result[tail...].starts(with: end) {
    result.insert(contentsOf: elements.utf8, at: tail)
  }
  return result
}

private let pictureStart = Array("data:".utf8)
private let runningPrefixes = [Array("image".utf8), Array("surface".utf8)]
private let superfluous = [
  "stroke:none;", "fill-rule:nonzero;", " clip-rule=\"nonzero\"", "stroke-opacity:1;",
  "fill-opacity:1;",
].map { Array($0.utf8) }

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

private func matched(
  _ patterns: [[UInt8]], in bytes: ArraySlice<UInt8>, after first: UInt8
) -> [UInt8]? {
  patterns.first { $0[0] == first && bytes.starts(with: $0) }
}

/// A name with a running number at the start of `bytes`, up to its quote.
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
