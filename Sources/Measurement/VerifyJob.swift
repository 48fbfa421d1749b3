import Basics
import Datasets
import Identification
import Runs

/// The job of `facet verify`: measures how well each scorer recognizes pairs of the same person.
package struct VerifyJob: Sendable {
  /// The file of pairs, or a folder of CFP's protocol.
  package let pairs: String
  package let settings: JobSettings
  /// The scorers; `nil` for stage 1, the EMD and every other with trained weights.
  package let scorers: Set<ScoringMethod>?
  package let weightings: [PatchWeighting]
  package let alphas: [Double]
  /// The false accept rates for which the true accept rate is reported.
  package let limits: [Double]
  package let seed: UInt64

  package static let defaultLimits = [0.1, 0.01, 0.001]
  package static let defaultResamples = 1000
  /// The number of draws of pairs, and of people, for intervals and bands.
  package var resamples = Self.defaultResamples
  /// Whether to measure the accuracy as the published code does, too.
  package var isPublished = false
  /// The methods other than stage 1 and the EMD.
  package var registered = RegisteredScorer.standard

  package init(
    pairs: String, settings: JobSettings, scorers: Set<ScoringMethod>?,
    weightings: [PatchWeighting],
    alphas: [Double], limits: [Double] = defaultLimits, seed: UInt64 = 1
  ) {
    precondition(scorers?.isEmpty != true)
    self.pairs = pairs
    self.settings = settings
    self.scorers = scorers
    self.weightings = weightings
    self.alphas = alphas
    self.limits = limits
    self.seed = seed
  }

  package func run() throws -> VerificationResults { try measured().results }

  /// The pairs of a file with the features of their pictures by one backbone.
  struct OpenedPairs {
    let pairs: FacePairs
    let gallery: Gallery
    let summary: GalleryBuilder.Summary
  }

  /// - Returns: The result, and the values computed for it.
  package func measured() throws -> (results: VerificationResults, work: SearchWork) {
    try measured(opened: nil)
  }

  /// Reads the pairs and computes the features of their pictures, for several jobs with this backbone.
  ///
  /// - Throws: The errors of the files; `JobError` if no picture can be used.
  func open(_ models: Models) throws -> OpenedPairs {
    let pairs = try FacePairs(at: self.pairs)
    let pictures = pairs.pictures(path: self.pairs, root: settings.galleryListing.root)
    let progress = Progress("Pictures", total: pictures.count, isQuiet: settings.isQuiet)
    let (gallery, summary) = try GalleryBuilder(
      backbone: models.backbone, source: models.gallerySource, isStrict: settings.isStrict
    ).gallery(of: pictures, earlier: nil, progress: progress.update)
    guard !gallery.entries.isEmpty else {
      throw JobError(
        """
        None of the pictures of '\(self.pairs)' could be used. Use --root to locate them. \
        \(summary.failures.first?.description ?? "")
        """)
    }
    return OpenedPairs(pairs: pairs, gallery: gallery, summary: summary)
  }

  /// - Parameter opened: The pairs, if they are open already, with the features of this backbone.
  func measured(
    opened: OpenedPairs?
  ) throws -> (results: VerificationResults, work: SearchWork) {
    // Problems with the files are reported before long work begins.
    if opened == nil { _ = try FacePairs(at: self.pairs) }
    let sorted = try SortedModels(settings)
    let models = try Models(sorted.settings)
    let chosen = try ChosenScorers(
      scorers?.sorted(), models: models, registered: registered.map(\.method),
      transformers: sorted.transformers)
    let all = try opened ?? open(models)
    let (pairs, gallery, summary) = (all.pairs, all.gallery, all.summary)
    var clock = StageClock()
    let made = try chosen.scorers(gallery, settings, times: &clock)
    let search = try TwoStageSearch(
      gallery, models, registered, others: made.scorers,
      landmarks: LandmarkReader(predictor: models.landmarkPredictor))
    let identification = settings.identification
    let plan = SearchPlan(
      methods: chosen.methods, grids: [identification.grid], solvers: [identification.solver],
      weightings: weightings, epsilon: identification.epsilon, depths: [1], alphas: alphas)
    var scoring = PairScoring(job: self, search: search, plan: plan)
    let people = pairs.people
    try scoring.take(pairs.pairs, people: people)
    guard scoring.hasBothKinds else {
      throw JobError(
        """
        '\(self.pairs)' needs usable pairs of the same person and of different people. \
        \((summary.failures + scoring.failures).first?.description ?? "")
        """)
    }
    var results = VerificationResults(
      results: scoring.rows(
        folding: pairs.folding, limits: limits, resamples: resamples, seed: seed),
      settings: VerificationResults.Settings(
        subject: VerificationResults.Subject(
          pairs: self.pairs, format: pairs.format, folding: pairs.folding,
          pairCount: pairs.pairs.count, pairsScored: scoring.count,
          pictures: gallery.entries.count, resamples: resamples, seed: seed,
          people: people.count, peopleBy: people.source,
          absent: chosen.absent.isEmpty ? nil : chosen.absent),
        tools: MeasurementTools(models, search, plan, settings)),
      failures: summary.failures + made.failures + scoring.failures, doubtful: summary.doubtful)
    if !isPublished {
      for place in results.results.indices { results.results[place].published = nil }
    }
    return (results, scoring.work)
  }
}
