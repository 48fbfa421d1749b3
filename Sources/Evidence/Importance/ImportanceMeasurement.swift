import Identification
import Networks
import Pictures

/// Measures which patches of a query matter for its shown candidates.
///
/// - Complexity: about 280 forward passes for 42 patches, 18 more for each shown candidate, and for each
///   picture a transport for every shown candidate and for one or two rivals.
struct ImportanceMeasurement {
  let search: TwoStageSearch
  let settings: IdentificationSettings
  let backbone: any Backbone
  /// Whether two gallery pictures show different people.
  let isOtherPerson: @Sendable (Int, Int) -> Bool

  /// The number of people among whom the best other person is looked for.
  static let people = 7
  private static let divisions = 3
  static let seed: UInt64 = 1

  /// - Parameters:
  ///   - face: The query's picture as the network saw it.
  ///   - shown: The explained candidates.
  ///   - ranking: The EMD's.
  /// - Returns: One for each shown candidate; empty if there is none.
  /// - Throws: As ranking does.
  func importance(
    _ query: Query, face: Picture, shown: [CandidateEvidence], _ ranking: Ranking
  ) throws -> [PatchImportance] {
    guard let first = shown.first else { return [] }
    let grid = Self.grid(first.explained.grid)
    let shownIndices = shown.map(\.galleryIndex)
    let (rivals, people) = rivals(shownIndices, ranking)
    let scoring = try CandidateScoring(
      search, query, shape: backbone.shape, shownIndices + rivals, needed: shownIndices.count,
      settings)
    let indices = shownIndices + rivals
    let others = shownIndices.map { index in
      indices.indices.filter { isOtherPerson(indices[$0], index) }
    }
    let estimation = MapEstimation(grid: grid, seed: Self.seed)
    let design = estimation.design
    let judge = MapJudge(
      filling: .blur,
      RandomCovers(patchCount: grid.count, divisions: Self.divisions, seed: Self.seed + 1),
      seed: Self.seed + 1)
    var scores = CoveredScores(face: face, grid: grid, backbone: backbone, scoring: scoring)
    try scores.measure(design.pictures + judge.randomPictures)

    var numbers: [ExplainedNumber] = []
    for place in shown.indices {
      numbers.append(ExplainedNumber(place: place, others: []))
      if !others[place].isEmpty {
        numbers.append(ExplainedNumber(place: place, others: others[place]))
      }
    }
    // The margin of the first candidate is refined on its own order; the pictures serve all maps.
    let refined = numbers.firstIndex { $0.place == 0 && !$0.others.isEmpty } ?? 0
    let maps = try estimation.maps(of: numbers, refining: refined, &scores)
    let flows = shown.map {
      redistributed($0.explained.queryContributions, from: $0.explained.grid, to: grid)
    }
    try scores.measure((maps + flows).flatMap(judge.pictures))

    func measured(_ place: Int) -> MeasuredMap {
      let number = numbers[place]
      func value(_ picture: CoveredPicture) -> Double { number(scores[picture]) }
      let (whole, empty) = (value(design.whole), value(design.empty))
      return MeasuredMap(
        values: maps[place],
        drops: (0..<grid.count).map { whole - value(design.picture(seeing: design.without($0))) },
        gains: (0..<grid.count).map { value(design.picture(seeing: PatchSubset([$0]))) - empty },
        whole: whole, empty: empty, judgment: judge.judgment(of: maps[place], value))
    }
    return shown.indices.map { place in
      let score = numbers.firstIndex { $0.place == place && $0.others.isEmpty }!
      let margin = numbers.firstIndex { $0.place == place && !$0.others.isEmpty }
      func judged(_ number: Int) -> MapJudgment {
        judge.judgment(of: flows[place]) { numbers[number](scores[$0]) }
      }
      return PatchImportance(
        grid: grid, score: measured(score), margin: margin.map(measured),
        people: people, flowJudgment: judged(score), flowMarginJudgment: margin.map(judged),
        decisive: shown[place].ranks[.emd] == 1
          ? decisive(
            place, others[place], indices,
            (0..<grid.count).map { scores[design.picture(seeing: design.without($0))] }) : [],
        pictures: scores.count)
    }
  }

  /// Measures the importance of each pixel by random masks.
  ///
  /// - Parameter count: The number of masks, and of forward passes.
  /// - Returns: One for each shown candidate.
  /// - Throws: As ranking does.
  func pixels(
    _ query: Query, face: Picture, shown: [CandidateEvidence], _ ranking: Ranking, masks count: Int
  ) throws -> [PixelImportance] {
    guard !shown.isEmpty else { return [] }
    let shownIndices = shown.map(\.galleryIndex)
    let indices = shownIndices + rivals(shownIndices, ranking).indices
    let scoring = try CandidateScoring(
      search, query, shape: backbone.shape, indices, needed: shown.count, settings)
    let masks = PixelMasks(
      width: face.width, height: face.height, count: count, seed: Self.seed)
    var scores: [[Double]] = []
    for start in stride(from: 0, to: count, by: 64) {
      let pictures = (start..<min(start + 64, count)).map { masks.picture($0, of: face) }
      scores += try scoring.scores(of: try backbone.features(of: pictures))
    }
    return shown.indices.map { place in
      let others = indices.indices.filter { isOtherPerson(indices[$0], shownIndices[place]) }
      func correlations(_ others: [Int]) -> [Double] {
        masks.correlations(scores.map(ExplainedNumber(place: place, others: others).callAsFunction))
      }
      return PixelImportance(
        width: face.width, height: face.height, masks: count, seed: Self.seed,
        score: correlations([]), margin: others.isEmpty ? nil : correlations(others))
    }
  }

  /// The grid of the maps: the ranking's, or 8x8 if that has too many patches to cover each.
  static func grid(_ grid: PatchGrid) -> PatchGrid {
    grid.count <= PatchSubset.mostPatches ? grid : .eightByEight
  }

  /// The first pictures of people who are not shown, in the ranking's order, and the number of people
  /// with those who are shown.
  func rivals(_ shown: [Int], _ ranking: Ranking) -> (indices: [Int], people: Int) {
    var people: [Int] = []
    func isNew(_ index: Int) -> Bool { people.allSatisfy { isOtherPerson($0, index) } }
    for index in shown where isNew(index) { people.append(index) }
    let shownPeople = people.count
    for candidate in ranking.candidates where candidate.similarity != nil {
      guard people.count < Self.people else { break }
      if isNew(candidate.galleryIndex) { people.append(candidate.galleryIndex) }
    }
    return (Array(people[shownPeople...]), people.count)
  }

  /// - Parameter scores: The scores with each patch covered.
  private func decisive(
    _ place: Int, _ others: [Int], _ indices: [Int], _ scores: [[Double]]
  ) -> [DecisivePatch] {
    scores.enumerated().compactMap { patch, scores in
      guard let best = others.max(by: { (scores[$0], $1) < (scores[$1], $0) }),
        scores[best] > scores[place]
      else { return nil }
      return DecisivePatch(
        patch: patch, galleryIndex: indices[best], lead: scores[best] - scores[place])
    }
  }
}

/// What a map explains, as a function of the scores of one picture by candidate.
struct ExplainedNumber {
  let place: Int
  let others: [Int]

  /// Without others the score, with others the margin over the best of them.
  func callAsFunction(_ scores: [Double]) -> Double {
    scores[place] - (others.lazy.map { scores[$0] }.max() ?? 0)
  }
}
