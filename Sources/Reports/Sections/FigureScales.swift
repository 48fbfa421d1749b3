import Drawing
import Evidence
import Identification
import Networks
import Statistics

/// The figures of one report, each kind on one scale for all people.
struct FigureScales: Sendable {
  private let subject: ReportSubject
  private let importanceScale: HeatScale
  private let contrastScale: HeatScale
  private let networkScale: HeatScale
  private let tokenScale: HeatScale
  private let weightScale: WeightScale
  private let weightingScale: HeatScale

  init(_ subject: ReportSubject) {
    self.subject = subject
    let candidates = subject.people.map(\.candidate)
    importanceScale = .signed(
      candidates.flatMap { candidate in
        (candidate.importance?.score.values ?? []) + (candidate.importance?.margin?.values ?? [])
      }, low: "rises", high: "falls")
    contrastScale = .signed(
      subject.evidence.personContrasts.flatMap(\.differences), low: "against A", high: "for A")
    networkScale = .cosines(
      candidates.flatMap {
        $0.networkCorrelation.query.values + $0.networkCorrelation.candidate.values
      })
    tokenScale = .cosines(
      candidates.flatMap { candidate in
        candidate.tokenCorrelations.prefix(1).flatMap { $1.query.values + $1.candidate.values }
      })
    weightScale = WeightScale(candidates.compactMap { $0.flowMaps.last?.weights })
    weightingScale = .timesEven(
      subject.evidence.weightings.flatMap { $0.timesEven(of: .query)?.values ?? [] })
  }

  private var queryAspect: Double { subject.evidence.query.aspect }

  private func aspect(_ shown: ReportSubject.ShownPerson) -> Double {
    subject.aspect(of: shown.candidate.galleryIndex)
  }

  private func face(_ shown: ReportSubject.ShownPerson) -> Face {
    .candidate(shown.candidate.galleryIndex)
  }

  // MARK: The score

  /// The score of a person beside others of this search and of the test.
  func strips(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject
  ) -> ScoreStripsFigure {
    let height = shown.candidate.height
    let others = height?.others ?? []
    var strips = [
      ScoreStrip(
        "Other people, this search", subtitle: counted(others.count, "re-ranked picture"),
        scores: others, kind: .others)
    ]
    if let calibration = subject.evidence.calibration,
      let sample = calibration.samples[subject.leading]
    {
      func note(_ share: ShareByPeople?, _ count: (ShareByPeople) -> Int) -> String {
        guard let share else { return "" }
        return "\(grouped(count(share))) of \(grouped(share.trials)) as high"
      }
      let (wrong, right) = (sample.wrongScores, sample.rightScores)
      strips += [
        ScoreStrip(
          "Wrong person, best per search",
          subtitle: "test: \(counted(wrong.count, "search", "searches"))", scores: wrong,
          kind: .others, note: note(height?.wrongPeople) { $0.count }),
        ScoreStrip(
          "Right person, best per search",
          subtitle:
            "test: scored in \(grouped(right.count)) of \(counted(sample.searches.count, "search", "searches"))",
          scores: right, kind: .rightPerson,
          note: note(height?.rightPeople) { $0.trials - $0.count }),
      ]
    }
    return ScoreStripsFigure(
      strips: strips,
      score: NamedScore(name: shown.letter, score: subject.score(of: shown.person)),
      others: subject.people.dropFirst().prefix(2).map {
        NamedScore(name: $0.letter, score: subject.score(of: $0.person))
      },
      axisWords: """
        score by patches (\(subject.leading.formula(alpha: subject.alpha))); it is not a percentage
        """,
      widthPoints: PageFlow.width)
  }

  /// The test set's searches that name a wrong person against those that miss the right one.
  func det(_ calibration: Calibration, _ subject: ReportSubject, marked: ScoreHeight?) -> DETFigure
  {
    let curves = subject.methods.compactMap { method -> DETFigure.Curve? in
      guard let sample = calibration.samples[method] else { return nil }
      let rates = SearchOutcomes.rates(sample)
      return DETFigure.Curve(
        capitalized(method.plainName), wrong: rates.wrong, missed: rates.missed,
        style: method == subject.leading ? .strong : method == .stage1 ? .dashed : .dotted)
    }
    let mark = marked.flatMap { height -> DETFigure.Mark? in
      guard let sample = calibration.samples[subject.leading] else { return nil }
      let (wrong, missed) = SearchOutcomes.rates(sample, at: height.score)
      return DETFigure.Mark(name: "A's score", wrong: wrong, missed: missed)
    }
    return DETFigure(
      curves: curves, searches: calibration.queryCount, mark: mark, widthPoints: 244,
      heightPoints: 132)
  }

  func curves(
    _ deletion: JudgedCurve, _ insertion: JudgedCurve, patches: Int, words: String
  ) -> CurvesFigure {
    func plot(_ title: String, _ curve: JudgedCurve) -> CurvesFigure.Plot {
      CurvesFigure.Plot(
        title: title, shares: curve.shares, scores: curve.values,
        randomMean: curve.randomValues)
    }
    return CurvesFigure(
      plots: [
        plot("Covering the map's strongest first", deletion),
        plot("Uncovering the strongest first", insertion),
      ], patchCount: patches, words: words, widthPoints: 326, heightPoints: 88)
  }

  // MARK: Maps

  /// The faces with the strongest patches of a contrast outlined, and the map.
  func contrast(
    _ contrast: PersonContrast, width: Double
  ) -> (face: HeatFigure, map: HeatFigure) {
    pair(
      Heatmap(grid: contrast.grid, values: contrast.differences), contrastScale,
      words: "What each patch adds to the difference of the two scores", width: width)
  }

  func importance(
    _ map: MeasuredMap, of shown: ReportSubject.ShownPerson, isLead: Bool, width: Double
  ) -> (face: HeatFigure, map: HeatFigure) {
    let grid = shown.candidate.importance!.grid
    return pair(
      Heatmap(grid: grid, values: map.values), importanceScale,
      words:
        "How much the \(isLead ? "lead" : "score") of \(shown.letter) falls if a patch is covered",
      width: width)
  }

  /// The importance by pixels, averaged over squares of some pixels.
  func pixels(_ pixels: PixelImportance) -> (face: HeatFigure, map: HeatFigure) {
    let map = pixels.averaged(columns: 24)
    return pair(
      map, .signed(map.values, .hundredths), words: "Correlation of hiding a place with the result",
      width: 100)
  }

  private func pair(
    _ map: Heatmap, _ scale: HeatScale, words: String, width: Double
  ) -> (face: HeatFigure, map: HeatFigure) {
    func figure(_ parts: HeatFigure.Parts) -> HeatFigure {
      HeatFigure(
        map, over: .query, scale: scale, parts: parts, words: words, faceWidth: width,
        aspect: queryAspect)
    }
    return (figure(.faceOnly), figure(.mapOnly))
  }

  func field(_ shown: ReportSubject.ShownPerson, width: Double) -> FlowFieldFigure {
    flow(shown, [.field], width: width)
  }

  func rebuilt(_ shown: ReportSubject.ShownPerson, width: Double) -> FlowFieldFigure {
    flow(shown, [.rebuilt], width: width)
  }

  private func flow(
    _ shown: ReportSubject.ShownPerson, _ panels: [FlowFieldFigure.Panel], width: Double
  ) -> FlowFieldFigure {
    FlowFieldFigure(
      shown.candidate.flowMaps.last!, candidate: face(shown), panels: panels, widthPoints: width,
      queryAspect: queryAspect, candidateAspect: aspect(shown))
  }

  // MARK: The method

  func thesisFlow(_ map: FlowMap, of shown: ReportSubject.ShownPerson) -> ThesisFlowFigure {
    ThesisFlowFigure(
      map, candidate: face(shown),
      labels: ["query", "rebuilt", shown.letter], widthPoints: 250,
      queryAspect: queryAspect, candidateAspect: aspect(shown))
  }

  func network(_ shown: ReportSubject.ShownPerson) -> HeatPairFigure {
    heatPair(
      shown.candidate.networkCorrelation, networkScale, of: shown,
      words: "Cosine of each patch with the other face's mean, by the network")
  }

  func tokens(_ pair: HeatmapPair, of shown: ReportSubject.ShownPerson) -> HeatPairFigure {
    heatPair(
      pair, tokenScale, of: shown,
      words: "Cosine of each patch's token with the other face's mean, by the transformer")
  }

  func weights(_ shown: ReportSubject.ShownPerson) -> HeatPairFigure {
    heatPair(
      weightScale.maps(shown.candidate.flowMaps.last!.weights), weightScale.heat, of: shown,
      words: "Weight of each patch, against even weights")
  }

  private func heatPair(
    _ pair: HeatmapPair, _ scale: HeatScale, of shown: ReportSubject.ShownPerson,
    width: Double = 150, words: String
  ) -> HeatPairFigure {
    HeatPairFigure(
      pair, candidate: face(shown), scale: scale, words: words, hasLegend: true,
      widthPoints: width, queryAspect: queryAspect, candidateAspect: aspect(shown))
  }

  func weightings(_ subject: ReportSubject) -> FiveWeightingsFigure {
    FiveWeightingsFigure(
      subject.evidence.weightings, used: subject.weighting ?? .apc, scale: weightingScale,
      widthPoints: 284, aspect: queryAspect)
  }
}
