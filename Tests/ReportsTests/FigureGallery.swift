import Basics
import Drawing
import Evidence
import Identification
import Networks
import Pictures

@testable import Reports

/// All figures of a report's new pages for one query, as the report would place them.
struct FigureGallery {
  let figures: [(name: String, figure: any Figure)]

  init(_ evidence: QueryEvidence, calibration: [ScoreStrip] = []) {
    var figures: [(String, any Figure)] = []
    let aspect = Double(evidence.query.face.height) / Double(evidence.query.face.width)
    let letters = Self.letters(evidence)
    if let contrast = evidence.personContrasts.last {
      let scale = HeatScale.signed(
        evidence.personContrasts.flatMap(\.differences), low: "for B", high: "for A")
      let map = Heatmap(grid: contrast.grid, values: contrast.differences)
      for (name, parts) in [
        ("both", HeatFigure.Parts.faceAndMap), ("face", .faceOnly), ("map", .mapOnly),
      ] {
        figures.append(
          (
            "heat-\(name)",
            HeatFigure(
              map, over: .query, scale: scale, parts: parts,
              words: "What each patch adds to the lead of A", faceWidth: 108, aspect: aspect)
          ))
      }
      figures.append(
        (
          "heat-small",
          HeatFigure(
            map, over: .query, scale: scale, words: "Lead", faceWidth: 76, aspect: aspect)
        ))
      figures.append(("heat-legend", HeatLegend(scale, widthPoints: 108)))
      figures.append(("heat-upright", HeatLegend(scale, uprightHeightPoints: 108 * aspect)))
      let parts = contrast.regions.enumerated().map { index, region -> ContrastBarFigure.Part in
        ContrastBarFigure.Part(
          title: region.region.words, note: index % 3 == 1 ? "mask" : "", patches: region.emd,
          cosine: region.cosine)
      }
      let total = ContrastBarFigure.Part(
        title: "A − B", patches: parts.reduce(0) { $0 + $1.patches },
        cosine: parts.reduce(0) { $0 + $1.cosine })
      for (name, parts, width) in [("sum", parts, 303.0), ("sum-alone", [], 220.0)] {
        figures.append(
          (
            "contrast-\(name)",
            ContrastBarFigure(
              parts: parts, total: total, names: ("B", "A"),
              words: ("patches: 0.7 × EMD", "cosine: 0.3 × cosine"), widthPoints: width)
          ))
      }
    }
    for (place, candidate) in evidence.candidates.prefix(2).enumerated() {
      let face = Face.candidate(candidate.galleryIndex)
      if let map = candidate.flowMaps.last {
        let stays = fixed(100 * map.shareInPlace, 0)
        figures.append(
          (
            "field-\(place)",
            FlowFieldFigure(
              map, candidate: face,
              captions: [
                "query", "candidate \(candidate.exhibit.path)",
                "where each patch went: \(stays)% stays",
                "query rebuilt from the candidate",
              ], widthPoints: 505, queryAspect: aspect, candidateAspect: aspect)
          ))
        figures.append(
          (
            "field-pair-\(place)",
            FlowFieldFigure(
              map, candidate: face, panels: [.field, .rebuilt], widthPoints: 246,
              queryAspect: aspect, candidateAspect: aspect)
          ))
      }
      for map in candidate.flowMaps {
        figures.append(
          (
            "thesis-\(map.grid)-\(place)",
            ThesisFlowFigure(
              map, candidate: face, labels: ["query", "rebuilt from A's patches", "A"],
              widthPoints: 350, queryAspect: aspect, candidateAspect: aspect)
          ))
      }
      let correlations =
        [("Network", candidate.networkCorrelation)]
        + candidate.tokenCorrelations.map { ($0.method.title, $0.value) }
      for (name, pair) in correlations {
        figures.append(
          (
            "cc-\(name)-\(place)",
            HeatPairFigure(
              pair, candidate: face, scale: .cosines(pair.values),
              words: "Cosine of each patch with the mean of the other face",
              labels: ["\(name): query", "\(name): A"], widthPoints: 226, queryAspect: aspect,
              candidateAspect: aspect)
          ))
      }
    }
    if let first = evidence.candidates.first {
      let face = Face.candidate(first.galleryIndex)
      for comparison in evidence.weightings {
        guard case .computed(let weights, _, _) = comparison.outcome else { continue }
        let scale = WeightScale([weights])
        figures.append(
          (
            "weights-\(comparison.weighting.rawValue)",
            HeatPairFigure(
              scale.maps(weights), candidate: face, scale: scale.heat, words: "Weights",
              labels: ["Used: query", "A"], hasLegend: true, widthPoints: 226, queryAspect: aspect,
              candidateAspect: aspect)
          ))
      }
      if !evidence.weightings.isEmpty {
        figures.append(
          (
            "five",
            FiveWeightingsFigure(
              evidence.weightings, used: .apc, widthPoints: 293, aspect: aspect)
          ))
      }
    }
    figures += Self.scores(evidence, calibration, letters)
    figures += Self.lists(evidence, letters, aspect)
    figures += Self.tests(evidence)
    self.figures = figures.map { (name: $0.0, figure: $0.1) }
  }

  /// The letters of the people by label in the EMD's ranking.
  private static func letters(_ evidence: QueryEvidence) -> [String: String] {
    var letters: [String: String] = [:]
    for candidate in (evidence.rankings.last ?? Ranking([])).candidates where letters.count < 3 {
      let label = evidence.exhibits[candidate.galleryIndex]?.label ?? "\(candidate.galleryIndex)"
      if letters[label] == nil { letters[label] = ["A", "B", "C"][letters.count] }
    }
    return letters
  }

  private static func scores(
    _ evidence: QueryEvidence, _ calibration: [ScoreStrip], _ letters: [String: String]
  ) -> [(String, any Figure)] {
    guard let ranking = evidence.rankings.last, let first = ranking.candidates.first else {
      return []
    }
    func label(_ candidate: RankedCandidate) -> String {
      evidence.exhibits[candidate.galleryIndex]?.label ?? "\(candidate.galleryIndex)"
    }
    let others = ranking.candidates.filter { label($0) != label(first) }
    let strips =
      [
        ScoreStrip(
          "Other people, this search", subtitle: "\(others.count) re-ranked pictures",
          scores: others.map(\.score), kind: .others)
      ] + calibration
    let named = ["B", "C"].compactMap { letter in
      others.first { letters[label($0)] == letter }.map {
        NamedScore(name: letter, score: $0.score)
      }
    }
    let score = NamedScore(name: "A", score: first.score)
    let axis = ScoreAxis(strips, marks: [score.score])
    return [
      (
        "strips",
        ScoreStripsFigure(
          strips: strips, score: score, others: named,
          axisWords: "score by patches (0.7 × EMD + 0.3 × cosine); it is not a percentage",
          widthPoints: 505)
      ),
      (
        "strips-one",
        ScoreStripsFigure(
          strips: Array(strips.prefix(1)), score: score, others: named,
          axisWords: "score by patches (0.7 × EMD + 0.3 × cosine)", widthPoints: 505)
      ),
      (
        "row",
        ScoreRowFigure(
          strips: strips.count > 1 ? Array(strips.dropFirst()) : strips, score: score, axis: axis,
          widthPoints: 275)
      ),
    ]
  }

  private static func lists(
    _ evidence: QueryEvidence, _ letters: [String: String], _ aspect: Double
  ) -> [(String, any Figure)] {
    let rankings = Array(evidence.rankings)
    let lists = rankings.enumerated().map { index, ranking in
      RankingSlopes.List(
        title: ranking.method.title, subtitle: index == 0 ? "cosine" : "0.7 × EMD + 0.3 × cosine",
        entries: ranking.candidates.prefix(10).map { candidate in
          let exhibit = evidence.exhibits[candidate.galleryIndex]
          return RankingSlopes.Entry(
            galleryIndex: candidate.galleryIndex, letter: exhibit?.label.flatMap { letters[$0] },
            name: exhibit?.label ?? "no label", score: fixed(candidate.score, 3),
            picture: exhibit?.path ?? "",
            ranks: rankings.map { other in
              other.candidates.first { $0.galleryIndex == candidate.galleryIndex }?.rank
            })
        })
    }
    let spans = [
      AlphaBar.Span(from: 0, to: 0.35, letter: "B", name: "Sendek 0003"),
      AlphaBar.Span(from: 0.35, to: 0.94, letter: "A", name: "Zakayev 0003"),
      AlphaBar.Span(from: 0.94, to: 1, letter: "A", name: "0002"),
    ]
    return [
      ("slopes", RankingSlopes(lists: lists, widthPoints: 505, aspect: aspect)),
      (
        "slopes-two",
        RankingSlopes(
          lists: lists.prefix(2).map { list in
            RankingSlopes.List(
              title: list.title, subtitle: list.subtitle,
              entries: list.entries.map {
                RankingSlopes.Entry(
                  galleryIndex: $0.galleryIndex, letter: $0.letter, name: $0.name,
                  score: $0.score, picture: $0.picture, ranks: Array($0.ranks.prefix(2)))
              })
          }, widthPoints: 505, aspect: aspect)
      ),
      (
        "alpha",
        AlphaBar(
          rows: [
            AlphaBar.Row(title: "Patches (EMD)", spans: spans),
            AlphaBar.Row(
              title: "Transformer (H2L)",
              spans: [
                AlphaBar.Span(from: 0, to: 0.52, letter: "B", name: "Sendek 0003"),
                AlphaBar.Span(from: 0.52, to: 0.6, letter: "C", name: "Rumsfeld 0121"),
                AlphaBar.Span(from: 0.6, to: 1, letter: nil, name: "Inocencio Arias"),
              ]),
          ], used: 0.7, usedWords: "0.7 used (default)", widthPoints: 505)
      ),
    ]
  }

  private static func tests(_ evidence: QueryEvidence) -> [(String, any Figure)] {
    func curve(_ bend: Double) -> (wrong: [Double], missed: [Double]) {
      let wrong = (0...300).map { Double($0) / 300 }
      return (wrong, wrong.map { 0.9 * powerOf(1 - 0.93 * $0, bend) })
    }
    let (strong, dashed, dotted) = (curve(1.2), curve(0.9), curve(1.4))
    let curves = [
      DETFigure.Curve("Whole face", wrong: dashed.wrong, missed: dashed.missed, style: .dashed),
      DETFigure.Curve("Patches", wrong: strong.wrong, missed: strong.missed, style: .strong),
      DETFigure.Curve("Transformer", wrong: dotted.wrong, missed: dotted.missed, style: .dotted),
    ]
    var found: [(String, any Figure)] = [
      (
        "det",
        DETFigure(
          curves: curves, searches: 300,
          mark: DETFigure.Mark(name: "A's score", wrong: 0.11, missed: strong.missed[33]),
          widthPoints: 262)
      )
    ]
    if case .judged(let deletion, let insertion)? =
      evidence.candidates.first?.importance?.score.judgment.outcome
    {
      let plots = [
        CurvesFigure.Plot(
          title: "Covering the map's strongest first", shares: deletion.shares,
          scores: deletion.values, randomScores: [deletion.randomValues]),
        CurvesFigure.Plot(
          title: "Uncovering the strongest first", shares: insertion.shares,
          scores: insertion.values, randomScores: [insertion.randomValues]),
      ]
      found.append(
        (
          "curves",
          CurvesFigure(plots: plots, patchCount: 42, words: "EMD similarity", widthPoints: 380)
        ))
    }
    found.append(
      (
        "times",
        TimingBarsFigure(
          bars: [
            TimingBarsFigure.Bar(
              title: "Stage 1: 13,232 cosines", milliseconds: 0.64, perPair: "0.05 µs a picture",
              isUsed: false),
            TimingBarsFigure.Bar(
              title: "EMD, 100 pairs, exact", milliseconds: 18.7, perPair: "187 µs a pair",
              isUsed: true),
            TimingBarsFigure.Bar(
              title: "H2L, 100 pairs", milliseconds: 119.3, perPair: "1,193 µs a pair",
              isUsed: false),
          ], widthPoints: 505)
      ))
    return found
  }

  /// Writes each figure as SVG and all of them on the pages of one PDF.
  func write(to folder: String, faces: FaceStore) throws {
    try makeFolders(folder)
    for (name, figure) in figures {
      let svg = try drawnSVG(widthPoints: figure.widthPoints, heightPoints: figure.heightPoints) {
        figure.draw(on: $0, faces: faces)
      }
      try AtomicFile.write(svg, to: "\(folder)/\(name).svg")
    }
    let document = try PDFDocument(
      widthPoints: 595, heightPoints: 842,
      metadata: PDFDocument.Metadata(title: "Figures", author: "", subject: "", creator: ""))
    var (x, y, row) = (45.0, 40.0, 0.0)
    for (name, figure) in figures {
      if x > 45, x + figure.widthPoints > 550 { (x, y, row) = (45, y + row + 26, 0) }
      if y + figure.heightPoints > 812 {
        document.endPage()
        (x, y, row) = (45, 40, 0)
      }
      document.canvas.draw(name, TextStyle(sizePoints: 6), x: x, y: y - 12)
      document.canvas.saved {
        document.canvas.translate(x: x, y: y)
        figure.draw(on: document.canvas, faces: faces)
      }
      x += figure.widthPoints + 20
      row = max(row, figure.heightPoints)
    }
    try AtomicFile.write(document.finished(), to: "\(folder)/figures.pdf")
  }
}
