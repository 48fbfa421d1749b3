import Audit
import Basics
import Drawing
import Faces
import Networks
import Pictures
import Portraits
import Runs

/// The job of `facet demo`: runs 'report' on synthetic faces with the built-in models.
package struct DemoJob: Sendable {
  package var output = "output/demo"
  /// The folder of the drawn faces and the models, beside the reports because their folder must not
  /// contain other files.
  package var material: String { output + "-material" }
  package var people = 40
  package var queries = 6
  package var seed: UInt64 = 1
  package var isStrict = false
  package var isQuiet = false
  /// The bytes of the model files.
  let backbone: [UInt8]
  let reranker: [UInt8]

  package static let picturesEach = 4

  package init(backbone: [UInt8], reranker: [UInt8]) {
    self.backbone = backbone
    self.reranker = reranker
  }

  package func run() throws -> JobResult {
    try requireFonts()
    let models = "\(material)/models"
    let folder = try claimOutput(material, inputs: CommandInputs())
    let batch = OutputBatch(folder, command: "facet demo", earlier: [])
    var settings = JobSettings(model: "\(models)/backbone.safetensors")
    settings.reranker = "\(models)/h2l.safetensors"
    settings.identification.solver = .exact
    settings.isQuiet = isQuiet
    settings.isStrict = isStrict
    try batch.require([
      "models/backbone.safetensors", "models/h2l.safetensors", "gallery.txt", "queries.txt",
    ])
    try batch.write(backbone, to: "models/backbone.safetensors")
    try batch.write(reranker, to: "models/h2l.safetensors")
    let (gallery, queries) = ("\(material)/gallery.txt", "\(material)/queries.txt")
    let frame = try portraitFrame(forModel: settings.model)
    // Lists, not folders, so that files of an earlier demo do not count.
    let drawn = try draw(frame, batch)
    try batch.write(Array(drawn.gallery.joined().utf8), to: "gallery.txt")
    try batch.write(Array(drawn.queries.joined().utf8), to: "queries.txt")
    try batch.finishKeepingAll()
    try removeReport(in: output, of: queries)
    var result = try ReportJob(
      queries: queries, gallery: gallery, output: output, settings: settings
    ).run()
    result.lines += [
      """
      The faces are drawings, and the models were trained on drawings only. The reports show how Facet \
      works. They do not show how well it recognizes real faces.
      """,
      "Open \(output)/index.html",
    ]
    return result
  }
}

// MARK: Pictures

extension DemoJob {
  /// The difficulty of a query.
  enum Difficulty: String, CaseIterable {
    case masked
    case sunglasses
    case cropped
    case turned
    /// A person who is not in the gallery.
    case stranger

    var occluder: OccluderKind? {
      switch self {
      case .masked: .mask
      case .sunglasses: .sunglasses
      case .cropped: .crop
      case .turned, .stranger: nil
      }
    }
  }

  struct PlannedQuery {
    let person: Int
    let picture: Int
    let difficulty: Difficulty
  }

  /// The queries: people far apart in the gallery, with each difficulty in turn.
  var plan: [PlannedQuery] {
    var strangers = 0
    return (0..<queries).map { number in
      let difficulty = Difficulty.allCases[number % Difficulty.allCases.count]
      if difficulty == .stranger {
        strangers += 1
        return PlannedQuery(
          person: people + strangers - 1, picture: Self.picturesEach, difficulty: difficulty)
      }
      return PlannedQuery(
        person: (3 + number * 7) % people, picture: Self.picturesEach + number,
        difficulty: difficulty)
    }
  }

  /// Writes the pictures.
  ///
  /// - Returns: A line for each picture, with its label, relative to the material.
  private func draw(_ frame: PortraitFrame, _ batch: OutputBatch) throws -> (
    gallery: [String], queries: [String]
  ) {
    let plan = plan
    var lists: (gallery: [String], queries: [String]) = ([], [])
    let galleryCount = people * Self.picturesEach
    let progress = Progress(
      "Drawing", total: galleryCount + plan.count, isQuiet: isQuiet)
    let block = 16 * Threads.count
    for start in stride(from: 0, to: galleryCount + plan.count, by: block) {
      try Interruption.check()
      let count = min(block, galleryCount + plan.count - start)
      let drawn = collectInParallel(count: count) { index, _ in
        Result { try picture(start + index, plan, frame) }
      }
      for (index, result) in drawn.enumerated() {
        let (person, file, portrait) = try result.get()
        let isQuery = start + index >= galleryCount
        let folder = "pictures/\(isQuery ? "queries" : "gallery")/\(name(person))"
        try batch.write(
          png: portrait.picture.encodedPNG(), landmarks: portrait.landmarks,
          to: "\(folder)/\(file)", from: nil)
        let line = "\(folder)/\(file).png,\(name(person))\n"
        if isQuery { lists.queries.append(line) } else { lists.gallery.append(line) }
      }
      progress.update(start + count)
    }
    return lists
  }

  /// The pictures of the gallery, person by person, then the queries.
  private func picture(
    _ number: Int, _ plan: [PlannedQuery], _ frame: PortraitFrame
  ) throws -> (person: Int, file: String, portrait: Portrait) {
    let galleryCount = people * Self.picturesEach
    guard number >= galleryCount else {
      let (person, picture) = number.quotientAndRemainder(dividingBy: Self.picturesEach)
      return (
        person, "\(picture + 1)",
        try PortraitSeries(seed: seed).portrait(person: person, picture: picture, frame: frame)
      )
    }
    let query = plan[number - galleryCount]
    return (
      query.person, "\(number - galleryCount + 1)-\(query.difficulty.rawValue)",
      try portrait(query, frame)
    )
  }

  private func portrait(_ query: PlannedQuery, _ frame: PortraitFrame) throws -> Portrait {
    let series = PortraitSeries(seed: seed)
    var condition = series.condition(person: query.person, picture: query.picture)
    if query.difficulty == .turned {
      condition.yaw = condition.yaw < 0 ? -20 : 20
      condition.pitch = condition.pitch < 0 ? -10 : 10
    }
    let portrait = try Portrait.draw(series.identity(query.person), condition, frame: frame)
    guard let kind = query.difficulty.occluder else { return portrait }
    return try portrait.occluded(kind, seed: nameSeed(of: name(query.person), seed))
  }

  private func name(_ person: Int) -> String {
    let digits = String(person + 1)
    return "person-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }
}
