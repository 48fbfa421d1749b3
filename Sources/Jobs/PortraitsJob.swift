import Basics
import Faces
import Pictures

/// `facet portraits`: pictures of people who do not exist, for training and evaluation.
public struct PortraitsJob: Sendable {
  public let output: String?
  public let sheet: String?
  public let series: PortraitSeries
  public let people: Int
  public let pictures: Int
  public let frame: PortraitFrame
  public let isQuiet: Bool

  public init(
    output: String?, sheet: String?, seed: UInt64, people: Int, pictures: Int,
    frame: PortraitFrame, isQuiet: Bool
  ) {
    self.output = output
    self.sheet = sheet
    series = PortraitSeries(seed: seed)
    self.people = people
    self.pictures = pictures
    self.frame = frame
    self.isQuiet = isQuiet
  }

  public func run() throws -> JobResult {
    var lines: [String] = []
    if let output {
      try write(to: output)
      lines.append("\(people * pictures) pictures of \(people) people in '\(output)'.")
    }
    if let sheet {
      try writeSheet(to: sheet)
      lines.append("Contact sheet in '\(sheet)'.")
    }
    return JobResult(lines: lines)
  }

  private func write(to output: String) throws {
    let progress = Progress("Portraits", total: people, isQuiet: isQuiet)
    for person in 0..<people {
      try Interruption.check()
      let folder = "\(output)/\(Self.name("person-", person, of: people))"
      try makeFolders(folder)
      let drawn = collectInParallel(count: pictures) { picture, _ in
        Result { try series.portrait(person: person, picture: picture, frame: frame) }
      }
      for (picture, result) in drawn.enumerated() {
        let portrait = try result.get()
        let path = "\(folder)/\(Self.name("", picture, of: pictures))"
        try AtomicFile.write(portrait.picture.encodedPNG(), to: path + ".png")
        try AtomicFile.write(portrait.landmarks.ptsText, to: path + ".pts")
      }
      progress.update(person + 1)
    }
  }

  /// A row a person of at most eight pictures; several persons with one picture share a row.
  private func writeSheet(to path: String) throws {
    let columns = pictures == 1 ? 12 : min(pictures, 12)
    let count = min(people, pictures == 1 ? 120 : 12) * (pictures == 1 ? 1 : columns)
    let drawn = collectInParallel(count: count) { index, _ in
      Result {
        try series.portrait(
          person: pictures == 1 ? index : index / columns,
          picture: pictures == 1 ? 0 : index % columns, frame: frame
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
