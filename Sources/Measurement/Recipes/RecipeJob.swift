import Basics
import Datasets
import Evidence
import Faces
import Identification
import Networks
import Runs
import Statistics

/// The job of `facet evaluate --recipe`: measures the rows of a table on the data sets and networks of a
/// user, by the published protocol and strictly, from one ranking.
package struct RecipeJob: Sendable {
  package var recipe: Recipe
  /// The folder with a sub-folder for each data set.
  package var data: String?
  /// Other places, by the names of sets.
  package var places: [String: String] = [:]
  /// The folder of model files.
  package var models: String?
  /// A backbone to measure in place of those of the recipe, whose published values are then no
  /// comparison.
  package var model: String?
  /// Transformers beside those of the folder.
  package var rerankers: [String] = []
  /// The folder for what is made: aligned faces and changed copies.
  package var work: String
  /// Only parts and models whose name contains this.
  package var only: String?
  package var sample: Int?
  package var seed: UInt64 = 1
  /// The seed of the changed copies.
  package var occlusionSeed: UInt64 = 3
  package var limits = EvaluateJob.defaultLimits
  package var strangers = StrangerSource.own
  package var fusion = FusionChoice()
  package var comparison = ComparisonChoice()
  /// The number of queries of each part whose explanations are measured.
  package var explanations = 0
  /// The number of draws of people for the bands of curves and for the errors over the share discarded.
  package var resamples = DiscardGain.resamples
  /// How many gains, and how many losses, of each part are shown with pictures.
  package var gains = 0
  package var estimates = EstimateRule()
  package var settings: JobSettings
  package var makers: RecipeMakers

  package init(recipe: Recipe, settings: JobSettings, work: String, makers: RecipeMakers) {
    self.recipe = recipe
    self.settings = settings
    self.work = work
    self.makers = makers
  }

  /// A backbone that is run.
  struct Run {
    let name: String
    /// The name in the recipe whose published rows stand beside it.
    let published: String
    let file: RecipeModels.File
    /// Whether it is the network of the published rows.
    let isPublished: Bool
  }

  package func run() throws -> Evaluation {
    precondition(recipe.kind == .identification || recipe.kind == .timing)
    let isTimed = recipe.kind == .timing
    let load = isTimed ? TimingResults.systemLoad : nil
    var stages: [TimingResults.Stage] = []
    let files = try RecipeModels(
      folder: models, paths: [model].compactMap { $0 } + rerankers)
    let sets = RecipeData(folder: data, places: places, work: work)
    let parts = try chosenParts()
    let runs = try chosenRuns(files)
    var remarks = recipe.remarks ?? []
    try requireAll(parts, runs, files, sets)
    try checkTime(parts, runs, files, sets)
    var evaluation = Evaluation()
    var failures: [PictureFailure] = []
    var madePlaces: Set<String> = []
    /// Returns the place of a set; what failed when it was made counts once.
    func setPlace(_ set: Recipe.PictureSet, _ run: Run) throws -> String {
      let place = try sets.place(
        of: set, makers: makers, settings: settings, model: run.file.path,
        architecture: run.file.architecture, seed: occlusionSeed)
      if madePlaces.insert(place.path).inserted { failures += place.failures }
      return place.path
    }
    var doubtful: [DoubtfulSighting] = []
    var last: (Models, TwoStageSearch, SearchPlan, ChosenScorers, String)?
    var leftOut = 0
    for run in runs {
      var own = settings
      own.model = run.file.path
      own.ownPictures = .samePath
      let digest = try ModelFile(path: run.file.path).digest.hexadecimal
      var galleries: [String: PictureSource.OpenedGallery] = [:]
      for part in parts {
        let place = try setPlace(part.queries!, run)
        let galleryPlace = try setPlace(part.gallery!, run)
        let queries = try listing(part.queries!, place, isQuiet: settings.isQuiet)
        let gallery = try listing(
          part.gallery!, galleryPlace, isQuiet: settings.isQuiet)
        // Aligned faces need no detector any more.
        own.detector = nil
        own.landmarks = nil
        own.reranker = transformerFile(part, files, digest)?.path
        let sorted = try SortedModels(own)
        let opened = try Models(sorted.settings)
        let source = PictureSource(
          models: opened, listing: ListingOptions(), isQuiet: own.isQuiet, isStrict: own.isStrict)
        let key =
          "\(galleryPlace) \(part.gallery!.atLeast ?? 0) \(part.gallery!.part?.rawValue ?? "")"
        if galleries[key] == nil {
          galleries[key] = try source.gallery(
            PictureSource.PreparedGallery(
              path: galleryPlace, contents: .pictures(gallery)), needsLandmarks: false)
          failures += galleries[key]!.failures
          doubtful += galleries[key]!.gallery.doubtful
        }
        let faces = galleries[key]!.gallery
        var specifications = part.rows
        if specifications.contains(where: { $0.weights?.contains(.lmk) == true }),
          !hasLandmarks(queries, faces)
        {
          for place in specifications.indices {
            specifications[place].weights?.removeAll { $0 == .lmk }
          }
          remarks.append(
            "\(part.name): lmk is left out, because there are no 68 landmarks beside the pictures.")
        }
        if own.reranker == nil {
          specifications.removeAll { $0.scorer == "h2l" || $0.scorer == "h2l-all" }
          if specifications.count < part.rows.count {
            remarks.append("\(part.name): h2l is left out, because no H2L was given.")
          }
        }
        for whole in [false, true] {
          let rows = specifications.filter {
            $0.scorer != "ceiling" && $0.scorer.hasSuffix("-all") == whole
          }
          guard let plan = plan(rows, part, whole: whole, gallery: faces.entries.count) else {
            continue
          }
          var clock = StageClock(keepsQueries: isTimed)
          let chosen = try ChosenScorers(
            plan.methods, models: opened, registered: [.h2l], transformers: sorted.transformers)
          let made = try chosen.scorers(faces, own, times: &clock)
          let search = try TwoStageSearch(
            faces, opened, RegisteredScorer.standard, others: made.scorers,
            ownPictures: .samePath, landmarks: source.landmarks)
          let stage = MeasurementStage(
            source: source, search: search, settings: own, plan: plan, measured: plan.methods,
            rules: rules(part), strangers: whole ? .none : strangers, seed: seed,
            fusion: whole ? FusionChoice() : fusion, isTimed: isTimed)
          let measured = EvaluationPart(
            name: part.name + (whole ? ", whole gallery" : ""), isNamed: true,
            nameRule: RecipeData.base(part.queries!.set) == "cfp" ? .path : .file)
          let found = try stage.measure(
            measured,
            queriesToTake(
              queries, faces,
              // The frontal and the profile part of one set are different pictures.
              isSame: place == galleryPlace && part.queries!.part == part.gallery!.part),
            clock: clock)
          failures += found.failures
          doubtful += found.doubtful
          leftOut += found.tally.leftOut.count
          guard found.tally.count > 0 else {
            throw JobError(
              """
              None of the queries of '\(part.name)' can be measured. \
              \(found.failures.first?.description ?? "")
              """)
          }
          if !whole { remarks.append(counts(part, found.tally, faces.entries.count)) }
          if !whole, explanations > 0, plan.methods.contains(.emd) {
            evaluation.explanations += [
              try ExplanationStudy(search, source, plan, own, seed: seed).results(
                queries.pictures, count: explanations, part: part.name, failures: &failures)
            ].compactMap(\.self)
          }
          if !whole, gains > 0 {
            evaluation.gains += [try GainStudy(found.tally, stage)?.gains(gains)].compactMap(\.self)
          }
          evaluation.add(
            found.tally, queries: place, search, measured,
            RowOptions(
              strangers: whole ? .none : strangers, limits: limits, seed: seed,
              model: runs.count > 1 || recipe.models.count > 1 ? run.name : nil,
              comparison: comparison, resamples: resamples)
          ) { row, setting in
            add(published: &row, setting, part, run, whole: whole)
          }
          if isTimed {
            stages += found.tally.times.stages(part: measured.shownName)
            if !whole, let own = try TimingResults.Stage.report(stage, queries.pictures, measured) {
              stages.append(own)
            }
          }
          last = (opened, search, plan, chosen, galleryPlace)
        }
      }
    }
    try MappedFile.requireUnchanged()
    guard let last else {
      throw JobError("No rows of the recipe '\(recipe.name)' can be measured.")
    }
    if let model {
      remarks.append(
        """
        Measured with '\(model)', not with the networks of the thesis: no difference from the published \
        numbers is stated.
        """)
    }
    if isTimed {
      evaluation.timing = TimingResults(
        machine: machineDescription(), loadAverage: load, stages: stages, growth: [])
    }
    var seen: Set<String> = []
    evaluation.finish(
      settings: description(last, leftOut: leftOut), failures: failures, doubtful: doubtful,
      remarks: remarks.filter { seen.insert($0).inserted })
    evaluation.addRuns(
      models: Dictionary(uniqueKeysWithValues: runs.map { ($0.name, $0.published) })
    ) { run in
      guard run.searchProtocol == .published else { return nil }
      return recipe.published?.first { entry in
        entry.part == run.part && entry.model == run.model && entry.scorer == run.scorer.rawValue
          && entry.weights == run.weights && (run.grid == nil || entry.grid == run.grid)
      }.map {
        EvaluationResults.Values(
          precisionAt1: $0.precisionAt1Deviation, rPrecision: $0.rPrecisionDeviation,
          meanAveragePrecisionAtR: $0.meanAveragePrecisionAtRDeviation)
      }
    }
    evaluation.title = recipe.title
    evaluation.thesis = recipe.thesis
    return evaluation
  }

  // MARK: What is measured

  private func chosenParts() throws -> [Recipe.Part] {
    guard let only, chosenModels(only).isEmpty else { return recipe.parts }
    let parts = recipe.parts.thoseNamed(only, by: \.name)
    guard !parts.isEmpty else {
      let names = recipe.parts.map(\.name) + recipe.models.map(\.name)
      throw JobError(
        "--only '\(only)' fits neither a part nor a model of '\(recipe.name)'. It has "
          + names.map { "'\($0)'" }.named(atMost: 30) + ".", status: .usage)
    }
    return parts
  }

  private func chosenModels(_ only: String) -> [Recipe.Model] {
    recipe.models.thoseNamed(only, by: \.name)
  }

  /// The models that `only` names, or all if it names none.
  private var wantedModels: [Recipe.Model] {
    let chosen = only.map(chosenModels) ?? []
    return chosen.isEmpty ? recipe.models : chosen
  }

  private func chosenRuns(_ files: RecipeModels) throws -> [Run] {
    if let model {
      let own = files.files.first { $0.path == model }!
      let named = recipe.models[0]
      return [
        Run(
          name: own.architecture, published: named.name, file: own,
          isPublished: own.architecture == named.architecture)
      ]
    }
    return wantedModels.flatMap { model in
      let found = files.backbones(model)
      return found.enumerated().map { place, file in
        Run(
          name: found.count > 1 ? "\(model.name) \(place + 1)" : model.name, published: model.name,
          file: file, isPublished: true)
      }
    }
  }

  /// - Throws: `JobError` with everything that is missing.
  private func requireAll(
    _ parts: [Recipe.Part], _ runs: [Run], _ files: RecipeModels, _ sets: RecipeData
  ) throws {
    var missing: [String] = []
    for part in parts {
      for set in [part.queries, part.gallery].compactMap({ $0 }) where !sets.isAvailable(set) {
        missing.append(sets.missing(set))
      }
    }
    if model == nil {
      for model in wantedModels where !runs.contains(where: { $0.published == model.name }) {
        guard let architecture = model.architecture else {
          missing.append("a backbone (give one with --model)")
          continue
        }
        missing.append(
          model.repeat.map { names in
            "the models of \(model.name) (\(names.map { "\($0).safetensors" }.joined(separator: ", ")))"
          } ?? "a model '\(architecture)' of \(model.name) (import one with 'facet model import')")
      }
      for run in runs {
        let digest = try ModelFile(path: run.file.path).digest.hexadecimal
        for part in parts {
          for row in part.rows where row.scorer.hasPrefix("h2l") && row.depth != nil {
            guard
              files.transformer(row.scorer, depth: row.depth, heads: row.heads, backbone: digest)
                == nil
            else { continue }
            missing.append(
              "an H2L of depth \(row.depth!) with \(row.heads ?? 1) heads for \(run.name)")
          }
        }
      }
    }
    guard missing.isEmpty else {
      var seen: Set<String> = []
      let list = missing.filter { seen.insert($0).inserted }
      let present =
        Set(
          parts.flatMap { [$0.queries, $0.gallery] }.compactMap { set in
            set.flatMap { sets.isAvailable($0) ? $0.from ?? $0.set : nil }
          }
        ).sorted() + Set(runs.map(\.file.architecture)).sorted()
      throw JobError(
        """
        \(recipe.name) needs: \(list.joined(separator: "; ")). \
        Present: \(present.isEmpty ? "nothing" : present.joined(separator: ", ")). \
        --only TEXT measures what can be measured; --model FILE takes another network.
        """)
    }
  }

  func listing(
    _ set: Recipe.PictureSet, _ path: String, isQuiet: Bool
  ) throws -> PictureListing {
    var listing = try listPictures(
      at: path, options: RecipeData.options(set, at: path), title: set.set, isQuiet: isQuiet)
    if let least = set.atLeast {
      var counts: [String: Int] = [:]
      for picture in listing.pictures {
        if let label = picture.label { counts[label, default: 0] += 1 }
      }
      listing = listing.keeping { $0.label.map { counts[$0]! >= least } ?? false }
    }
    return listing
  }

  private func queriesToTake(
    _ listing: PictureListing, _ gallery: Gallery, isSame: Bool
  ) -> MeasurementStage.Queries {
    let pictures = Sample.of(listing.pictures, count: sample, seed: seed)
    guard isSame else { return .pictures(pictures) }
    // The features of the gallery are known already.
    let wanted = Set(pictures.map(\.path))
    return .ofGallery(gallery.entries.indices.filter { wanted.contains(gallery.entries[$0].path) })
  }

  private func hasLandmarks(_ queries: PictureListing, _ gallery: Gallery) -> Bool {
    let reader = LandmarkReader()
    guard let first = queries.pictures.first?.location, let other = gallery.locations.first else {
      return false
    }
    return (try? reader.hasLandmarks(at: first, nil)) == true
      && (try? reader.hasLandmarks(at: other, nil)) == true
  }

  func transformerFile(
    _ part: Recipe.Part, _ files: RecipeModels, _ digest: String
  ) -> RecipeModels.File? {
    part.rows.first { $0.scorer.hasPrefix("h2l") }.flatMap {
      files.transformer($0.scorer, depth: $0.depth, heads: $0.heads, backbone: digest)
    }
  }

  /// - Returns: `nil` if there are no such rows.
  func plan(
    _ rows: [Recipe.RowSpecification], _ part: Recipe.Part, whole: Bool, gallery: Int
  ) -> SearchPlan? {
    func methods() -> [ScoringMethod] {
      var methods: [ScoringMethod] = whole ? [.stage1] : []
      for row in rows {
        let name = row.scorer.hasSuffix("-all") ? String(row.scorer.dropLast(4)) : row.scorer
        if let method = ScoringMethod(rawValue: name), !methods.contains(method) {
          methods.append(method)
        }
      }
      return methods.sorted()
    }
    guard !rows.isEmpty else { return nil }
    let transports = rows.filter { $0.scorer.hasPrefix("emd") }
    func unique<Value: Hashable>(_ values: [Value], _ standard: Value) -> [Value] {
      var seen: Set<Value> = []
      let kept = values.filter { seen.insert($0).inserted }
      return kept.isEmpty ? [standard] : kept
    }
    return SearchPlan(
      methods: methods(), grids: unique(transports.flatMap { $0.grid ?? [] }, .native),
      solvers: [settings.identification.solver],
      weightings: unique(transports.flatMap { $0.weights ?? [] }, .apc),
      epsilon: settings.identification.epsilon, depths: whole ? [gallery] : recipe.k ?? [100],
      alphas: whole ? [1] : part.alpha ?? [0.7])
  }

  /// The published protocol, the thesis's formulas where they differ, and the strict protocol.
  func rules(_ part: Recipe.Part) -> [ProtocolRule] {
    let own: ProtocolRule.OwnPictures = part.ownPicture == .in ? .inGallery : .out
    let published = ProtocolRule(.published, own: own, countsOwn: part.relevant == .withOwn)
    let thesis = ProtocolRule(.thesis, own: own, countsOwn: false)
    let strict = ProtocolRule(.strict)
    if recipe.searchProtocol == .strict { return [strict] }
    return own == .inGallery ? [published, thesis, strict] : [published, strict]
  }

  // MARK: What was published

  private func add(
    published row: inout EvaluationResults.Row, _ setting: RankingSetting, _ part: Recipe.Part,
    _ run: Run, whole: Bool
  ) {
    guard row.searchProtocol == .published else { return }
    let scorer = setting.method.rawValue + (whole && setting.method != .stage1 ? "-all" : "")
    let printed = recipe.published?.first { entry in
      entry.part == part.name && entry.model == run.published && entry.scorer == scorer
        && entry.weights == setting.transport?.weighting
        && (setting.transport == nil || entry.grid == setting.transport?.grid.rawValue)
    }
    row.publishedSeconds = printed?.seconds
    guard let printed, printed.precisionAt1 != nil else { return }
    row.published = EvaluationResults.Values(
      precisionAt1: printed.precisionAt1, rPrecision: printed.rPrecision,
      meanAveragePrecisionAtR: printed.meanAveragePrecisionAtR)
    guard run.isPublished else { return }
    row.difference = EvaluationResults.Values(
      precisionAt1: printed.precisionAt1.map { row.precisionAt1 - $0 },
      rPrecision: printed.rPrecision.map { row.rPrecision - $0 },
      meanAveragePrecisionAtR: printed.meanAveragePrecisionAtR.map {
        row.meanAveragePrecisionAtR - $0
      })
  }

  private func counts(_ part: Recipe.Part, _ tally: EvaluationTally, _ gallery: Int) -> String {
    let people = Set(tally.queries.map(\.person)).count
    let published = [
      part.counts?.queries.map { "\($0) queries" }, part.counts?.people.map { "\($0) people" },
    ].compactMap { $0 }.joined(separator: " of ")
    let own = tally.queries.count { $0.leftOut > 0 }
    return """
      \(part.name): \(tally.count) queries of \(people) people against \(gallery) pictures\
      \(published.isEmpty ? "" : " (published: \(published))"); \(own) of the queries have their own \
      photograph in the gallery.
      """
  }

  private func description(
    _ last: (Models, TwoStageSearch, SearchPlan, ChosenScorers, String), leftOut: Int
  ) -> EvaluationResults.Settings {
    let (models, search, plan, chosen, gallery) = last
    var tools = MeasurementTools(models, search, plan, settings)
    tools.solver = recipe.searchProtocol == .strict ? tools.solver : "published, \(tools.solver)"
    return EvaluationResults.Settings(
      subject: EvaluationResults.Subject(
        queries: recipe.name, gallery: gallery, galleryCount: search.gallery.entries.count,
        gallerySHA256: search.gallery.digest.hexadecimal, topK: plan.depths[0], topKs: nil,
        leaveOut: .samePath, leftOut: leftOut, models: chosen.files.isEmpty ? nil : chosen.files,
        absent: nil, sample: sample, seed: seed, resamples: resamples), tools: tools)
  }
}

extension Array {
  /// Returns the elements whose name begins with a text; if there are none, those whose name contains it. Case does
  /// not count.
  func thoseNamed(_ text: String, by name: (Element) -> String) -> [Element] {
    let text = text.lowercased()
    let beginning = filter { name($0).lowercased().hasPrefix(text) }
    return beginning.isEmpty ? filter { name($0).lowercased().contains(text) } : beginning
  }
}
