import Datasets
import Identification
import Networks
import Runs

extension RecipeJob {
  /// A method that scores the pairs of a part.
  private struct PairMethod {
    let method: ScoringMethod
    let weightings: [PatchWeighting]
    let settings: JobSettings
  }

  /// Prints an estimate of the time of a table or a grid of pairs.
  ///
  /// - Throws: `JobError` if it is too long to be begun unasked.
  func checkTime(
    ofPairs runs: [PairRun], _ parts: [Recipe.Part], _ files: RecipeModels, _ sets: RecipeData
  ) throws {
    guard !(estimates.isConfirmed && settings.isQuiet) else { return }
    var all:
      [(base: JobSettings, pairs: FacePairs, pictures: [ListedPicture], rows: [PairMethod])] =
        []
    for run in runs {
      for part in parts {
        let (path, base) = try pairFile(part, sets, run)
        let pairs = try FacePairs(at: path)
        all.append(
          (
            base, pairs, pairs.pictures(path: path, root: base.galleryListing.root),
            try methods(part, run, base, files)
          ))
      }
    }
    let pictures = all.reduce(0) { $0 + $1.pictures.count }
    let pairs = all.reduce(0) { $0 + $1.pairs.pairs.count * $1.rows.count }
    guard pictures >= estimates.leastPictures || pairs >= estimates.leastPairs else { return }
    var estimate = WorkEstimate()
    for (base, pairs, pictures, rows) in all {
      var probe: SpeedProbe?
      for row in rows {
        let sorted = try SortedModels(row.settings)
        let models = try Models(sorted.settings)
        let source = PictureSource(
          models: models, listing: ListingOptions(), isQuiet: true, isStrict: false)
        if probe == nil {
          probe = try SpeedProbe(
            source, base, pictures, blockSize: MeasurementStage.blockSize)
          guard let probe else { return }
          estimate.add("features", Double(pictures.count) * probe.picture)
          estimate.add(basis: "the first \(probe.pictureCount) pictures")
        }
        guard row.method != .stage1 else { continue }
        // With this row's models.
        guard
          let own = try SpeedProbe(source, base, Array(pictures.prefix(16)), blockSize: 16)
        else { return }
        let plan = SearchPlan(
          methods: [row.method], grids: [settings.identification.grid],
          solvers: [settings.identification.solver], weightings: row.weightings,
          epsilon: settings.identification.epsilon, depths: [1], alphas: [1])
        let chosen = try ChosenScorers(
          [row.method], models: models, registered: [.h2l], transformers: sorted.transformers)
        let speed = try own.pairs(plan, chosen, registered: RegisteredScorer.standard)
        estimate.add(
          row.method.title,
          Double(pairs.pairs.count) * speed.pair + Double(pictures.count) * speed.picture)
        estimate.add(basis: "the first faces by \(row.method.title)")
      }
    }
    try estimates.check(
      estimate, title: recipe.name, isPart: false, takesSample: false, isQuiet: settings.isQuiet)
  }

  /// Returns the rows of a part that can be measured; for a grid, one for each file.
  private func methods(
    _ part: Recipe.Part, _ run: PairRun, _ base: JobSettings, _ files: RecipeModels
  ) throws -> [PairMethod] {
    if recipe.kind == .grid {
      return [PairMethod(method: .stage1, weightings: [.apc], settings: base)]
        + (try gridFiles(files, run)).map { file in
          var settings = base
          settings.reranker = file.path
          return PairMethod(method: .h2l, weightings: [.apc], settings: settings)
        }
    }
    let digest = try ModelFile(path: run.file.path).digest.hexadecimal
    return part.rows.compactMap { row in
      guard let method = ScoringMethod(rawValue: row.scorer) else { return nil }
      var settings = base
      if method != .stage1, method != .emd {
        guard
          let file = files.transformer(
            row.scorer, depth: row.depth, heads: row.heads, backbone: digest)
        else { return nil }
        if method.reranks {
          settings.reranker = file.path
        } else {
          settings.model += ",\(file.path)"
        }
      }
      return PairMethod(method: method, weightings: row.weights ?? [.apc], settings: settings)
    }
  }
}
