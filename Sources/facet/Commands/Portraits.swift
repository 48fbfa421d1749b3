import CommandLines
import Commands
import Faces
import Portraits

extension Command {
  static let portraits = Command(
    "portraits", in: .pictures,
    summary: "Draw synthetic faces with landmarks, as test material.",
    discussion: """
      Writes one folder per person, with the pictures and a .pts file with 68 landmarks beside each. \
      \(PortraitsJob.logName) lists them. The same seed gives the same pictures; another seed gives \
      other people. The pictures are drawings: measurements on them say nothing about real faces.
      """
  ) { (options: PortraitsOptions) in
    guard options.output != nil || options.sheet != nil else {
      throw UsageError("Give --output DIR, --sheet FILE or both: where the portraits go.")
    }
    var job = PortraitsJob(frame: try options.frame())
    job.output = options.output
    job.sheet = options.sheet
    job.seed = options.seed
    job.people = options.people
    job.pictures = options.pictures
    job.occluders = options.occluders.map { OccluderKind(rawValue: $0.rawValue) }
    job.model = options.model
    job.replaces = options.replaces
    job.isQuiet = options.general.isQuiet
    return try job.run()
  }
}

private struct PortraitsOptions: FacetOptions {
  enum OccluderName: String, CaseIterable {
    case none, mask, surgical, cloth, ffp2, patterned, sunglasses, crop, rotate
  }

  let people: Int
  let pictures: Int
  let seed: UInt64
  let occluders: [OccluderName]
  let size: PictureSize?
  let model: String?
  let output: String?
  let sheet: String?
  let replaces: Bool
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    people = try options.value(
      "--people", "N", .integer(in: 1...1_000_000), in: .drawing, default: 20,
      help: "Number of people.")
    pictures = try options.value(
      "--pictures", "N", .integer(in: 1...100_000), in: .drawing, default: 5,
      help: "Number of pictures of each person.")
    seed = try options.seed(in: .drawing, help: "Seed; another one gives other people.")
    occluders = try options.value(
      "--occlude", "LIST", .list(of: .choice(OccluderName.self)), in: .drawing, default: [.none],
      help: """
        Occlusions, of which each picture gets one by chance: \
        \(alternatives(OccluderName.allCases.map(\.rawValue))). Separate several by commas.
        """)
    size = try options.optional(
      "--size", "WxH", .pictureSize, in: .drawing, otherwise: "128x128",
      help: """
        Width and height of each picture, 32 to 4096. 96x112, 128x128 and 160x160 give faces aligned \
        for a network; other sizes give head and shoulders.
        """)
    model = try options.optional(
      "--for", "MODEL", .backbone(), in: .drawing,
      help: "Backbone to align the faces for, instead of --size.")
    output = try options.optional(
      "--output", "DIR", .output, in: .output, alias: "-o",
      help: "Folder for the pictures. " + SharedOptions.outputRule)
    sheet = try options.optional(
      "--sheet", "FILE", .output, in: .output,
      help: "File for a contact sheet of the first people, as PNG.")
    replaces = options.replace()
    general = try GeneralOptions(&options)
  }

  func frame() throws -> PortraitFrame {
    if let model {
      guard size == nil else {
        throw UsageError("Give --for or --size, not both: the model sets the size.")
      }
      return try portraitFrame(forModel: model)
    }
    let size = size ?? PictureSize(width: 128, height: 128)
    if PictureSize.aligned.contains(size),
      let frame = PortraitFrame.aligned(width: size.width, height: size.height)
    {
      return frame
    }
    return PortraitFrame(width: size.width, height: size.height)
  }
}

/// A width and a height, in pixels.
private struct PictureSize: Sendable, Equatable {
  let width: Int
  let height: Int

  /// The sizes of faces that are aligned for a network.
  static let aligned = [
    PictureSize(width: 96, height: 112), PictureSize(width: 128, height: 128),
    PictureSize(width: 160, height: 160),
  ]
}

extension OptionValue where Value == PictureSize {
  fileprivate static var pictureSize: Self {
    OptionValue(
      sample: PictureSize(width: 128, height: 128), describe: { "\($0.width)x\($0.height)" },
      convert: { text, option throws(UsageError) in
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1],
          (32...4096).contains(width), (32...4096).contains(height)
        else {
          throw UsageError(
            """
            \(option) takes a width and a height, 32 to 4096, such as 128x128, not '\(text)'.
            """)
        }
        return PictureSize(width: width, height: height)
      })
  }
}
