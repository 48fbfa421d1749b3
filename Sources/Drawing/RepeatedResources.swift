/// Returns a PDF with the repetitions in its resource dictionaries blanked.
///
/// Cairo 1.16 names a picture in a page's resources as often as it is drawn there. Readers take the
/// last entry, which is the same; but the keys of a dictionary must be unique, and checkers
/// complain. Spaces in place of the repetitions keep every offset of the file.
///
/// - Complexity: O(bytes).
func withoutRepeatedResources(_ pdf: [UInt8]) -> [UInt8] {
  var pdf = pdf
  let start = Array("/XObject << ".utf8)
  var index = 0
  while let found = place(of: start, in: pdf, from: index) {
    index = found + start.count
    // Entries such as "/x36 36 0 R", four words each, up to the closing ">>".
    var names: Set<[UInt8]> = []
    while index < pdf.count, pdf[index] == UInt8(ascii: "/") {
      let entry = index
      var words: [Range<Int>] = []
      while words.count < 4, index < pdf.count {
        let word = index
        while index < pdf.count, pdf[index] != 32, pdf[index] != 10 { index += 1 }
        words.append(word..<index)
        while index < pdf.count, pdf[index] == 32 || pdf[index] == 10 { index += 1 }
      }
      guard words.count == 4, Array(pdf[words[3]]) == [UInt8(ascii: "R")] else { break }
      if !names.insert(Array(pdf[words[0]])).inserted {
        for byte in entry..<words[3].upperBound { pdf[byte] = 32 }
      }
    }
  }
  return pdf
}

/// Returns the next position of `pattern` in `bytes`.
private func place(of pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
  bytes.withUnsafeBufferPointer { bytes in
    var index = start
    while index + pattern.count <= bytes.count {
      if bytes[index] == pattern[0],
        (1..<pattern.count).allSatisfy({ bytes[index + $0] == pattern[$0] })
      {
        return index
      }
      index += 1
    }
    return nil
  }
}
