import CommandLines
import Commands
import Datasets
import Faces
import Identification
import Reports
import Runs
import Study

extension Command {
  static let worksheetMake = Command(
    "worksheet", "make", in: .study,
    summary: "Make the sheets of a study of people who compare faces.",
    discussion: """
      Draws matched sets of pairs from labeled pictures (--from) or from a file of pairs (--pairs), and \
      writes one booklet for each participant: pairs of faces with, between them, what a method shows \
      of the comparison. The sets rotate over the methods from participant to participant, so that \
      the effects of methods and pairs are separate. The answers are in sealed/key.json only, whose SHA-256 stands \
      on every sheet. 'facet worksheet score' turns the answers into results.
      """
  ) { (options: WorksheetMakeOptions) in
    try options.job().run()
  }
}

private struct WorksheetMakeOptions: FacetOptions {
  private let from: String?
  private let pairs: String?
  private let model: String
  private let reranker: String?
  private let output: String
  private let faces: FaceOptions
  private let landmarks: LandmarkOptions
  private let labels: ListingOptions
  private let grid: GridChoice
  private let weights: PatchWeighting
  private let alpha: Double
  private let design: StudyDesignOptions
  private let paper: StudyPaperOptions
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    from = try options.optional(
      "--from", "PATH", .input, in: .pictures,
      help: "Labeled pictures, from which pairs are drawn. Give this or --pairs.")
    pairs = try options.optional(
      "--pairs", "FILE", .input, in: .pictures,
      help: """
        File of pairs as 'facet verify' reads it: only its pairs are used. Pictures that it calls the \
        same are one person.
        """)
    model = try options.required(
      "--model", "FILE[,FILE]", .backbone(.readList),
      help: """
        Backbone, or 'built-in'. For the method vit-cc also a plain ViT, separated by a comma.
        """)
    reranker = try options.reranker()
    output = try options.required(
      "--output", "DIR", .output, alias: "-o",
      help: "New or empty folder for the study. Missing folders are created.")
    faces = try FaceOptions(&options, .oneFace)
    landmarks = try LandmarkOptions(&options)
    labels = try LabelOptions.onePath(&options)
    design = try StudyDesignOptions(&options)
    grid = try options.value(
      "--grid", "GRID", .choice(GridChoice.self), in: .ranking, default: .fourByFour,
      help: RankingHelp.grid + ".")
    weights = try options.value(
      "--weights", "NAME", .choice(PatchWeighting.self), in: .ranking, default: .apc,
      help: RankingHelp.weights + ".")
    alpha = try options.value(
      "--alpha", "X", .number(in: 0...1), in: .ranking, default: 0.7, help: RankingHelp.alpha + ".")
    paper = try StudyPaperOptions(&options)
    general = try GeneralOptions(&options)
  }

  func job() throws -> WorksheetMakeJob {
    let origin: WorksheetMakeJob.Origin
    switch (from, pairs) {
    case (let path?, nil): origin = .pictures(path)
    case (nil, let path?): origin = .pairs(path)
    default: throw UsageError("Give either --from PATH or --pairs FILE.")
    }
    var settings = JobSettings(model: model)
    general.apply(to: &settings)
    try faces.apply(to: &settings)
    try landmarks.apply(to: &settings)
    settings.reranker = reranker
    settings.galleryListing = labels
    settings.identification.grid = grid
    settings.identification.weighting = weights
    settings.identification.alpha = alpha
    settings.templates = paper.templates
    var job = WorksheetMakeJob(origin: origin, output: output, settings: settings)
    job.design = design.design
    job.occluders = design.occluders
    job.poolSize = design.pool
    job.seed = design.seed
    job.exclude = try design.exclusions()
    job.title = paper.title
    job.rows = paper.rows
    job.paper = paper.paper
    job.hasForms = paper.hasForms
    job.hasStimuli = paper.hasStimuli
    job.hasMarks = paper.marks != nil
    job.css = paper.css
    job.logo = paper.logo
    return job
  }
}

/// What a study consists of.
private struct StudyDesignOptions: Sendable {
  let design: StudyDesign
  let occluders: [String]
  let pool: Int
  let seed: UInt64?
  private let exclude: String

  init(_ options: inout OptionReader) throws(UsageError) {
    var design = StudyDesign()
    design.methods = try options.value(
      "--methods", "LIST", .list(of: .choice(StudyMethod.self)), in: .design,
      default: StudyMethod.standard,
      help: """
        Explanations between the faces, a part of the sheets for each: none, cnn-cc (correlation of \
        the backbone's patches), emd-flow (flow of the EMD), h2l-cc (the H2L's output), vit-cc (tokens \
        of a plain ViT) or importance (measured importance). Separate several by commas.
        """)
    design.participants = try options.value(
      "--participants", "N", .integer(in: 1...999), in: .design, default: 21,
      help: """
        Number of participants, 1 to 999. A multiple of 4 for 4 methods, or of 10 for 5, balances the \
        orders.
        """)
    design.perMethod = try options.value(
      "--per-method", "P", .integer(in: 2...60), in: .design, default: 15,
      help: "Number of test pairs in each method, 2 to 60.")
    design.same =
      try options.optional(
        "--same", "S", .integer(in: 0...60), in: .design, otherwise: "8 of 15, rounded",
        help: "Number of test pairs in each method that show one person.")
      ?? StudyDesign.standardSame(of: design.perMethod)
    design.training = try options.value(
      "--training", "T", .integer(in: 0...15), in: .design, default: 5,
      help:
        "Number of pairs with solutions before each method, 0 to 15; three fifths show one person.")
    occluders = unique(
      try options.value(
        "--occlude", "LIST",
        .list(of: .word(among: ["none"] + OccluderKind.allCases.map(\.rawValue))), in: .design,
        default: WorksheetMakeJob.standardOccluders,
        help: """
          Coverings that may be drawn over a picture, each equally likely: none, \
          \(OccluderKind.allCases.map(\.rawValue).joined(separator: ", ")). Separate several by commas.
          """))
    design.difficulty = try options.value(
      "--difficulty", "NAME", .choice(StudyDesign.Difficulty.self), in: .design,
      default: .terciles,
      help: """
        Difficulty of the pairs by stage 1, without coverings: terciles (as many easy, medium and hard \
        ones as thirds allow) or any.
        """)
    design.impostors = try options.value(
      "--impostors", "N", .integer(in: 0...1000), in: .design, default: 20,
      help: """
        Pairs of different people come from the N nearest others of each picture by stage 1, without \
        coverings; 0 for any.
        """)
    design.modelWrong = try options.optional(
      "--model-wrong", "N", .integer(in: 0...60), in: .design, otherwise: "as it comes",
      help: "Number of test pairs in each method on which the EMD's verdict is wrong.")
    design.reuse = try options.value(
      "--reuse", "NAME", .choice(StudyDesign.Reuse.self), in: .design, default: .never,
      help: """
        Reuse of a person on one participant's sheets: never, block (once in each method), or pictures \
        (only no picture twice).
        """)
    design.catchPairs = try options.value(
      "--catch", "N", .integer(in: 0...10), in: .design, default: 0,
      help: """
        Number of plain pairs in each method that show who pays attention: one photograph twice, or two \
        unlike people.
        """)
    design.repeats = try options.value(
      "--repeat", "N", .integer(in: 0...30), in: .design, default: 0,
      help: "Number of test pairs in each method that are shown again later, sides exchanged.")
    design.advice = try options.value(
      "--advice", "NAME", .choice(StudyAdvice.self), in: .design, default: .none,
      help: "Advice on the sheets: none, the model's verdict, or its verdict and score."
    )
    design.isTwoStep = options.flag(
      "--two-step", in: .design,
      help: "Ask twice about each pair: first without, then with the visualization.")
    design.forms = try options.value(
      "--forms", "N", .integer(in: 1...4), in: .design, default: 1,
      help: "Number of matched forms A, B and so on without a common picture, for before and after."
    )
    pool = try options.value(
      "--pool", "N", .integer(in: 0...1_000_000), in: .design,
      default: WorksheetMakeJob.standardPool,
      help: """
        Most pictures to draw pairs from, people with several pictures first; 0 for all.
        """)
    exclude = try options.value(
      "--exclude", "RULES", .text, in: .design, default: ExclusionRules().text,
      help: """
        Rules for leaving answers out, written into the design before any answer is seen. See 'facet \
        worksheet score --help'.
        """)
    seed = try options.optional(
      "--seed", "N", .seed, in: .design, otherwise: "random bits only",
      help: """
        Seed that makes the same study again. It is in the sealed key only: anyone who knows it, the \
        pictures and the models can make the key.
        """)
    self.design = design
  }

  func exclusions() throws(UsageError) -> ExclusionRules {
    try exclusionRules(exclude)
  }
}

/// Reads `--exclude`.
func exclusionRules(_ text: String) throws(UsageError) -> ExclusionRules {
  guard let rules = ExclusionRules(text) else {
    throw UsageError(
      """
      --exclude takes rules such as \(ExclusionRules().text), or none, not '\(text)'.
      """)
  }
  return rules
}

/// How the sheets look, and what is made beside them.
private struct StudyPaperOptions: Sendable {
  enum Marks: String, Sendable, CaseIterable {
    case amc
  }

  let title: String
  let rows: Int
  let paper: PaperSize
  let hasForms: Bool
  let hasStimuli: Bool
  let marks: Marks?
  let css: String?
  let logo: String?
  let templates: String?

  init(_ options: inout OptionReader) throws(UsageError) {
    title = try options.value(
      "--title", "TEXT", .text, in: .sheets, default: WorksheetMakeJob.standardTitle,
      help: "Title of the study, on the first page of each sheet.")
    rows = try options.value(
      "--rows", "N", .integer(in: 1...5), in: .sheets, default: 5,
      help: "Pairs on a page, 1 to 5. Up to 3, the faces are larger.")
    paper = try options.value(
      "--paper", "NAME", .choice(PaperSize.self), in: .sheets, default: .a4,
      help: "Paper size: a4 or letter.")
    hasForms = options.flag(
      "--html", in: .sheets,
      help: "Also make a form for each participant that a browser shows without a network.")
    hasStimuli = options.flag(
      "--stimuli", in: .sheets,
      help: "Also write the pictures, with conditions for PsychoPy and jsPsych.")
    marks = try options.optional(
      "--marks", "NAME", .choice(Marks.self), in: .sheets, otherwise: "none",
      help: "Marks with which auto-multiple-choice reads ticks from scanned sheets: amc.")
    css = try options.optional(
      "--css", "FILE", .input, in: .sheets,
      help: "Style sheet for the study's index page, replacing the built-in one.")
    logo = try options.optional(
      "--logo", "FILE", .input, in: .sheets,
      help: "PNG or JPEG for the top of the study's index page.")
    templates = try options.templates(in: .sheets)
  }
}
