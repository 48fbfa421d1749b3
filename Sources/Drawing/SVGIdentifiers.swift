/// Numbers the pictures and surfaces of an SVG by their order.
///
/// Cairo names them after a count that runs through the whole program (`image17`, `surface12`), so
/// the same drawing would give other bytes the second time.
///
/// - Complexity: O(n), and a table look-up for each name.
func numberingIdentifiers(inSVG bytes: [UInt8]) -> [UInt8] {
  let quote = UInt8(ascii: "\"")
  let hash = UInt8(ascii: "#")
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count)
  var numbers: [ArraySlice<UInt8>: Int] = [:]
  var position = 0
  // Pictures themselves are base64, which has neither quote nor hash.
  while position < bytes.count {
    let start = position
    while position < bytes.count, bytes[position] != quote, bytes[position] != hash {
      position += 1
    }
    position = min(position + 1, bytes.count)
    result.append(contentsOf: bytes[start..<position])
    guard let (prefix, name) = runningName(in: bytes[position...]) else { continue }
    let number = numbers[name, default: numbers.count + 1]
    numbers[name] = number
    result.append(contentsOf: prefix)
    result.append(contentsOf: "\(number)".utf8)
    position = name.endIndex
  }
  return result
}

private let runningPrefixes = [Array("image".utf8), Array("surface".utf8)]

/// A name with a running number at the start of `bytes`, up to its quote.
private func runningName(
  in bytes: ArraySlice<UInt8>
) -> (prefix: [UInt8], name: ArraySlice<UInt8>)? {
  for prefix in runningPrefixes where bytes.starts(with: prefix) {
    let digits = bytes.dropFirst(prefix.count).prefix { (48...57).contains($0) }
    if !digits.isEmpty, digits.endIndex < bytes.endIndex, bytes[digits.endIndex] == 34 {
      return (prefix, bytes[bytes.startIndex..<digits.endIndex])
    }
  }
  return nil
}
