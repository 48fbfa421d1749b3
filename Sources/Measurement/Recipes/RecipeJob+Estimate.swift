import Basics
import Datasets
import Faces
import Identification
import Networks
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A set of pictures before the work: where they are now, and what must be made of them.
struct RecipeSetPreview {
  enum Making: Hashable {
    case aligned(String)
    case changed(OccluderKind, String)
  }

  /// The pictures that are there.
  let path: String
  /// How they are listed.
  let set: Recipe.PictureSet
  /// In order; empty if `path` is used as it is.
  let makings: [Making]
}

extension RecipeJob {
  /// Searches of a part with one network.
  private struct PlannedSearch {
    let run: Run
    let load: SearchLoad
    let settings: JobSettings
    /// The number of pictures whose features are computed.
    let pictures: Int
    /// The set whose first pictures are timed.
    let first: RecipeSetPreview
    let makings: [(making: RecipeSetPreview.Making, pictures: Int, preview: RecipeSetPreview)]
    let explained: Int
  }

  /// Prints what the parts contain and an estimate of the time.
  ///
  /// - Throws: `JobError` if it is too long to be begun unasked.
  func checkTime(
    _ parts: [Recipe.Part], _ runs: [Run], _ files: RecipeModels, _ sets: RecipeData
  ) throws {
    guard !(estimates.isConfirmed && settings.isQuiet) else { return }
    var planned: [PlannedSearch] = []
    for run in runs {
      planned += try searches(of: run, parts, files, sets, isFirst: planned.isEmpty)
    }
    let pictures = planned.reduce(0) { $0 + $1.pictures }
    let pairs = planned.reduce(0) { $0 + $1.load.pairs }
    guard pictures >= estimates.leastPictures || pairs >= Double(estimates.leastPairs) else {
      return
    }
    var estimate = WorkEstimate()
    let folder = try makeTemporaryFolder("facet-estimate")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var made: Set<RecipeSetPreview.Making> = []
    for run in runs {
      let own = planned.filter { $0.run.name == run.name }
      guard let first = own.first else { continue }
      var trial = MakingTrial(folder: "\(folder)/\(run.file.architecture)", job: self, run: run)
      for search in own {
        for (making, count, preview) in search.makings where made.insert(making).inserted {
          // Changed copies are made of aligned faces, which come first.
          let seconds = try trial.seconds(
            making, of: trial.aligned(preview, before: making) ?? listingOf(preview).pictures)
          estimate.add(basis: "copies of the first \(min(count, MakingTrial.pictures)) pictures")
          switch making {
          case .aligned: estimate.add("aligned faces", Double(count) * seconds)
          case .changed: estimate.add("changed copies", Double(count) * seconds)
          }
        }
      }
      var probes: [String: SpeedProbe] = [:]
      var speeds: [String: SpeedProbe.Search] = [:]
      for search in own {
        let sorted = try SortedModels(search.settings)
        let models = try Models(sorted.settings)
        let source = PictureSource(
          models: models, listing: ListingOptions(), isQuiet: true, isStrict: false)
        let probeKey = search.settings.reranker ?? ""
        if probes[probeKey] == nil {
          probes[probeKey] = try SpeedProbe(
            source, search.settings,
            trial.aligned(first.first) ?? listingOf(first.first).pictures,
            blockSize: recipe.kind == .timing ? 1 : MeasurementStage.blockSize)
        }
        guard let probe = probes[probeKey] else { return }
        let plan = search.load.plan
        let key = "\(probeKey) \(plan.methods) \(plan.grids) \(plan.weightings) \(plan.solvers)"
        if speeds[key] == nil {
          let chosen = try ChosenScorers(
            plan.methods, models: models, registered: [.h2l], transformers: sorted.transformers)
          speeds[key] = try probe.search(
            plan, chosen, registered: RegisteredScorer.standard, publishes: search.load.publishes)
        }
        estimate.add("features", Double(search.pictures) * probe.picture)
        estimate.add(basis: "the first \(probe.pictureCount) pictures")
        estimate.add(search.load, speeds[key]!)
        if search.explained > 0 {
          estimate.add(
            "explanations",
            Double(search.explained)
              * (try probe.explanation(plan, registered: RegisteredScorer.standard)))
          estimate.add(basis: "one explanation")
        }
      }
    }
    try estimates.check(
      estimate, title: recipe.name, isPart: sample != nil, isQuiet: settings.isQuiet)
  }

  private func listingOf(_ preview: RecipeSetPreview) throws -> PictureListing {
    try listing(preview.set, preview.path, isQuiet: true)
  }

  /// Returns what a network has to do, and prints the counts of each part.
  private func searches(
    of run: Run, _ parts: [Recipe.Part], _ files: RecipeModels, _ sets: RecipeData, isFirst: Bool
  ) throws -> [PlannedSearch] {
    let digest = try ModelFile(path: run.file.path).digest.hexadecimal
    var galleries: Set<String> = []
    var planned: [PlannedSearch] = []
    for part in parts {
      func preview(_ set: Recipe.PictureSet) -> RecipeSetPreview {
        sets.preview(of: set, settings: settings, architecture: run.file.architecture)
      }
      let (ofQueries, ofGallery) = (preview(part.queries!), preview(part.gallery!))
      let all = try listing(part.queries!, at: ofQueries)
      let gallery = try listing(part.gallery!, at: ofGallery)
      let queries = Sample.of(all.pictures, count: sample, seed: seed)
      let isSame =
        ofQueries.path == ofGallery.path && ofQueries.makings == ofGallery.makings
        && part.queries!.part == part.gallery!.part
      if isFirst { say(part, queries, gallery.pictures, isSame: isSame, makes: ofQueries.makings) }
      var own = settings
      own.model = run.file.path
      own.detector = nil
      own.landmarks = nil
      own.isQuiet = true
      own.reranker = transformerFile(part, files, digest)?.path
      for whole in [false, true] {
        let rows = part.rows.filter {
          $0.scorer != "ceiling" && $0.scorer.hasSuffix("-all") == whole
            && (own.reranker != nil || !$0.scorer.hasPrefix("h2l"))
        }
        guard let plan = plan(rows, part, whole: whole, gallery: gallery.pictures.count) else {
          continue
        }
        let isNew = galleries.insert(
          "\(ofGallery.path) \(part.gallery!.atLeast ?? 0) \(part.gallery!.part?.rawValue ?? "")"
        ).inserted
        planned.append(
          PlannedSearch(
            run: run,
            load: SearchLoad(
              queries: queries.count, gallery: gallery.pictures.count, plan: plan,
              rules: rules(part), strangers: whole ? .none : strangers,
              mates: SearchLoad.mates(of: queries, in: gallery.pictures.map(\.label))),
            settings: own,
            pictures: (isNew ? gallery.pictures.count : 0) + (isSame ? 0 : queries.count),
            first: ofGallery,
            makings: ofGallery.makings.map { ($0, gallery.pictures.count, ofGallery) }
              + ofQueries.makings.map { ($0, all.pictures.count, ofQueries) },
            explained: whole || !plan.methods.contains(.emd)
              ? 0 : min(explanations, queries.count)))
      }
    }
    return planned
  }

  /// The pictures of a set, as far as they are there; people with few pictures count as in the set.
  private func listing(
    _ set: Recipe.PictureSet, at preview: RecipeSetPreview
  ) throws -> PictureListing {
    var wanted = preview.set
    wanted.atLeast = set.atLeast
    return try listing(wanted, preview.path, isQuiet: true)
  }

  /// Prints the counts of a part.
  private func say(
    _ part: Recipe.Part, _ queries: [ListedPicture], _ gallery: [ListedPicture], isSame: Bool,
    makes: [RecipeSetPreview.Making]
  ) {
    guard !settings.isQuiet else { return }
    var counts: [String: Int] = [:]
    for label in gallery.compactMap(\.label) { counts[label, default: 0] += 1 }
    let alone = queries.count { picture in
      picture.label.map { (counts[$0] ?? 0) <= (isSame ? 1 : 0) } ?? true
    }
    let repeated = Preflight.comparisons(
      Preflight.Side(name: "gallery", pictures: gallery), nil, rule: .none
    ).count { $0.kind == .repeated || $0.kind == .labelConflict }
    func words(_ count: Int, _ one: String, _ many: String) -> String {
      "\(count) \(count == 1 ? one : many)"
    }
    var line = """
      \(part.name): \(words(queries.count, "query", "queries")) of \
      \(words(Set(queries.compactMap(\.label)).count, "person", "people")) against \
      \(words(gallery.count, "picture", "pictures")) of \(words(counts.count, "person", "people")); \
      \(alone) without a picture to find, \(words(repeated, "exact duplicate", "exact duplicates")) in \
      the gallery
      """
    for making in makes {
      switch making {
      case .aligned(let output): line += "; aligns into '\(output)'"
      case .changed(let kind, let output):
        line += "; makes changed copies (\(kind.rawValue)) in '\(output)'"
      }
    }
    writeToStandardError(displayed(line) + "\n")
  }
}

/// Makes aligned faces and changed copies of a few pictures, to see how long it takes.
private struct MakingTrial {
  /// A temporary folder.
  let folder: String
  let job: RecipeJob
  let run: RecipeJob.Run
  /// The folder of aligned faces of the first pictures.
  private var aligned: String?
  private var known: [String: Double] = [:]

  static let pictures = 10
  /// So many fewer pictures take what does not grow with them, such as opening a detector.
  private static let few = 2

  init(folder: String, job: RecipeJob, run: RecipeJob.Run) {
    self.folder = folder
    self.job = job
    self.run = run
  }

  /// Returns the aligned faces of the first pictures, if they have to be aligned.
  ///
  /// - Parameter making: What is made of them; `nil` if they are used as they are.
  func aligned(
    _ preview: RecipeSetPreview, before making: RecipeSetPreview.Making? = nil
  ) throws -> [ListedPicture]? {
    func isAlignment(_ making: RecipeSetPreview.Making) -> Bool {
      if case .aligned = making { true } else { false }
    }
    guard let aligned, making.map(isAlignment) != true, preview.makings.contains(where: isAlignment)
    else { return nil }
    return try PictureList.pictures(at: aligned)
  }

  /// Returns the seconds of a picture.
  mutating func seconds(
    _ making: RecipeSetPreview.Making, of pictures: [ListedPicture]
  ) throws -> Double {
    let name: String
    switch making {
    case .aligned: name = "aligned"
    case .changed(let kind, _): name = kind.rawValue
    }
    if let seconds = known[name] { return seconds }
    let all = try copies(of: pictures.prefix(Self.pictures), "\(folder)/\(name)-all")
    let few = try copies(of: pictures.prefix(Self.few), "\(folder)/\(name)-few")
    func time(_ pictures: String) throws -> Double {
      let start = ContinuousClock.now
      do {
        switch making {
        case .aligned:
          var settings = job.settings
          settings.queryListing = ListingOptions()
          _ = try job.makers.align(pictures, pictures + "-made", run.file.path, settings)
          aligned = pictures + "-made"
        case .changed(let kind, _):
          _ = try job.makers.occlude(
            pictures, pictures + "-made", kind, ListingOptions(), job.occlusionSeed)
        }
      } catch is JobError {
        // None of these few can be used; the time is what it takes to find out.
      }
      return Runs.seconds(ContinuousClock.now - start)
    }
    // The first time opens files that are not in memory yet.
    _ = try time(few)
    let short = try time(few)
    let long = try time(all)
    let more = Double(max(1, min(pictures.count, Self.pictures) - Self.few))
    let seconds = max(0, long - short) / more
    known[name] = seconds
    return seconds
  }

  /// Copies some pictures into a folder of their own.
  private func copies(of pictures: some Sequence<ListedPicture>, _ folder: String) throws -> String
  {
    try makeFolders(folder)
    for (place, picture) in pictures.enumerated() {
      guard let bytes = try? readFile(picture.location) else { continue }
      let ending = picture.location.split(separator: ".").last.map { ".\($0)" } ?? ""
      try AtomicFile.write(bytes, to: "\(folder)/\(place)\(ending)")
    }
    return folder
  }
}
