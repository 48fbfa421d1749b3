import Basics
import Datasets
import Evidence
import Identification
import Networks
import Pictures
import Runs
import Study

/// From faces to a finished design: pairs, verdicts, explanations and the key.
struct StudyBuild {
  let job: WorksheetMakeJob
  let listed: StudyCandidates
  let made: [StudyPictureMaker.Made]
  let secret: StudySecret
  let models: StudyModels

  struct Built {
    var key: StudyKey
    let tiles: TilePictures
    /// The people and pictures in the pairs of the study.
    let people: Int
    let pictures: Int
  }

  private var design: StudyDesign { job.design }
  private var backbone: any Backbone { models.models.backbone }

  func built() throws -> Built {
    let faces = try poolFaces()
    var pool = pool(faces)
    guard !pool.same.isEmpty, !pool.different.isEmpty else {
      throw JobError(
        """
        '\(job.origin.path)' does not give pairs of both kinds: \(pool.same.count) pairs of one person, \
        \(pool.different.count) of different people.
        """)
    }
    let most =
      design.modelWrong == nil ? WorksheetMakeJob.thresholdPairs : WorksheetMakeJob.judgedPairs
    let sample = pool.sample(most, secret.generator("threshold"))
    if design.modelWrong != nil {
      // Only pairs whose verdict is known; their thirds are those of all pairs.
      pool.same = sample.same.map { pool.same[$0] }
      pool.different = sample.different.map { pool.different[$0] }
    }
    let sampled: (same: [Int], different: [Int]) =
      design.modelWrong == nil
      ? sample : (Array(pool.same.indices), Array(pool.different.indices))
    var sampler = SetSampler(design: design, secret: secret, faces: faces.faces, pool: pool)
    let (embeddings, dimension) = (faces.embeddings, faces.dimension)
    sampler.likeness = { a, b in
      (0..<dimension).reduce(0.0) {
        $0 + Double(embeddings[a * dimension + $1] * embeddings[b * dimension + $1])
      }
    }
    let sampledPairs =
      sampled.same.map { pool.same[$0] } + sampled.different.map { pool.different[$0] }
    if design.modelWrong != nil {
      let wrong = try verdicts(of: sampledPairs, same: sampled.same.count)
      sampler.wrongSame = Array(wrong.prefix(sampled.same.count))
      sampler.wrongDifferent = Array(wrong.dropFirst(sampled.same.count))
    }
    let planned: [PlannedPair]
    do {
      planned = try sampler.pairs()
    } catch {
      throw JobError(error.description, status: .usage)
    }
    return try finished(planned, faces, sampledPairs, same: sampled.same.count)
  }

  // MARK: Pools

  private struct PoolFaces {
    let faces: [PoolFace]
    let embeddings: [Float]
    let dimension: Int
    /// The place in the list of candidates of each made face.
    let candidates: [Int]
  }

  /// Embeds all faces as they are without what is drawn over them: pairs that are chosen by these
  /// embeddings do not depend on coverings, so equal coverings do not show that two people are shown.
  private func poolFaces() throws -> PoolFaces {
    var places: [PathKey: Int] = [:]
    for (place, picture) in listed.pictures.enumerated() { places[PathKey(picture.path)] = place }
    let reader = FaceReader(backbone: backbone)
    let progress = Progress("Features", total: made.count, isQuiet: job.settings.isQuiet)
    var embeddings: [Float] = []
    let block = 4 * FaceReader.batchSize
    for start in stride(from: 0, to: made.count, by: block) {
      try Interruption.check()
      let part = made[start..<min(start + block, made.count)]
      let outcomes = try reader.faces(
        of: part.map { ListedPicture(path: $0.bareFile, location: $0.bareFile, label: nil) })
      for outcome in outcomes {
        guard case .computed(let face) = outcome else {
          throw JobError("A face that was just made cannot be read again. \(outcome)")
        }
        embeddings += Query(face, shape: backbone.shape).embedding
      }
      progress.update(min(start + block, made.count))
    }
    let candidates = made.map { places[PathKey($0.listed.path)]! }
    return PoolFaces(
      faces: zip(made, candidates).map {
        PoolFace(person: listed.people[$1], sha256: $0.sha256)
      }, embeddings: embeddings, dimension: backbone.shape.embeddingSize, candidates: candidates)
  }

  private func pool(_ faces: PoolFaces) -> PairPool {
    guard let pairs = listed.pairs else {
      return PairPool(
        faces.faces, embeddings: faces.embeddings, impostors: design.impostors,
        generator: secret.generator("pool", "different"))
    }
    var places: [Int: Int] = [:]
    for (place, candidate) in faces.candidates.enumerated() { places[candidate] = place }
    var kinds: [Bool: [PoolPair]] = [true: [], false: []]
    let dimension = faces.dimension
    for pair in pairs {
      guard let first = places[pair.first], let second = places[pair.second],
        faces.faces[first].sha256 != faces.faces[second].sha256,
        (faces.faces[first].person == faces.faces[second].person) == pair.isSame
      else { continue }
      let cosine = (0..<dimension).reduce(0.0) {
        $0
          + Double(
            faces.embeddings[first * dimension + $1] * faces.embeddings[second * dimension + $1])
      }
      kinds[pair.isSame]!.append(PoolPair(first: first, second: second, cosine: cosine))
    }
    return PairPool(same: kinds[true]!, different: kinds[false]!)
  }

  // MARK: Verdicts

  /// A face of the study: a made one, or its bare version.
  private struct Variant: Hashable {
    let face: Int
    let isBare: Bool
  }

  /// Opens faces for the engine.
  ///
  /// - Returns: The engine, and the place of each face in its gallery.
  private func engine(_ variants: [StudyPictureMaker.Made]) throws -> StudyEngine {
    let progress = Progress("Scores", total: variants.count, isQuiet: job.settings.isQuiet)
    let (gallery, summary) = try GalleryBuilder(backbone: backbone).gallery(
      of: variants.map { ListedPicture(path: $0.file, location: $0.file, label: nil) },
      earlier: nil, progress: progress.update)
    if let failure = summary.failures.first {
      throw JobError("A face that was just made cannot be read again. \(failure)")
    }
    var others: ByMethod<any Scorer> = [:]
    for (method, model) in models.transformers {
      others[method] = try TransformerScorer(model, gallery: gallery) { _ in }
    }
    return StudyEngine(
      search: try TwoStageSearch(gallery, models.models, RegisteredScorer.standard, others: others),
      methods: design.methods, settings: job.settings.identification)
  }

  /// Returns whether the EMD judges each pair wrongly.
  private func verdicts(of pairs: [PoolPair], same: Int) throws -> [Bool] {
    let needed = Set(pairs.flatMap { [$0.first, $0.second] }).sorted()
    var places: [Int: Int] = [:]
    for (place, face) in needed.enumerated() { places[face] = place }
    let engine = try self.engine(needed.map { made[$0] })
    let judge = StudyEngine(
      search: engine.search, methods: [.flow], settings: job.settings.identification)
    let at = places
    let scores = try collectInParallel(count: pairs.count) { place, _ in
      Result { try judge.scores(at[pairs[place].first]!, at[pairs[place].second]!).scores[.flow]! }
    }.map { try $0.get() }
    let threshold = BalancedThreshold.best(
      same: Array(scores.prefix(same)), different: Array(scores.dropFirst(same)))
    return scores.enumerated().map { ($1 >= threshold) != ($0 < same) }
  }

  // MARK: The key

  private func finished(
    _ planned: [PlannedPair], _ faces: PoolFaces, _ sampled: [PoolPair], same: Int
  ) throws -> Built {
    var order: [Variant] = []
    var places: [Variant: Int] = [:]
    func add(_ variant: Variant) {
      guard places[variant] == nil else { return }
      places[variant] = order.count
      order.append(variant)
    }
    for pair in planned {
      for face in [pair.first, pair.second] { add(Variant(face: face, isBare: pair.isBare)) }
    }
    for pair in sampled {
      for face in [pair.first, pair.second] { add(Variant(face: face, isBare: false)) }
    }
    let variants = order.map { $0.isBare ? made[$0.face].bare : made[$0.face] }
    let engine = try engine(variants)
    let at = places
    let judged = try collectInParallel(count: sampled.count) { place, _ in
      Result {
        try engine.scores(
          at[Variant(face: sampled[place].first, isBare: false)]!,
          at[Variant(face: sampled[place].second, isBare: false)]!
        ).scores
      }
    }.map { try $0.get() }
    var thresholds: [String: Double] = [:]
    for method in design.methods where method != .none {
      let scores = judged.map { $0[method]! }
      thresholds[method.rawValue] = BalancedThreshold.best(
        same: Array(scores.prefix(same)), different: Array(scores.dropFirst(same)))
    }
    try Interruption.check()
    let isQuiet = job.settings.isQuiet
    let progress = Progress("Pairs", total: planned.count, isQuiet: isQuiet)
    var shown = try collectInParallel(count: planned.count) { place, _ in
      Result {
        let pair = planned[place]
        let first = at[Variant(face: pair.first, isBare: pair.isBare)]!
        let second = at[Variant(face: pair.second, isBare: pair.isBare)]!
        return (
          scores: try engine.scores(first, second),
          explanations: try engine.explanations(first, second)
        )
      }
    }.map { try $0.get() }
    if design.methods.contains(.importance) {
      for (place, pair) in planned.enumerated() {
        try Interruption.check()
        shown[place].explanations[.importance] = try engine.importance(
          at[Variant(face: pair.first, isBare: pair.isBare)]!,
          at[Variant(face: pair.second, isBare: pair.isBare)]!, backbone: backbone)
        progress.update(place + 1)
      }
    }
    progress.update(planned.count)
    // The names of pairs say nothing about their kind.
    var generator = secret.generator("pair")
    let numbers = Array(1...planned.count).shuffled(using: &generator)
    let ids = numbers.map { number in
      let digits = String(number)
      return "p" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }
    func picture(_ face: Int, isBare: Bool) -> StudyKey.Picture {
      let own = made[face]
      return StudyKey.Picture(
        path: own.listed.path, label: listed.names[faces.faces[face].person], sha256: own.sha256,
        occluder: isBare ? "none" : own.occluder, occlusion: isBare ? nil : own.occlusion)
    }
    let pairs = planned.indices.map { place -> StudyKey.Pair in
      let pair = planned[place]
      return StudyKey.Pair(
        id: ids[place], kind: pair.kind, set: pair.set + 1, form: design.formNames[pair.form],
        same: pair.isSame, tercile: pair.tercile,
        first: picture(pair.first, isBare: pair.isBare),
        second: picture(pair.second, isBare: pair.isBare), cosine: shown[place].scores.cosine,
        scores: Dictionary(
          uniqueKeysWithValues: shown[place].scores.scores.map { ($0.key.rawValue, $0.value) }))
    }.sorted { $0.id < $1.id }
    let sheets = SheetPlanner(design: design, secret: secret).sheets(
      planned.indices.map { SheetPlanner.Entry(id: ids[$0], pair: planned[$0]) })
    let key = StudyKey(
      program: "facet \(programVersion)", title: job.title, secret: secret.text, seed: job.seed,
      methods: design.methods, advice: design.advice, twoStep: design.isTwoStep,
      exclude: job.exclude, thresholds: thresholds, models: models.files, pairs: pairs,
      sheets: sheets)
    let used = Set(planned.flatMap { [$0.first, $0.second] })
    return Built(
      key: key, tiles: try tiles(planned, ids, shown.map(\.explanations), variants, at),
      people: Set(used.map { faces.faces[$0].person }).count, pictures: used.count)
  }

  private func tiles(
    _ planned: [PlannedPair], _ ids: [String], _ explanations: [[StudyMethod: PairExplanation]],
    _ variants: [StudyPictureMaker.Made], _ places: [Variant: Int]
  ) throws -> TilePictures {
    let needed = Array(
      Set(
        planned.flatMap { pair in
          [pair.first, pair.second].map { places[Variant(face: $0, isBare: pair.isBare)]! }
        })
    ).sorted()
    let drawn = try collectInParallel(count: needed.count) { place, _ in
      Result {
        TilePictures.Face(try PictureFile(path: variants[needed[place]].file).picture)
      }
    }.map { try $0.get() }
    var faces: [Int: TilePictures.Face] = [:]
    for (place, face) in zip(needed, drawn) { faces[place] = face }
    var pairs: [String: TilePictures.Pair] = [:]
    for (place, pair) in planned.enumerated() {
      pairs[ids[place]] = TilePictures.Pair(
        first: faces[places[Variant(face: pair.first, isBare: pair.isBare)]!]!,
        second: faces[places[Variant(face: pair.second, isBare: pair.isBare)]!]!,
        explanations: explanations[place])
    }
    let shape = backbone.shape
    return TilePictures(
      pairs: pairs, aspect: Double(shape.inputHeight) / Double(shape.inputWidth))
  }
}
