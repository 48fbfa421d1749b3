import Runs
import CommandLines
import Identification

/// Of every command that ranks: the models, the faces, and which gallery pictures take part.
struct SearchOptions: Sendable {
  let reranker: String?
  let faces: FaceOptions
  private let landmarks: LandmarkOptions
  let labels: LabelOptions
  private let leaveOut: OwnPictureRule?
  private let keepsSelf: Bool
  private let template: TemplateRule
  private let galleryCheck: GalleryCheck

  /// - Parameter reranker: What `--reranker` takes; `nil` if the command declares it itself.
  init(_ options: inout OptionReader, reranker: String?) throws(UsageError) {
    self.reranker = reranker
    faces = try FaceOptions(&options, .queriesAndGallery)
    landmarks = try LandmarkOptions(&options)
    leaveOut = try options.optional(
      "--leave-out", "RULE", .choice(OwnPictureRule.self), in: .ranking,
      otherwise: OwnPictureRule.samePicture.rawValue,
      help: """
        Gallery pictures to leave out of a query's ranking. same-picture: those with the same bytes \
        as the query, and the query's own file. same-path: also those with the query's path inside \
        its folder, for test sets whose queries are changed copies of gallery pictures (masked, \
        cropped). none: rank every picture.
        """)
    keepsSelf = options.flag(
      "--keep-self", in: .ranking,
      help: """
        Keep the query's own picture in the gallery, as --leave-out none. Default: remove it.
        """)
    template = try options.value(
      "--template", "NAME", .choice(TemplateRule.self), in: .ranking, default: TemplateRule.none,
      help: """
        Template of a person with several pictures in stage 1. none: each picture by itself. mean: people, by \
        the mean of their embeddings. max: people, by their most similar picture. With mean and max \
        the re-rankers compare the \(TemplateRule.mostExemplars) most similar pictures of each person.
        """)
    galleryCheck = try options.value(
      "--gallery-check", "WHICH", .choice(GalleryCheck.self), in: .ranking, default: .auto,
      help: """
        Pictures of an enrolled gallery that are compared with their SHA-256. all: all at the start, so \
        that changed ones are computed again. shown: those that are shown, when they are shown, so that \
        a large gallery opens at once. auto: all, or shown with more than 50,000 faces.
        """)
    labels = try LabelOptions(&options)
  }

  func settings(model: String, _ general: GeneralOptions) throws(UsageError) -> JobSettings {
    var settings = JobSettings(model: model)
    general.apply(to: &settings)
    try faces.apply(to: &settings)
    try landmarks.apply(to: &settings)
    settings.reranker = reranker
    settings.ownPictures = try ownPictures()
    settings.identification.template = template
    settings.galleryCheck = galleryCheck == .auto ? nil : galleryCheck
    settings.queryListing = labels.queries
    settings.galleryListing = labels.gallery
    return settings
  }

  /// `--leave-out`; `--keep-self` is its `none`.
  private func ownPictures() throws(UsageError) -> OwnPictureRule {
    guard keepsSelf else { return leaveOut ?? .samePicture }
    guard leaveOut == nil || leaveOut == OwnPictureRule.none else {
      throw UsageError(
        "--keep-self leaves no picture out, but --leave-out asks for it. Give one of them.")
    }
    return .none
  }
}

/// How the patches of two faces are compared, with one setting.
struct TransportOptions: Sendable {
  private let grid: GridChoice
  private let solver: TransportSolver

  /// - Parameter solver: The default solver.
  init(
    _ options: inout OptionReader, solver standard: TransportSolver = .sinkhorn
  ) throws(UsageError) {
    grid = try options.value(
      "--grid", "GRID", .choice(GridChoice.self), in: .ranking, default: .native,
      help: RankingHelp.grid + ".")
    solver = try options.value(
      "--solver", "NAME", .choice(TransportSolver.self), in: .ranking, default: standard,
      help: RankingHelp.solver + ".")
  }

  func apply(to settings: inout JobSettings) {
    settings.identification.grid = grid
    settings.identification.solver = solver
  }
}

/// How a search ranks, with one setting each.
struct RankingOptions: Sendable {
  private let weighting: PatchWeighting
  private let alpha: Double
  private let depth: Int
  private let transport: TransportOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    weighting = try options.value(
      "--weights", "NAME", .choice(PatchWeighting.self), in: .ranking, default: .apc,
      help: RankingHelp.weights + ".")
    alpha = try options.value(
      "--alpha", "X", .number(in: 0...1), in: .ranking, default: 0.7,
      help: RankingHelp.alpha + ".")
    depth = try options.value(
      "--top-k", "N", .integer(in: JobSettings.reranked), in: .ranking, default: 100,
      help: RankingHelp.depth + ".")
    transport = try TransportOptions(&options, solver: .exact)
  }

  func apply(to settings: inout JobSettings) {
    settings.identification.weighting = weighting
    settings.identification.alpha = alpha
    settings.identification.topK = depth
    transport.apply(to: &settings)
  }
}

/// Feature weights and shares of the re-ranker, of which a measurement takes several.
struct WeightingOptions: Sendable {
  let weightings: [PatchWeighting]
  let alphas: [Double]

  init(_ options: inout OptionReader) throws(UsageError) {
    weightings = unique(
      try options.value(
        "--weights", "LIST", .list(of: .choice(PatchWeighting.self)), in: .ranking,
        default: [.apc], help: RankingHelp.weights + RankingHelp.several))
    alphas = unique(
      try options.value(
        "--alpha", "LIST", .list(of: .number(in: 0...1)), in: .ranking, default: [0.7],
        help: RankingHelp.alpha + RankingHelp.several))
  }
}

/// The beginnings of help texts; commands end them for one value or for several.
enum RankingHelp {
  static let weights = """
    Feature weights of the EMD: \(PatchWeighting.allCases.dropLast().map(\.rawValue).joined(separator: ", ")) \
    or \(PatchWeighting.allCases.last!.rawValue)
    """
  static let alpha = "Weight of the re-ranker in the score, 0 to 1"
  static let grid = "Patches of the EMD: native, 4x4 or 8x8"
  static let depth = "Number of stage-1 candidates to re-rank"
  static let solver = """
    Optimal transport: sinkhorn (each pair until it has converged), exact (linear program) or \
    published (the published code's arithmetic)
    """
  static let several = ". Separate several by commas."
}
