import Basics
import Datasets
import Evidence
import Identification
import Runs

/// The share of explanations whose order of patches beats ten random orders, by deletion and by
/// insertion, over queries of which the person is known: `facet-benchmarks importance MODEL GALLERY
/// QUERIES...`, all of aligned faces.
enum ImportanceTable {
  /// One query of each person.
  private static let most = 30

  static func run(_ arguments: [String]) throws {
    guard arguments.count >= 3 else {
      print("facet-benchmarks importance MODEL GALLERY QUERIES...")
      return
    }
    var settings = JobSettings(model: arguments[0])
    settings.isQuiet = true
    settings.identification.solver = .exact
    let models = try Models(settings)
    let source = PictureSource(
      models: models, listing: ListingOptions(), isQuiet: true, isStrict: true)
    let opened = try source.gallery(try source.prepare(arguments[1]), needsLandmarks: false)
    let search = TwoStageSearch(gallery: opened.gallery, ownPictures: .samePath)
    let builder = EvidenceBuilder(
      search: search, settings: settings.identification, shape: models.backbone.shape, show: 1,
      backbone: models.backbone)
    let trial = ExplanationTrial(builder, backbone: models.backbone)
    let plan = SearchPlan(settings.identification, methods: [.stage1, .emd])
    print("| queries | n | map | score, gray | score, blur | margin, gray | margin, blur |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for path in arguments.dropFirst(2) {
      var outcomes: [ExplanationTrial.Outcome] = []
      var printed: [(score: MapJudgment, margin: MapJudgment?)] = []
      var pictures = 0
      try source.forEachBlock(of: try queries(path), size: most, failed: { throw $0 }) {
        queries, _, _ in
        for (query, neighbors) in zip(
          queries, search.stage1(queries, depth: settings.identification.topK))
        {
          let scores = try search.scores(query, neighbors, plan)
          let evidence = try builder.evidence(
            for: query, rankings: scores.rankings(plan),
            scores: scores.transportScores(plan.rankings[1]), notes: [])
          outcomes += try trial.outcomes(query, evidence)
          let importance = evidence.candidates[0].importance!
          printed.append((importance.score.judgment, importance.margin?.judgment))
          pictures += importance.pictures
        }
      }
      for map in ExplanationTrial.Map.allCases {
        let shares = ExplanationTrial.Number.allCases.flatMap { number in
          [MapJudgment.Filling.gray, .blur].map { filling in
            share(
              outcomes.filter {
                $0.map == map && $0.number == number && $0.judgment.filling == filling
              }.map(\.judgment))
          }
        }
        print(
          "| \(path.split(separator: "/").last!) | \(printed.count) | \(map.rawValue) | \(shares.joined(separator: " | ")) |"
        )
      }
      print(
        """
        In a report, against \(printed[0].score.randomOrders) random orders with \
        \(printed[0].score.filling.rawValue): score \(share(printed.map(\.score))) \
        (\(z(printed.map(\.score)))), margin \(share(printed.compactMap(\.margin))) \
        (\(z(printed.compactMap(\.margin)))); \(pictures / printed.count) pictures a query.
        """)
    }
  }

  /// One query of each of the first people, another number of picture for each.
  private static func queries(_ path: String) throws -> [ListedPicture] {
    let listing = try listPictures(
      at: path, options: ListingOptions(), title: "Queries", isQuiet: true)
    let people = Dictionary(grouping: listing.pictures) { $0.label ?? "" }
    return people.keys.sorted().prefix(most).enumerated().map { place, label in
      let pictures = people[label]!
      return pictures[(place * 7 + 3) % pictures.count]
    }
  }

  /// The share of the applicable judgments that beat all random orders both ways, in percent.
  private static func share(_ judgments: [MapJudgment]) -> String {
    let known = judgments.compactMap(\.beatsAll)
    guard !known.isEmpty else { return "none" }
    let text = fixed(100 * Double(known.count { $0 }) / Double(known.count), 0)
    return known.count == judgments.count ? text : "\(text) of \(known.count)"
  }

  /// The medians of z.
  private static func z(_ judgments: [MapJudgment]) -> String {
    let both = judgments.compactMap { judgment -> (Double, Double)? in
      guard case .judged(let deletion, let insertion) = judgment.outcome else { return nil }
      return (deletion.z, insertion.z)
    }
    guard !both.isEmpty else { return "no z" }
    func median(_ values: [Double]) -> String { fixed(values.sorted()[values.count / 2], 1) }
    return "z \(median(both.map(\.0))) deleting, \(median(both.map(\.1))) inserting"
  }
}
