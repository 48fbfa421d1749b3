import Basics
import Identification
import Networks
import Statistics
import _TestSupport

@testable import Evidence

extension SyntheticEvidence {
  /// Adds what follows from rankings and flows by the program's own arithmetic, and invented
  /// measurements.
  func withContent(_ evidence: QueryEvidence, people: ResultPeople?) -> QueryEvidence {
    var evidence = evidence
    let layout = FaceLayout(inputWidth: faceWidth, inputHeight: faceHeight)
    if galleryCount > 0 {
      evidence.ledger = Ledger(
        rankings: evidence.rankings, alpha: alpha, listed: max(shownCount, 10)
      ) { evidence.exhibits[$0]?.label }
    }
    evidence.people = people
    evidence.calibration = calibration
    evidence.quality = quality("query")
    evidence.coveredArea = hasCovering ? coveredArea(layout) : nil
    for place in evidence.candidates.indices {
      let index = evidence.candidates[place].galleryIndex
      evidence.candidates[place].decomposition = decomposition(
        evidence.candidates[place].flowMaps.last!, index, layout)
      evidence.candidates[place].importance = hasImportance ? importance(index, people) : nil
      evidence.candidates[place].height = height(index, people)
      evidence.candidates[place].quality = quality("\(index)")
      evidence.candidates[place].comparability = Comparability(
        query: evidence.quality!, candidate: evidence.candidates[place].quality!,
        queryCovered: nil, candidateCovered: nil)
    }
    guard let people, let first = people.people.first,
      let height = evidence.candidates.first(where: { $0.galleryIndex == first.best })?.height
    else { return evidence }
    if let lead = people.lead {
      evidence.stability = QueryStability(
        lead: lead,
        copies: QueryStability.Change.all.enumerated().map { place, change in
          let changed = lead + (place.isMultiple(of: 2) ? 1 : -0.5) * stabilitySpread
          return QueryStability.Copy(
            change: change, cosine: 0.97 + 0.02 * unit("copy \(place)"),
            first: changed < 0 ? 1 : 0, lead: changed)
        }, people: people.people.count)
    }
    evidence.state = SearchState(
      people, voters: voters ?? methods, height: height, stability: evidence.stability)
    evidence.personContrasts = contrasts(evidence, people)
    return evidence
  }

  // MARK: The score as a sum

  private func decomposition(
    _ map: FlowMap, _ index: Int, _ layout: FaceLayout
  ) -> ScoreDecomposition {
    let count = map.grid.count
    let emd = (0..<count).map { patch in
      alpha
        * (patch * count..<(patch + 1) * count).reduce(0) { $0 + map.flow[$1] * map.similarity[$1] }
    }
    let constant = (1 - alpha) * 0.04
    let shares = HashedValues.unit("\(queryPath) cosine \(index)", count: count).map {
      Double($0) - 0.2
    }
    let whole = shares.reduce(0, +)
    let cosines = shares.map { ((1 - alpha) * cosine(index) - constant) * $0 / whole }
    return ScoreDecomposition(
      galleryIndex: index, grid: map.grid, alpha: alpha, emd: emd, cosine: cosines,
      constant: constant, isCosineSplit: true,
      total: emd.reduce(0, +) + cosines.reduce(0, +) + constant,
      regions: regions(map.grid, layout).map { region, patches in
        ScoreDecomposition.Region(
          region: region, patchCount: patches.count,
          emd: patches.reduce(0) { $0 + emd[$1] }, cosine: patches.reduce(0) { $0 + cosines[$1] })
      })
  }

  private func regions(
    _ grid: PatchGrid, _ layout: FaceLayout
  ) -> [(region: FaceRegion, patches: [Int])] {
    let all = Dictionary(grouping: 0..<grid.count) { layout.region(of: $0, on: grid) }
    return FaceRegion.allCases.compactMap { region in all[region].map { (region, $0) } }
  }

  /// The first person against the best picture of each other shown person.
  private func contrasts(_ evidence: QueryEvidence, _ people: ResultPeople) -> [PersonContrast] {
    let shown = people.people.prefix(shownCount).compactMap { person in
      evidence.candidates.first { $0.galleryIndex == person.best }
    }
    guard let first = shown.first?.decomposition else { return [] }
    let layout = FaceLayout(inputWidth: faceWidth, inputHeight: faceHeight)
    return shown.dropFirst().map { candidate in
      let other = candidate.decomposition!
      let emd = zip(first.emd, other.emd).map(-)
      let cosine = zip(first.cosine, other.cosine).map(-)
      return PersonContrast(
        galleryIndex: first.galleryIndex, otherIndex: other.galleryIndex, grid: first.grid,
        score: fused(.emd, first.galleryIndex), otherScore: fused(.emd, other.galleryIndex),
        emd: emd, likeness: emd.map { 0.75 * $0 }, cosine: cosine,
        constant: first.constant - other.constant,
        regions: regions(first.grid, layout).map { region, patches in
          PersonContrast.Region(
            region: region, patchCount: patches.count,
            emd: patches.reduce(0) { $0 + emd[$1] },
            cosine: patches.reduce(0) { $0 + cosine[$1] })
        }.sorted { abs($0.difference) > abs($1.difference) })
    }
  }

  // MARK: Measured importance

  private func importance(_ index: Int, _ people: ResultPeople?) -> PatchImportance {
    let own = people?.person(ofPicture: index)
    let rivals = (people?.people ?? []).prefix(4).filter { $0.letterIndex != own?.letterIndex }
      .map(\.best)
    let lead = own?.letterIndex == 0 ? people?.lead : nil
    return PatchImportance(
      grid: grid, score: measured("score \(index)", whole: fused(.emd, index), empty: 0.41),
      margin: rivals.isEmpty
        ? nil
        : measured("margin \(index)", whole: lead ?? -0.05, empty: lead.map { $0 - 0.2 } ?? 0),
      people: rivals.count + 1, flowJudgment: judgment(isBest: false),
      flowMarginJudgment: rivals.isEmpty ? nil : judgment(isBest: false),
      decisive: own?.letterIndex == 0
        ? decisivePatches.map {
          DecisivePatch(patch: $0, galleryIndex: rivals.first ?? 0, lead: 0.01)
        } : [], pictures: 2 * grid.count + 2)
  }

  private func measured(_ name: String, whole: Double, empty: Double) -> MeasuredMap {
    func values(_ kind: String) -> [Double] {
      HashedValues.unit("\(queryPath) \(kind) \(name)", count: grid.count).map {
        0.03 * Double($0) - 0.008
      }
    }
    return MeasuredMap(
      values: values("map"), drops: values("drops"), gains: values("gains"), whole: whole,
      empty: empty, judgment: judgment(isBest: true, from: whole, to: empty))
  }

  private func judgment(
    isBest: Bool, from whole: Double = 0.8, to empty: Double = 0.4
  ) -> MapJudgment {
    func curve(isDeletion: Bool) -> JudgedCurve {
      let shares = (0...10).map { Double($0) / 10 }
      let (start, end) = isDeletion ? (whole, empty) : (empty, whole)
      let values = shares.map {
        start + (end - start) * ($0 < 0.3 ? 2 * $0 : 0.6 + 4 * ($0 - 0.3) / 7)
      }
      let random = shares.map { start + (end - start) * $0 }
      return JudgedCurve(
        shares: shares, values: values, randomValues: random,
        area: values.reduce(0, +) / 11, randomMean: random.reduce(0, +) / 11,
        randomDeviation: 0.02, z: isBest ? 3.2 : 0.4, rank: isBest ? 1 : 19)
    }
    return MapJudgment(
      filling: .blur, randomOrders: 50, seed: 1,
      outcome: .judged(deletion: curve(isDeletion: true), insertion: curve(isDeletion: false)))
  }

  // MARK: The test set

  /// Two searches of each test person, with scores like those of the search itself.
  var calibration: Calibration? {
    guard testPeople > 0 else { return nil }
    func search(_ number: Int, _ method: ScoringMethod) -> TestSearch {
      let person = number / 2
      func value(_ name: String) -> Double {
        Double(HashedValues.unit("test \(method.rawValue) \(name) \(number)", count: 1)[0])
      }
      return TestSearch(
        person: person, wrong: 0.42 + 0.24 * value("wrong"),
        wrongPerson: (person + 1 + number % 7) % testPeople,
        right: number % 40 == 39 ? [] : [0.6 + 0.28 * value("right")])
    }
    func digest(_ text: String) -> String { Self.digest(text).hexadecimal }
    return Calibration(
      program: "0.2.0",
      setup: Calibration.Setup(
        backboneSHA256: digest("backbone"), rerankerSHA256: digest("re-ranker"), grid: "native",
        settings: IdentificationSettings(), queryFaces: .aligned, galleryFaces: .aligned),
      kind: .clean, queries: "secret-test/queries", gallery: "secret-test/gallery",
      gallerySHA256: digest("test gallery"), queryCount: 2 * testPeople,
      galleryCount: 3 * testPeople, peopleCount: testPeople, galleryPeopleCount: testPeople,
      people: (0..<testPeople).map { Calibration.digest(ofName: "test person \($0)") },
      pictures: (0..<5 * testPeople).map { Self.digest("test picture \($0)") },
      samples: ByMethod(
        methods.map { method in
          (method, ScoreSample(searches: (0..<2 * testPeople).map { search($0, method) }))
        }))
  }

  private func height(_ index: Int, _ people: ResultPeople?) -> ScoreHeight? {
    guard let people else { return nil }
    let own = people.person(ofPicture: index)
    let others = people.people.filter { $0.letterIndex != own?.letterIndex }.flatMap(\.pictures)
    return HeightScale(calibration, kind: testPeople > 0 ? queryKind : nil).height(
      of: fused(.emd, index), others: others.map { fused(.emd, $0) }.sorted(by: >),
      galleryPeople: people.galleryPeople, galleryPictures: people.galleryPictures)
  }

  // MARK: The pictures

  private func quality(_ name: String) -> PictureQuality {
    PictureQuality(
      points: .template,
      measures: QualityComponent.ofPictures.map { component in
        let value = unit("quality \(name) \(component)")
        return switch component {
        case .interEyeDistance, .headSize, .leftwardCrop, .rightwardCrop, .marginAbove,
          .marginBelow:
          PictureQuality.Measure(component, notMeasured: .alignedCrop)
        case .eyesOpen, .mouthClosed: PictureQuality.Measure(component, notMeasured: .meanShape)
        case .singleFacePresent: PictureQuality.Measure(component, notMeasured: .otherFacesUnknown)
        case .yaw, .pitch, .roll: PictureQuality.Measure(component, native: 6 * value - 3)
        case .dynamicRange: PictureQuality.Measure(component, native: 6 + value)
        case .underExposure, .overExposure: PictureQuality.Measure(component, native: 0.1 * value)
        default: PictureQuality.Measure(component, native: 0.3 + 0.3 * value)
        }
      })
  }

  /// The lower half of the face is covered.
  private func coveredArea(_ layout: FaceLayout) -> CoveredArea {
    let counted = (0..<grid.count).filter {
      ![.forehead, .leftEdge, .rightEdge].contains(layout.region(of: $0, on: grid))
    }
    return CoveredArea(
      distances: (0..<grid.count).map { $0 / grid.columns > grid.rows / 2 ? 3.5 : 0.4 },
      counted: counted, grid: grid, candidates: 24)
  }
}
