import Basics
import Faces
import Networks
import Pictures

/// `facet portraits`: pictures of people who do not exist, for training and evaluation.
package struct PortraitsJob: Sendable {
  /// `nil`: no folders are written.
  package var output: String?
  /// `nil`: no contact sheet.
  package var sheet: String?
  package var seed: UInt64 = 1
  package var people = 20
  /// Of each person.
  package var pictures = 5
  package var frame: PortraitFrame
  /// Each picture gets one of these, by chance; `nil` stands for none.
  package var occluders: [OccluderKind?] = [nil]
  package var isQuiet = false

  package init(frame: PortraitFrame) {
    self.frame = frame
  }

  private func portrait(_ person: Int, _ picture: Int) throws -> Portrait {
    let series = PortraitSeries(seed: seed)
    let portrait = try series.portrait(person: person, picture: picture, frame: frame)
    let place = nameSeed(of: "\(person)/\(picture)", seed)
    var random = SeededGenerator(seed: place)
    guard let kind = occluders.randomElement(using: &random)! else { return portrait }
    return try portrait.occluded(kind, seed: place)
  }

  package func run() throws -> JobResult {
    var lines: [String] = []
    do {
      if let output {
        try write(to: output) { done in
          lines = ["\(done * pictures) pictures of \(done) people in '\(output)'."]
        }
      }
      if let sheet {
        try writeSheet(to: sheet)
        lines.append("Contact sheet in '\(sheet)'.")
      }
    } catch is Interrupted {
      return JobResult(status: .interrupted, lines: ["Stopped by the user."] + lines)
    }
    return JobResult(lines: lines)
  }

  /// - Parameter written: Takes the number of people that are whole, after each.
  private func write(to output: String, written: (Int) -> Void) throws {
    let progress = Progress("Portraits", total: people, isQuiet: isQuiet)
    for person in 0..<people {
      try Interruption.check()
      let folder = "\(output)/\(Self.name("person-", person, of: people))"
      let drawn = collectInParallel(count: pictures) { picture, _ in
        Result { try portrait(person, picture) }
      }
      for (picture, result) in drawn.enumerated() {
        let portrait = try result.get()
        let path = "\(folder)/\(Self.name("", picture, of: pictures))"
        try writeFace(
          png: portrait.picture.encodedPNG(), landmarks: portrait.landmarks, to: path)
      }
      written(person + 1)
      progress.update(person + 1)
    }
  }

  /// A row a person of at most eight pictures; several persons with one picture share a row.
  private func writeSheet(to path: String) throws {
    let columns = pictures == 1 ? 12 : min(pictures, 12)
    let count = min(people, pictures == 1 ? 120 : 12) * (pictures == 1 ? 1 : columns)
    let drawn = collectInParallel(count: count) { index, _ in
      Result {
        try Interruption.check()
        return try portrait(
          pictures == 1 ? index : index / columns, pictures == 1 ? 0 : index % columns
        ).picture
      }
    }
    let all = try drawn.map { try $0.get() }
    let rows = stride(from: 0, to: all.count, by: columns).map {
      Array(all[$0..<min($0 + columns, all.count)])
    }
    try AtomicFile.write(ContactSheet().picture(of: rows).encodedPNG(), to: path)
  }

  /// Numbers from 1, with zeros in front so that names sort.
  private static func name(_ prefix: String, _ index: Int, of count: Int) -> String {
    let digits = String(index + 1)
    let length = max(2, String(count).count)
    return prefix + String(repeating: "0", count: length - digits.count) + digits
  }
}

/// The frame of faces aligned for a backbone.
///
/// - Throws: `JobError` where no alignment is known for its input, or the file is no backbone.
package func portraitFrame(forModel path: String) throws -> PortraitFrame {
  let shape = try loadBackbone(ModelFile(path: path)).shape
  guard let frame = PortraitFrame.aligned(width: shape.inputWidth, height: shape.inputHeight) else {
    throw JobError(
      """
      '\(path)' takes pictures of \(shape.inputWidth) x \(shape.inputHeight) pixels, for which no \
      alignment is known; give --size WxH.
      """)
  }
  return frame
}
