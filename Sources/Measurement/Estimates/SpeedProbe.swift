import Basics
import Datasets
import Evidence
import Identification
import Networks
import Runs

/// How fast this machine computes, timed on the first pictures of a measurement for about two seconds.
struct SpeedProbe {
  /// Seconds to read a picture and to compute its features.
  let picture: Double
  /// The number of pictures that were timed.
  let pictureCount: Int
  private let source: PictureSource
  private let settings: JobSettings
  private let listed: [ListedPicture]
  private let gallery: Gallery
  private let queries: [Query]

  private static let warmUp = 2
  private static let mostPictures = 64
  private static let galleryPictures = 16
  private static let queryCount = 3
  private static let candidates = 100
  private static let pairs = 10
  /// The time for pictures.
  private static let budgetSeconds = 1.0
  /// The time for the pairs of one query by one network.
  private static let pairBudgetSeconds = 0.3
  /// The gallery of stage 1.
  private static let rows = 4096

  /// - Parameters:
  ///   - pictures: The pictures of the measurement; the first are read.
  ///   - blockSize: The number of pictures that are read together.
  /// - Returns: `nil` if none of the first pictures can be used.
  /// - Throws: The errors of networks.
  init?(
    _ source: PictureSource, _ settings: JobSettings, _ pictures: [ListedPicture], blockSize: Int
  ) throws {
    let reader = FaceReader(backbone: source.models.backbone, source: source.models.querySource)
    let size = max(1, min(blockSize, FaceReader.batchSize))
    _ = try reader.faces(of: Array(pictures.prefix(min(size, Self.warmUp))))
    let start = ContinuousClock.now
    var count = 0
    var faces: [FaceReader.Face] = []
    while count < min(pictures.count, Self.mostPictures),
      count < size || seconds(ContinuousClock.now - start) < Self.budgetSeconds
    {
      try Interruption.check()
      let block = Array(pictures[count..<min(pictures.count, count + size)])
      for case .computed(let face) in try reader.faces(of: block) { faces.append(face) }
      count += block.count
    }
    picture = seconds(ContinuousClock.now - start) / Double(max(1, count))
    pictureCount = count
    let usable = faces.prefix(Self.galleryPictures).map(\.listed)
    guard !usable.isEmpty else { return nil }
    listed = usable
    gallery = try GalleryBuilder(
      backbone: source.models.backbone, source: source.models.querySource
    ).gallery(of: usable, earlier: nil, progress: { _ in }).gallery
    queries = faces.prefix(Self.queryCount).map {
      Query($0, shape: source.models.backbone.shape, first: 0)
    }
    self.source = source
    self.settings = settings
  }

  /// Seconds for one unit of each work of a search.
  struct Search {
    /// A candidate by the EMD, with all weightings and grids: by the solvers that score each pair by itself,
    /// and by the published one.
    var emd = 0.0
    var published = 0.0
    /// A candidate by another re-ranker.
    var pairs: ByMethod<Double> = [:]
    /// A picture by another single-picture model.
    var singles: ByMethod<Double> = [:]
    /// A query with a gallery picture in stage 1.
    var stage1 = 0.0
    /// The measures of a query's picture.
    var quality = 0.0
    /// What was timed.
    var basis: [String] = []
  }

  /// - Parameters:
  ///   - plan: The settings of the EMD and the methods.
  ///   - publishes: Whether the published solver runs beside those of the plan.
  /// - Throws: The errors of model files and networks.
  func search(
    _ plan: SearchPlan, _ chosen: ChosenScorers, registered: [RegisteredScorer], publishes: Bool
  ) throws -> Search {
    var result = Search()
    var quiet = settings
    quiet.isQuiet = true
    quiet.isStrict = false
    var clock = StageClock()
    let single = chosen.methods.filter { $0.input == .single }
    let made = try chosen.scorers(gallery, quiet, times: &clock)
    for method in single {
      let time = clock.stages.first { $0.stage == "\(method.rawValue) gallery" }?.milliseconds
      result.singles[method] = (time ?? 0) / 1000 / Double(gallery.entries.count)
    }
    let search = try TwoStageSearch(
      gallery, source.models, registered, others: made.scorers, ownPictures: .none,
      landmarks: source.landmarks)
    // A face with itself takes a transport more rounds than any other.
    let last = max(1, gallery.entries.count - queries.count)
    func neighbors(_ count: Int) -> [Neighbor] {
      (0..<count).map {
        Neighbor(index: gallery.entries.count - 1 - $0 % last, cosine: 0.5)
      }
    }
    /// Seconds of a candidate: the mean over the queries after a first one that warms up.
    func time(_ plan: SearchPlan, candidates: Int) throws -> Double {
      let list = neighbors(candidates)
      _ = try search.scores(queries[0], list, plan)
      let start = ContinuousClock.now
      for query in queries {
        try Interruption.check()
        _ = try search.scores(query, list, plan)
      }
      return seconds(ContinuousClock.now - start) / Double(queries.count * candidates)
    }
    func alone(_ methods: [ScoringMethod], depth: Int) -> SearchPlan {
      var plan = plan
      plan.methods = methods
      plan.depths = [depth]
      plan.alphas = [1]
      plan.decidedAlphas = nil
      return plan
    }
    if plan.methods.contains(.emd) {
      var emd = alone([.emd], depth: Self.candidates)
      // The first pictures may be without landmarks, which cost little time.
      let weightings = emd.weightings.filter { !$0.needsLandmarks }
      let share = Double(emd.weightings.count) / Double(max(1, weightings.count))
      emd.weightings = weightings.isEmpty ? [.uniform] : weightings
      emd.solvers.removeAll { $0 == .published }
      if !emd.solvers.isEmpty {
        result.emd = share * (try time(emd, candidates: Self.candidates))
      }
      if publishes || plan.solvers.contains(.published) {
        emd.solvers = [.published]
        result.published = share * (try time(emd, candidates: Self.candidates))
      }
      result.basis.append("\(queries.count * Self.candidates) transports of each kind")
    }
    let others = Set(plan.methods + search.untrained).sorted().filter { $0.reranks && $0 != .emd }
    for method in others {
      let few = try time(alone([method], depth: Self.pairs), candidates: Self.pairs)
      // Many pairs together are faster, so a fast network is timed with as many as a search has.
      let many = min(
        Self.candidates, max(Self.pairs, Int(Self.pairBudgetSeconds / max(few, 1e-9))))
      result.pairs[method] =
        many > Self.pairs ? try time(alone([method], depth: many), candidates: many) : few
      result.basis.append("\(queries.count * many) pairs by \(method.title)")
    }
    let reader = ShownPictureReader(
      shape: source.models.backbone.shape, gallery: gallery, landmarks: source.landmarks)
    let faces = queries
    let start = ContinuousClock.now
    _ = collectInParallel(count: faces.count) { place, _ in
      (try? reader.quality(of: faces[place])) != nil
    }
    result.quality = seconds(ContinuousClock.now - start) / Double(faces.count)
    result.stage1 = stage1()
    return result
  }

  /// Seconds of a pair by each method, with pairs scored one by one on all threads, and of a picture by
  /// single-picture models.
  func pairs(
    _ plan: SearchPlan, _ chosen: ChosenScorers, registered: [RegisteredScorer]
  ) throws -> (pair: Double, picture: Double) {
    var clock = StageClock()
    var quiet = settings
    quiet.isQuiet = true
    quiet.isStrict = false
    let made = try chosen.scorers(gallery, quiet, times: &clock)
    let single = clock.stages.reduce(0) { $0 + $1.milliseconds } / 1000
    var plan = plan
    plan.methods = plan.methods.filter(\.reranks)
    guard !plan.methods.isEmpty else { return (0, single / Double(gallery.entries.count)) }
    plan.weightings = plan.weightings.map { $0.needsLandmarks ? .uniform : $0 }
    let search = try TwoStageSearch(
      gallery, source.models, registered, others: made.scorers, ownPictures: .none,
      landmarks: source.landmarks)
    let count = Self.pairs * Threads.count
    let (queries, size, wanted) = (queries, gallery.entries.count, plan)
    var time = 0.0
    // The first time warms up.
    for _ in 0..<2 {
      let start = ContinuousClock.now
      let results = collectInParallel(count: count) { place, _ in
        Result {
          try search.scores(
            queries[place % queries.count], [Neighbor(index: place % size, cosine: 0.5)], wanted)
        }
      }
      time = seconds(ContinuousClock.now - start) / Double(count)
      for result in results { _ = try result.get() }
    }
    return (time, single / Double(gallery.entries.count))
  }

  /// Seconds of a query with a gallery picture, of 64 queries and random embeddings of the same size.
  private func stage1() -> Double {
    let dimension = gallery.embeddingSize
    var generator = SeededGenerator(seed: 1)
    func rows(_ count: Int) -> [Float] {
      (0..<count).flatMap { _ -> [Float] in
        let row = (0..<dimension).map { _ in generator.unit() }
        let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return row.map { $0 / length }
      }
    }
    let search = EmbeddingSearch(EmbeddingMatrix(dimension: dimension, values: rows(Self.rows)))
    let many = MeasurementStage.blockSize
    let queries = rows(many)
    _ = search.nearest(to: queries, k: Self.candidates)
    let start = ContinuousClock.now
    _ = search.nearest(to: queries, k: Self.candidates)
    return seconds(ContinuousClock.now - start) / Double(many * Self.rows)
  }

  /// Seconds to explain one query.
  func explanation(_ plan: SearchPlan, registered: [RegisteredScorer]) throws -> Double {
    var plan = plan
    plan.weightings = plan.weightings.filter { !$0.needsLandmarks }
    if plan.weightings.isEmpty { plan.weightings = [.uniform] }
    plan.methods = [.stage1, .emd] + (source.models.reranker == nil ? [] : [.h2l])
    let search = try TwoStageSearch(
      gallery, source.models, registered, ownPictures: .none, landmarks: source.landmarks)
    let study = ExplanationStudy(search, source, plan, settings, seed: 1)
    var failures: [PictureFailure] = []
    let labeled = listed.prefix(1).map {
      ListedPicture(path: $0.path, location: $0.location, label: $0.label ?? "a")
    }
    let start = ContinuousClock.now
    _ = try study.results(labeled, count: 1, part: nil, failures: &failures)
    return seconds(ContinuousClock.now - start)
  }
}
