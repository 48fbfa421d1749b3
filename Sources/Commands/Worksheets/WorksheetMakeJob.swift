import Basics
import Datasets
import Drawing
import Evidence
import Faces
import Identification
import Measurement
import Networks
import Pictures
import Reports
import Runs
import Study

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The job of `facet worksheet make`: designs a user study and writes its sheets, forms and key.
package struct WorksheetMakeJob: Sendable {
  /// Where the pairs come from.
  package enum Origin: Sendable, Equatable {
    /// Labeled pictures.
    case pictures(String)
    /// A file of pairs.
    case pairs(String)

    var path: String {
      switch self {
      case .pictures(let path), .pairs(let path): path
      }
    }
  }

  package var origin: Origin
  package var output: String
  package var settings: JobSettings
  package var design = StudyDesign()
  package var occluders = Self.standardOccluders
  package var title = Self.standardTitle
  /// `nil` for a secret from the system's randomness.
  package var seed: UInt64?
  /// The most pictures that pairs are drawn from; 0 for all.
  package var poolSize = Self.standardPool
  package var exclude = ExclusionRules()
  package var rows = 5
  package var paper = PaperSize.a4
  package var hasForms = false
  package var hasStimuli = false
  package var hasMarks = false
  package var css: String?
  package var logo: String?

  package static let standardOccluders = ["none", "mask", "sunglasses"]
  package static let standardTitle = "A study on comparing faces"
  package static let standardPool = 1500
  /// The pairs of each kind on which thresholds are chosen.
  static let thresholdPairs = 600
  /// The same if the design asks for wrong verdicts.
  static let judgedPairs = 1500

  package init(origin: Origin, output: String, settings: JobSettings) {
    self.origin = origin
    self.output = output
    self.settings = settings
  }

  /// The folders and files that a study consists of.
  static let places = [
    "index.html", "design.json", "sheets", "forms", "answers", "texts", "stimuli", "psychopy",
    "jspsych", "scan", "sealed", Manifest.fileName,
  ]

  package func run() throws -> JobResult {
    try requireFonts()
    try requirePossible()
    let folder = try claimOutput(
      output, writing: Self.places,
      inputs: CommandInputs([origin.path, css, logo] + settings.modelFiles))
    try requireEmpty(folder)
    let templates = try StudyTemplates(folder: settings.templates)
    let pageTemplates = try TemplateSet(
      folder: settings.templates.flatMap { hasPageTemplates(in: $0) ? $0 : nil }, css: css,
      logo: logo)
    let engineModels = try StudyModels(settings, methods: design.methods)
    let secret = seed.map(StudySecret.init(seed:)) ?? .random()
    let listed = try candidates(secret)
    try folder.requireApart(from: listed.pictures.map(\.location), writing: Self.places)
    try requirePeople(listed)
    let faces = try makeTemporaryFolder("facet-study")
    defer { try? FileManager.default.removeItem(atPath: faces) }
    let maker = StudyPictureMaker(
      source: engineModels.models.gallerySource,
      predictor: engineModels.models.landmarkPredictor, shape: engineModels.models.backbone.shape,
      occluders: occluders, secret: secret, folder: faces)
    var run = PictureRun("Faces", isStrict: settings.isStrict, isQuiet: settings.isQuiet)
    var made: [StudyPictureMaker.Made] = []
    run.over(listed.pictures) { place in
      try maker.make(listed.pictures[place], name: "\(place)")
    } take: { _, face in
      made.append(face)
    }
    if let end = run.end { throw end }
    guard made.count > 1 else {
      throw JobError(
        """
        None of the pictures of '\(origin.path)' could be used. \
        \(run.failures.first?.description ?? "")
        """)
    }
    let built = try StudyBuild(
      job: self, listed: listed, made: made, secret: secret, models: engineModels
    ).built()
    let writer = StudyWriter(
      job: self, folder: folder, built: built, secret: secret, templates: templates,
      pageTemplates: pageTemplates, models: engineModels, failures: run.failures,
      considered: (made.count, listed.total))
    let lines = try writer.write()
    try folder.finished()
    return JobResult(
      lines: lines + engineModels.notes.map { "Note: \($0)" }, failures: run.failures)
  }

  /// Whether a folder of templates has pages of reports, whose frame and style a study uses.
  private func hasPageTemplates(in folder: String) -> Bool {
    TemplateSet.File.allCases.contains {
      FileManager.default.fileExists(atPath: "\(folder)/\($0.rawValue)")
    } || !StudyTemplates.isThere(in: folder)
  }

  // MARK: Before the work

  /// Finds what cannot be made, all at once.
  private func requirePossible() throws {
    var problems: [String] = []
    if design.same > design.perMethod {
      problems.append(
        "--same \(design.same) is more than --per-method \(design.perMethod). Give a smaller one.")
    }
    if Set(design.methods).count != design.methods.count {
      problems.append("--methods lists a method twice. Give each once.")
    }
    if let wrong = design.modelWrong, wrong > design.perMethod {
      problems.append(
        "--model-wrong \(wrong) is more than --per-method \(design.perMethod). Give a smaller one.")
    }
    if design.isTwoStep, design.methods.contains(.none) {
      problems.append(
        """
        --two-step asks before the visualization anyway. Leave out 'none': \
        --methods \(design.methods.filter { $0 != .none }.map(\.rawValue).joined(separator: ",")).
        """)
    }
    if design.repeats > max(0, design.perMethod - 5) {
      problems.append(
        """
        --repeat \(design.repeats) needs at least \(design.repeats + 5) pairs in each method, because \
        a pair returns five places later at the earliest. Use a larger --per-method.
        """)
    }
    let marked = design.participants * design.forms
    if hasMarks, marked > ScanMarks.mostStudents {
      problems.append(
        "--marks amc numbers at most \(ScanMarks.mostStudents) sheets; this study has \(marked).")
    }
    guard problems.isEmpty else {
      throw JobError(problems.joined(separator: " "), status: .usage)
    }
  }

  /// A key that is lost cannot be made again, so nothing is written over an earlier study.
  private func requireEmpty(_ folder: OutputFolder) throws {
    let names = (folderEntries(folder.path) ?? []).compactMap(\.name)
      .filter { $0 != OutputFolder.lockName }.sorted()
    guard let first = names.first else { return }
    throw JobError(
      """
      The folder '\(output)' is not empty: it contains '\(displayed(first))'. Give a new folder; a \
      study never replaces another, because its key could not be made again.
      """, status: .usage)
  }

  /// Refuses a design for which there are too few people, with the numbers.
  private func requirePeople(_ listed: StudyCandidates) throws {
    let people = Set(listed.people).count
    let needed = design.peopleNeeded
    guard people < needed else { return }
    let set = design.peopleOfASet
    let methods = design.methods.count * design.forms
    var reused = design
    reused.reuse = .block
    var advice: [String] = []
    if design.reuse == .never, reused.peopleNeeded <= people {
      advice.append("--reuse block (\(reused.peopleNeeded) people)")
    }
    if design.reuse != .pictures { advice.append("--reuse pictures") }
    advice.append("fewer pairs or fewer methods")
    let training = set.training + set.catchPairs
    let sum =
      design.reuse == .never
      ? """
      take \(set.test) people a method, \(methods * set.test) for \(methods) methods\
      \(design.forms > 1 ? " of all forms" : "") and \(methods * training) for training\
      \(set.catchPairs > 0 ? " and catch pairs" : ""): \(needed)
      """
      : "take \(needed) people in each part"
    throw JobError(
      """
      \(design.perMethod) pairs with \(design.same) of one person \(sum); '\(origin.path)' has \
      \(people). Take \(advice.joined(separator: ", ")).
      """, status: .usage)
  }

  // MARK: Pictures

  /// Lists the pictures that pairs are drawn from.
  private func candidates(_ secret: StudySecret) throws -> StudyCandidates {
    switch origin {
    case .pictures(let path):
      let listing = try listPictures(
        at: path, options: settings.galleryListing, title: "Pictures", isQuiet: settings.isQuiet)
      let unlabeled = listing.pictures.filter { $0.label == nil }
      if unlabeled.count == listing.pictures.count {
        throw JobError(
          """
          The pictures of '\(path)' have no labels, so it is not known who they show. Give a folder \
          per person, or --layout or a list with labels.
          """)
      }
      return StudyCandidates(
        listing.pictures.filter { $0.label != nil }, limit: poolSize, secret: secret)
    case .pairs(let path):
      let pairs = try FacePairs(at: path)
      return StudyCandidates(
        pairs, pictures: pairs.pictures(path: path, root: settings.galleryListing.root),
        limit: poolSize, secret: secret)
    }
  }
}

/// The models of a study.
struct StudyModels {
  let models: Models
  let transformers: ByMethod<TransformerModel>
  let notes: [String]

  /// - Throws: `JobError` if a method has no model.
  init(_ settings: JobSettings, methods: [StudyMethod]) throws {
    var settings = settings
    // Without an H2L, an untrained one shows what the backbone sees, and it is said.
    if methods.contains(.hybrid), settings.reranker == nil {
      settings.reranker = JobSettings.startOfReranker
    }
    if !methods.contains(.hybrid) { settings.reranker = nil }
    let sorted = try SortedModels(settings)
    let models = try Models(sorted.settings)
    var transformers: ByMethod<TransformerModel> = [:]
    if methods.contains(.transformer) {
      guard let path = sorted.transformers[.v] else {
        throw JobError(
          """
          The method 'vit-cc' needs a plain ViT: add its model file to --model, separated by a comma.
          """, status: .usage)
      }
      let model = try TransformerModel(file: ModelFile(path: path))
      try model.require(models.backbone.shape, digest: models.backboneDigest)
      transformers[.v] = model
    }
    self.models = models
    self.transformers = transformers
    var notes: [String] = []
    if methods.contains(.hybrid), models.reranker?.isTrained != true {
      notes.append(
        """
        The H2L is not trained, so the part 'h2l-cc' shows the backbone's own patches. \
        \(Models.trainingAdvice)
        """)
    }
    self.notes = notes
  }

  var files: [StudyModel] {
    models.files.map {
      StudyModel(role: $0.role.lowercased(), architecture: $0.architecture, sha256: $0.sha256)
    }
      + transformers.map {
        StudyModel(
          role: "scorer \($0.method.rawValue)", architecture: $0.value.kind.rawValue,
          sha256: $0.value.sha256)
      }
  }
}

/// The pictures that pairs are drawn from, with the people they show.
struct StudyCandidates: Sendable {
  let pictures: [ListedPicture]
  /// The person of each picture, by number.
  let people: [Int]
  /// The name of each person.
  let names: [String]
  /// The number of pictures before the limit.
  let total: Int
  /// The pairs that a file restricts the study to, as places in `pictures`; `nil` for any.
  let pairs: [(first: Int, second: Int, isSame: Bool)]?

  /// - Parameter limit: People with two or more pictures come first, eight pictures of each at most.
  init(_ all: [ListedPicture], limit: Int, secret: StudySecret) {
    total = all.count
    var own: [String: [ListedPicture]] = [:]
    var order: [String] = []
    for picture in all {
      let label = picture.label!
      if own[label] == nil { order.append(label) }
      own[label, default: []].append(picture)
    }
    var taken: [ListedPicture] = all
    if limit > 0, all.count > limit {
      var generator = secret.generator("pool")
      let shuffled = order.shuffled(using: &generator)
      taken = []
      for label in shuffled.filter({ own[$0]!.count > 1 })
        + shuffled.filter({ own[$0]!.count == 1 })
      {
        let pictures = own[label]!.shuffled(using: &generator).prefix(8)
        guard taken.count + pictures.count <= limit else { break }
        taken += pictures
      }
    }
    var numbers: [String: Int] = [:]
    var names: [String] = []
    people = taken.map { picture in
      let label = picture.label!
      if let number = numbers[label] { return number }
      numbers[label] = names.count
      names.append(label)
      return names.count - 1
    }
    self.names = names
    pictures = taken
    pairs = nil
  }

  /// Finds people from pairs: pictures that the file says show the same person, or that have one name.
  init(_ file: FacePairs, pictures all: [ListedPicture], limit: Int, secret: StudySecret) {
    total = all.count
    var places: [PathKey: Int] = [:]
    for (place, picture) in all.enumerated() { places[PathKey(picture.path)] = place }
    var parents = Array(all.indices)
    func root(_ place: Int) -> Int {
      var place = place
      while parents[place] != place { place = parents[place] }
      return place
    }
    let known = file.pairs.compactMap { pair in
      places[PathKey(pair.first)].flatMap { first in
        places[PathKey(pair.second)].map { (first: first, second: $0, isSame: pair.isSame) }
      }
    }
    for pair in known where pair.isSame { parents[root(pair.second)] = root(pair.first) }
    if file.format == .lfw {
      var folders: [Substring: Int] = [:]
      for (place, picture) in all.enumerated() {
        let name = picture.path.prefix { $0 != "/" }
        if let other = folders[name] {
          parents[root(place)] = root(other)
        } else {
          folders[name] = place
        }
      }
    }
    var chosen = known
    if limit > 0, all.count > limit {
      var generator = secret.generator("pool")
      chosen.shuffle(using: &generator)
      var used: Set<Int> = []
      chosen = chosen.filter { pair in
        guard used.union([pair.first, pair.second]).count <= limit else { return false }
        used.formUnion([pair.first, pair.second])
        return true
      }
    }
    let used = Set(chosen.flatMap { [$0.first, $0.second] }).sorted()
    var moved: [Int: Int] = [:]
    for (place, old) in used.enumerated() { moved[old] = place }
    var numbers: [Int: Int] = [:]
    var names: [String] = []
    people = used.map { place in
      let person = root(place)
      if let number = numbers[person] { return number }
      numbers[person] = names.count
      names.append(
        file.format == .lfw ? String(all[person].path.prefix { $0 != "/" }) : all[person].path)
      return names.count - 1
    }
    self.names = names
    pictures = used.map { all[$0] }
    pairs = chosen.map { (moved[$0.first]!, moved[$0.second]!, $0.isSame) }
  }
}
