import Basics
import Faces
import Networks
import Pictures
import Portraits
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The job of `facet portraits`: draws synthetic faces for training and evaluation.
package struct PortraitsJob: Sendable {
  /// The output folder; `nil` to write none.
  package var output: String?
  /// The file of the contact sheet; `nil` to write none.
  package var sheet: String?
  package var seed: UInt64 = 1
  package var people = 20
  /// The number of pictures per person.
  package var pictures = 5
  package var frame: PortraitFrame
  /// The occluders, of which each picture gets one by chance; `nil` means none.
  package var occluders: [OccluderKind?] = [nil]
  package var isQuiet = false
  /// The model that the faces are aligned for, an input.
  package var model: String?
  /// Whether to move pictures of an earlier run aside that this run does not draw.
  package var replaces = false

  /// The log's name in the output folder.
  package static let logName = "portraits.json"

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
    let inputs = CommandInputs([model])
    try checkOutputs([sheet].compactMap { $0.map { OutputFile($0, .png) } }, inputs: inputs)
    var lines: [String] = []
    do {
      if let output {
        lines = try write(to: output, inputs)
      }
      if let sheet {
        try writeSheet(to: sheet)
        lines.append("Contact sheet in '\(sheet)'.")
      }
    } catch let stopped as StoppedDrawing {
      return JobResult(status: .interrupted, lines: stopped.lines + ["Stopped by the user."])
    } catch is Interrupted {
      return JobResult(status: .interrupted, lines: lines + ["Stopped by the user."])
    }
    return JobResult(lines: lines)
  }

  /// The log of the drawn pictures.
  private struct Log: Codable {
    struct Picture: Codable {
      let file: String
      let person: String
    }
    let program: String
    let seed: UInt64
    let width: Int
    let height: Int
    let occluders: [String]
    let pictures: [Picture]
  }

  /// - Returns: The lines on what was drawn.
  private func write(to output: String, _ inputs: CommandInputs) throws -> [String] {
    let folder = try claimOutput(output, inputs: inputs)
    let batch = OutputBatch(
      folder, command: "facet portraits", earlier: try Self.earlierFiles(in: output))
    func name(_ person: Int, _ picture: Int) -> String {
      "\(Self.name("person-", person, of: people))/\(Self.name("", picture, of: pictures))"
    }
    let planned = (0..<people).flatMap { person in
      (0..<pictures).map { name(person, $0) + ".png" }
    }
    var lines = try batch.prepare(planned: planned, paths: [], replaces: replaces)
    let progress = Progress("Portraits", total: people, isQuiet: isQuiet)
    var done = 0
    var end: (any Error)?
    do {
      for person in 0..<people {
        try Interruption.check()
        let drawn = collectInParallel(count: pictures) { picture, _ in
          Result { try portrait(person, picture) }
        }
        for (picture, result) in drawn.enumerated() {
          let portrait = try result.get()
          try batch.write(
            png: portrait.picture.encodedPNG(), landmarks: portrait.landmarks,
            to: name(person, picture), from: nil)
        }
        done = person + 1
        progress.update(done)
      }
    } catch {
      end = error
    }
    lines += try batch.finish(isWhole: end == nil) {
      let log = Log(
        program: "facet \(programVersion)", seed: seed, width: frame.width, height: frame.height,
        occluders: occluders.map { $0?.rawValue ?? "none" },
        pictures: planned.prefix(done * pictures).map {
          Log.Picture(file: $0, person: String($0.prefix { $0 != "/" }))
        })
      try AtomicFile.write(JSONText.encode(log), to: "\(output)/\(Self.logName)")
    }
    lines.append("\(done * pictures) pictures of \(done) people in '\(output)'.")
    guard let end else { return lines }
    guard end is Interrupted else { throw end }
    throw StoppedDrawing(lines: lines)
  }

  private struct StoppedDrawing: Error {
    let lines: [String]
  }

  /// Returns the files in the log of an earlier run.
  ///
  /// - Throws: `JobError` if a file of that name is not such a log.
  package static func earlierFiles(in output: String) throws -> [OutputBatch.Record] {
    let path = "\(output)/\(Self.logName)"
    guard FileIdentity(path) != nil else { return [] }
    guard let log = try? JSONDecoder().decode(Log.self, from: Data(readFile(path))),
      log.pictures.allSatisfy({ isInside($0.file) })
    else {
      throw JobError(
        OutputError.foreign(
          folder: output, command: "facet portraits", first: Self.logName, count: 1))
    }
    return log.pictures.flatMap { picture in
      [picture.file, picture.file.dropLast(4) + ".pts"].map {
        OutputBatch.Record(file: $0, path: nil)
      }
    }
  }

  /// Draws a row of at most eight pictures per person; several people with one picture share a row.
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

  /// Returns a name with a number from 1, with leading zeros so that names sort.
  private static func name(_ prefix: String, _ index: Int, of count: Int) -> String {
    let digits = String(index + 1)
    let length = max(2, String(count).count)
    return prefix + String(repeating: "0", count: length - digits.count) + digits
  }
}

/// Returns the frame of faces aligned for a backbone.
///
/// - Throws: `JobError` if its input does not have an alignment, or the file is not a backbone.
package func portraitFrame(forModel path: String) throws -> PortraitFrame {
  let shape = try loadBackbone(ModelFile(path: path)).shape
  guard let frame = PortraitFrame.aligned(width: shape.inputWidth, height: shape.inputHeight) else {
    throw JobError(
      """
      '\(path)' takes pictures of \(shape.inputWidth) x \(shape.inputHeight) pixels, for which Facet \
      does not have an alignment. Use --size WxH.
      """)
  }
  return frame
}
