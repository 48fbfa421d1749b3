import Datasets
import Identification
import Runs

extension EvaluateJob {
  /// Estimates the time of this run, and prints it.
  ///
  /// - Throws: `JobError` if it is too long to be begun unasked.
  func checkTime(
    _ sets: [[ListedPicture]], _ prepared: PictureSource.PreparedGallery, _ source: PictureSource,
    _ plan: SearchPlan, _ chosen: ChosenScorers
  ) throws {
    if case .merged = part { return }
    // Nothing is left to say.
    guard !(estimates.isConfirmed && settings.isQuiet) else { return }
    let own = sets.map { pictures in
      part.shard.map { Array(pictures[$0.range(of: pictures.count, blockSize: blockSize)]) }
        ?? pictures
    }
    let queries = own.flatMap { $0 }
    let gallery: [ListedPicture]
    let mates: Double
    let galleryCount: Int
    switch prepared.contents {
    case .pictures(let listing):
      gallery = listing.pictures
      galleryCount = gallery.count
      mates = SearchLoad.mates(of: queries, in: gallery.map(\.label))
    case .enrolled(let file):
      gallery = []
      galleryCount = file.entries.count
      mates = SearchLoad.mates(of: queries, in: file.entries.lazy.map(\.label))
    }
    let load = SearchLoad(
      queries: queries.count, gallery: galleryCount, plan: plan,
      rules: protocols.map { ProtocolRule($0) }, strangers: strangers, mates: mates)
    guard
      gallery.count + queries.count >= estimates.leastPictures
        || load.pairs >= Double(estimates.leastPairs),
      let probe = try SpeedProbe(
        source, settings, gallery.isEmpty ? queries : gallery, blockSize: isTimed ? 1 : blockSize)
    else { return }
    var estimate = WorkEstimate()
    estimate.add("features", Double(gallery.count + queries.count) * probe.picture)
    estimate.add(basis: "the first \(probe.pictureCount) pictures")
    estimate.add(
      load,
      try probe.search(plan, chosen, registered: registered, publishes: load.publishes))
    if explanations > 0 {
      let count = own.reduce(0) { $0 + min(explanations, $1.count) }
      estimate.add(
        "explanations", Double(count) * (try probe.explanation(plan, registered: registered)))
      estimate.add(basis: "one explanation")
    }
    try estimates.check(
      estimate, title: "This measurement", isPart: sample != nil || part.shard != nil,
      isQuiet: settings.isQuiet)
  }
}
