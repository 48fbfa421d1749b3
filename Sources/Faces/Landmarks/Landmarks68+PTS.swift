extension Landmarks68 {
  /// Reads iBUG's format: `version: 1`, `n_points: 68`, and between braces a line for each point.
  ///
  /// Its coordinates count from 1, those of the result from 0.
  ///
  /// - Parameter path: The file's name in errors.
  package init(pts bytes: [UInt8], path: String) throws(LandmarkError) {
    // A colon may or may not be followed by a space.
    let words = String(decoding: bytes, as: UTF8.self).split {
      $0.isWhitespace || $0.isNewline || $0 == ":"
    }
    guard words.count >= 5, words[0] == "version", words[2] == "n_points", words[4] == "{" else {
      throw .malformed(
        path: path, reason: "it does not begin with 'version: 1', 'n_points: 68' and '{'")
    }
    guard words[1] == "1" else {
      throw .malformed(path: path, reason: "its version is '\(words[1])', not 1")
    }
    guard let announced = Int(words[3]) else {
      throw .malformed(path: path, reason: "'\(words[3])' is not a number of points")
    }
    guard announced == Self.count else {
      throw .wrongCount(path: path, of: "points", expected: Self.count, found: announced)
    }
    guard words.last == "}" else {
      throw .malformed(path: path, reason: "it does not end with '}'")
    }
    var numbers: [Double] = []
    for word in words[5..<words.count - 1] {
      guard let number = Double(word), number.isFinite else {
        throw .malformed(path: path, reason: "'\(word)' is not a coordinate")
      }
      guard Self.isPossible(number) else {
        throw .malformed(
          path: path, reason: "the coordinate '\(word)' lies outside any picture")
      }
      numbers.append(number)
    }
    guard numbers.count == 2 * Self.count else {
      throw .wrongCount(
        path: path, of: "coordinates", expected: 2 * Self.count, found: numbers.count)
    }
    self.init(
      points: (0..<Self.count).map {
        Point(x: numbers[2 * $0] - 1, y: numbers[2 * $0 + 1] - 1)
      })
  }
}
