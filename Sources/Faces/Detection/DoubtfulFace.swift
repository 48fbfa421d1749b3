import Basics

/// A box of the detector that is not used as a face: its score or its size is below the limit.
package struct DoubtfulFace: Sendable, Equatable {
  /// The number in its photograph, after the faces that are used; the largest box comes first.
  package let number: Int
  package let box: FaceBox
  /// The confidence of the detector's last stage, 0...1.
  package let score: Float

  package init(number: Int, box: FaceBox, score: Float) {
    self.number = number
    self.box = box
    self.score = score
  }
}

extension DoubtfulFace: CustomStringConvertible {
  package var description: String {
    func whole(_ value: Float) -> String { fixed(Double(value), 0) }
    return """
      face \(number), \(whole(box.width)) x \(whole(box.height)) pixels at \
      (\(whole(box.left)), \(whole(box.top))), score \(fixed(Double(score), 4))
      """
  }
}

extension DoubtfulFace: Codable {
  private enum CodingKeys: String, CodingKey {
    case number, box, score
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(number, forKey: .number)
    try values.encode([box.left, box.top, box.right, box.bottom], forKey: .box)
    try values.encode(score, forKey: .score)
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    number = try values.decode(Int.self, forKey: .number)
    let sides = try values.decode([Float].self, forKey: .box)
    score = try values.decode(Float.self, forKey: .score)
    // Whole pixels are printed, so values from a file must fit an Int.
    guard number >= 1, sides.count == 4, score.isFinite, sides.allSatisfy({ abs($0) < 1e7 }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .box, in: values, debugDescription: "not as it is written")
    }
    box = FaceBox(left: sides[0], top: sides[1], right: sides[2], bottom: sides[3])
  }
}

/// A doubtful face with its photograph.
package struct DoubtfulSighting: Sendable, Equatable, Codable {
  /// The path as it was listed.
  package let path: String
  package let face: DoubtfulFace

  package init(path: String, face: DoubtfulFace) {
    self.path = path
    self.face = face
  }

  /// Returns the doubtful faces of several faces, some of which may be in the same photograph.
  package static func all(
    of faces: some Sequence<(path: String, sighting: FoundFace?)>
  ) -> [DoubtfulSighting] {
    var all: [DoubtfulSighting] = []
    // Faces of one photograph follow each other.
    var last: [UInt8]?
    for (path, sighting) in faces {
      guard let doubtful = sighting?.doubtful, !doubtful.isEmpty else { continue }
      let name = Array(path.utf8)
      if name != last { all += doubtful.map { DoubtfulSighting(path: path, face: $0) } }
      last = name
    }
    return all
  }
}

extension DoubtfulSighting: CustomStringConvertible {
  package var description: String { "\(path): \(face)" }
}
