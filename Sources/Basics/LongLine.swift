/// Returns the number, from 1, of the first line that has more than `limit` bytes; `nil` if there
/// is none.
///
/// Lists and similar files are parsed line by line; one without line ends would take hours.
///
/// - Complexity: O(bytes).
package func firstLongLine(in bytes: [UInt8], limit: Int) -> Int? {
  var line = 1
  var length = 0
  return bytes.withUnsafeBufferPointer { bytes in
    for byte in bytes {
      if byte == 10 || byte == 13 {
        if byte == 10 { line += 1 }
        length = 0
      } else {
        length += 1
        if length > limit { return line }
      }
    }
    return nil
  }
}

/// The longest line of a list, in bytes: two of the longest paths, and a label.
package let longestListLine = 16_384

/// The largest list, in bytes: a line of a hundred bytes for each of more than a million pictures.
package let largestList = 1 << 28
