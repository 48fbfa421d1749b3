import Basics
import Drawing
import Evidence
import Foundation
import Identification
import Networks
import Pictures
import Testing
import _TestSupport

@testable import Reports

/// The figures of the new pages in every state that evidence can have.
///
/// With `FACET_FIGURES=folder` the tests also write all figures there, as SVG and on the pages of a PDF.
@Suite struct DrawnFigureTests {
  /// A name as files of other people have it.
  private static let longName =
    "Hauptbahnhof_Gleis-4_Überwachungskamera_2026-11-25_19-45-07.original-recording_欧阳娜娜张伟王秀英_face.png"

  private static func evidence(_ name: String) throws -> QueryEvidence {
    var made = SyntheticEvidence()
    switch name {
    case "plain": break
    case "4x4": made.grid = .fourByFour
    case "8x8":
      made.grid = .eightByEight
      made.faceWidth = 160
      made.faceHeight = 160
      made.hasLandmarks = true
    case "long names":
      made.queryPath = "masked/\(longName)"
      made.queryLabel = longName
      made.namedPicture = ("gallery/\(longName)", longName)
    case "one method": made.methods = [.stage1, .emd]
    case "one candidate":
      made.galleryCount = 1
      made.shownCount = 1
    case "nobody":
      made.galleryCount = 0
      made.shownCount = 0
    default: preconditionFailure(name)
    }
    return try made.make()
  }

  static let states = [
    "plain", "4x4", "8x8", "long names", "one method", "one candidate", "nobody",
  ]

  private func strips(around middle: Double) -> [ScoreStrip] {
    func scores(_ name: String, _ count: Int, _ middle: Double) -> [Double] {
      HashedValues.unit(name, count: count).map { middle + 0.1 * Double($0) }
    }
    return [
      ScoreStrip(
        "Wrong person, best per search", subtitle: "test: 200 searches",
        scores: scores("wrong", 200, middle), kind: .others, note: "76 of 200 as high"),
      ScoreStrip(
        "Right person", subtitle: "test: 1,800 pairs", scores: scores("right", 1800, middle + 0.1),
        kind: .rightPerson, note: "1,209 of 1,800 as high"),
    ]
  }

  private func faces(_ evidence: QueryEvidence) throws -> FaceStore {
    try FaceStore(FaceFiles(evidence, for: .page))
  }

  private func svg(_ figure: any Figure, _ faces: FaceStore) throws -> String {
    String(
      decoding: try drawnSVG(
        widthPoints: figure.widthPoints, heightPoints: figure.heightPoints
      ) { figure.draw(on: $0, faces: faces) }, as: UTF8.self)
  }

  /// The texts of an SVG that lie beyond its borders.
  private func textsBeyond(_ figure: any Figure, _ svg: String) throws -> [String] {
    let pattern =
      /<text x="([-\d.]+)" y="([-\d.]+)" textLength="([\d.]+)"[^>]*font-size="([\d.]+)"[^>]*>([^<]*)</
    var beyond: [String] = []
    for match in svg.matches(of: pattern) {
      let (x, y) = (Double(match.1)!, Double(match.2)!)
      let (length, size) = (Double(match.3)!, Double(match.4)!)
      // A capital letter is 0.73 of the size high; a descender is 0.2 deep.
      if x < -0.05 || x + length > figure.widthPoints + 0.05 || y - 0.73 * size < -0.3
        || y + 0.2 * size > figure.heightPoints + 0.6
      {
        beyond.append("'\(match.5)' at \(x), \(y), \(length) long")
      }
    }
    #expect(svg.components(separatedBy: "<text").count - 1 == svg.matches(of: pattern).count)
    return beyond
  }

  @Test(arguments: states)
  func noTextEndsBeyondItsFigure(state: String) throws {
    let evidence = try Self.evidence(state)
    let faces = try faces(evidence)
    let gallery = FigureGallery(evidence, calibration: strips(around: 0.6))
    for (name, figure) in gallery.figures {
      let beyond = try textsBeyond(figure, svg(figure, faces))
      #expect(
        beyond.isEmpty, "\(name), \(figure.widthPoints) x \(figure.heightPoints): \(beyond)")
      #expect(!figure.alternativeText.isEmpty && !figure.alternativeText.contains("nan"))
    }
    if let folder = ProcessInfo.processInfo.environment["FACET_FIGURES"] {
      try gallery.write(to: "\(folder)/\(state)", faces: faces)
    }
  }

  /// Numbers, names and widths as no report should have, but some will.
  private var extremes: [(String, any Figure)] {
    let name = Self.longName
    let score = NamedScore(name: "A", score: -0.123)
    let negative = strips(around: -0.5)
    let equal = [
      ScoreStrip(name, subtitle: name, scores: [0.5, 0.5], kind: .others, note: name)
    ]
    let empty = [ScoreStrip("Other people", subtitle: "none", scores: [], kind: .others)]
    func part(_ value: Double) -> ContrastBarFigure.Part {
      ContrastBarFigure.Part(title: name, note: name, patches: value, cosine: -value)
    }
    let entry = RankingSlopes.Entry(
      galleryIndex: 2, letter: "A", name: name, score: "−0.123", picture: name,
      ranks: [1, 12_345])
    func curve(_ values: [Double]) -> DETFigure.Curve {
      DETFigure.Curve("Whole face", wrong: values, missed: values, style: .dashed)
    }
    let plot = CurvesFigure.Plot(
      title: name, shares: [0, 0.5, 1], scores: [-0.9, -0.5, 0.4],
      randomScores: [[-0.9, 0.1, 0.4]])
    return [
      (
        "negative scores",
        ScoreStripsFigure(
          strips: negative, score: score,
          others: [NamedScore(name: "B", score: -0.124), NamedScore(name: "C", score: -0.125)],
          axisWords: "score by patches (0.7 × EMD + 0.3 × cosine); it is not a percentage",
          widthPoints: 505)
      ),
      (
        "equal scores",
        ScoreStripsFigure(
          strips: equal, score: NamedScore(name: "A", score: 0.5), axisWords: name,
          widthPoints: 300)
      ),
      (
        "no scores",
        ScoreStripsFigure(strips: empty, score: score, axisWords: "score", widthPoints: 505)
      ),
      (
        "row",
        ScoreRowFigure(
          strips: negative, score: score, axis: ScoreAxis(negative, marks: [score.score]),
          widthPoints: 160)
      ),
      (
        "row without people",
        ScoreRowFigure(
          strips: empty, score: score, axis: ScoreAxis(empty, marks: [score.score]),
          widthPoints: 275)
      ),
      (
        "sum",
        ContrastBarFigure(
          parts: [part(0.9), part(-1)], total: part(-0.1), names: (name, name),
          words: (name, name), widthPoints: 240)
      ),
      (
        "slopes",
        RankingSlopes(
          lists: [
            RankingSlopes.List(title: name, subtitle: name, entries: [entry]),
            RankingSlopes.List(title: name, subtitle: name, entries: []),
          ], widthPoints: 320, aspect: 112.0 / 96)
      ),
      (
        "alpha",
        AlphaBar(
          rows: [
            AlphaBar.Row(
              title: name,
              spans: [
                AlphaBar.Span(from: 0, to: 0.001, letter: "B", name: name),
                AlphaBar.Span(from: 0.001, to: 0.999, letter: "A", name: name),
                AlphaBar.Span(from: 0.999, to: 1, letter: nil, name: name),
              ])
          ], used: 1, usedWords: "1 used (set by the operator)", widthPoints: 300)
      ),
      (
        "no test",
        DETFigure(curves: [], searches: 0, mark: nil, widthPoints: 200)
      ),
      (
        "one threshold",
        DETFigure(
          curves: [curve([0, 1]), curve([1, 0])], searches: 5,
          mark: DETFigure.Mark(name: "A's score", wrong: 1, missed: 0), widthPoints: 200)
      ),
      (
        "curves", CurvesFigure(plots: [plot, plot], patchCount: 64, words: name, widthPoints: 250)
      ),
      (
        "times",
        TimingBarsFigure(
          bars: [
            TimingBarsFigure.Bar(
              title: name, milliseconds: 123_456, perPair: "1,234,560 µs a pair", isUsed: true)
          ], widthPoints: 330)
      ),
      ("no times", TimingBarsFigure(bars: [], widthPoints: 330)),
      (
        "legend",
        HeatLegend(.signed([-1, 1], low: "for the other", high: "for A"), widthPoints: 76)
      ),
    ]
  }

  @Test func noTextEndsBeyondItsFigureWithExtremeNumbersAndNames() throws {
    let faces = try faces(Self.evidence("plain"))
    for (name, figure) in extremes {
      let beyond = try textsBeyond(figure, svg(figure, faces))
      #expect(
        beyond.isEmpty, "\(name), \(figure.widthPoints) x \(figure.heightPoints): \(beyond)")
      if let folder = ProcessInfo.processInfo.environment["FACET_FIGURES"] {
        try makeFolders("\(folder)/extremes")
        try AtomicFile.write(Array(svg(figure, faces).utf8), to: "\(folder)/extremes/\(name).svg")
      }
    }
  }

  @Test func theSameFigureHasTheSameBytes() throws {
    let evidence = try Self.evidence("plain")
    let (first, second) = (try faces(evidence), try faces(evidence))
    for (name, figure) in FigureGallery(evidence, calibration: strips(around: 0.6)).figures {
      #expect(try svg(figure, first) == svg(figure, second), "\(name)")
    }
  }

  @Test func figuresAreSmall() throws {
    let evidence = try Self.evidence("plain")
    let faces = try faces(evidence)
    for (name, figure) in FigureGallery(evidence, calibration: strips(around: 0.6)).figures {
      #expect(try svg(figure, faces).utf8.count < 70_000, "\(name)")
    }
  }

  /// A face without an edge, so that nothing but cells and numbers is on a map.
  private func plainFaces(grid: PatchGrid) throws -> FaceStore {
    let face = Picture(
      width: 96, height: 112, channels: .gray,
      samples: [UInt8](repeating: 120, count: 96 * 112))
    let query = ShownPicture(
      path: "a.png", label: nil, sha256: SyntheticEvidence.digest("a"), width: 96, height: 112,
      face: face)
    return try FaceStore(
      FaceFiles(
        QueryEvidence(
          query: query, rankings: Rankings([Ranking([])]), exhibits: [:], candidates: [],
          weightings: [], timings: nil, notes: []), for: .page))
  }

  private func drawn(_ figure: any Figure, _ faces: FaceStore) throws -> Picture {
    try drawnPicture(
      widthPoints: figure.widthPoints, heightPoints: figure.heightPoints, pixelsPerPoint: 2
    ) { figure.draw(on: $0, faces: faces) }
  }

  private func pixel(_ picture: Picture, _ x: Double, _ y: Double) -> [Double] {
    let place = (Int(y * 2) * picture.width + Int(x * 2)) * 3
    return picture.samples[place..<place + 3].map { Double($0) / 255 }
  }

  private func heat(
    _ values: [Double], _ scale: HeatScale, grid: PatchGrid = PatchGrid(rows: 2, columns: 4),
    width: Double = 120, parts: HeatFigure.Parts = .mapOnly
  ) -> HeatFigure {
    HeatFigure(
      Heatmap(grid: grid, values: values), over: .query, scale: scale, parts: parts,
      words: "Numbers", faceWidth: width, aspect: 112.0 / 96)
  }

  @Test func theColorsOfAMapAreThoseOfTheLegend() throws {
    let values = [-0.010, -0.006, -0.002, 0, 0.002, 0.004, 0.006, 0.010]
    let scale = HeatScale.signed(values)
    let picture = try drawn(heat(values, scale), plainFaces(grid: .fourByFour))
    for (patch, value) in values.enumerated() {
      let color = scale.color(value)
      // Beside the number in the middle.
      let found = pixel(picture, Double(patch % 4) * 30 + 15, Double(patch / 4) * 70 + 12)
      for (part, expected) in zip(found, [color.red, color.green, color.blue]) {
        #expect(abs(part - expected) < 0.012, "patch \(patch)")
      }
    }
    #expect(scale.legendText(scale.limit) == "+10")
    #expect(scale.color(scale.limit) == ColorMap.diverging.color(1))
  }

  @Test(arguments: [120.0, 40])
  func grayPrintTellsBothSidesOfAMapApart(width: Double) throws {
    let values = [0.009, 0.001, 0, 0, 0, 0, 0, -0.001]
    let scale = HeatScale.signed(values + [-0.009])
    let faces = try plainFaces(grid: .fourByFour)
    func gray(_ values: [Double]) throws -> Picture {
      try drawn(heat(values, scale, width: width), faces).converted(to: .gray)
    }
    let (plus, minus) = (try gray(values), try gray(values.map { -$0 }))
    let size = (plus.width / 4, plus.height / 2)
    func cell(_ picture: Picture) -> [UInt8] {
      (0..<size.1).flatMap { y in
        picture.samples[y * picture.width..<y * picture.width + size.0]
      }
    }
    let differing = zip(cell(plus), cell(minus)).count { abs(Int($0) - Int($1)) > 60 }
    #expect(differing > 8, "\(differing) pixels")
  }

  @Test func theSignIsWrittenIn() throws {
    let values = [0.009, 0.001, 0, 0, 0, 0, 0, -0.007]
    let text = try svg(heat(values, .signed(values)), plainFaces(grid: .fourByFour))
    #expect(text.contains(">+9<") && text.contains(">−7<"))
  }

  @Test func evenWeightsHaveTheColorOfZeroAndNotOfTheLargest() throws {
    let even = HeatmapPair(
      query: Heatmap(grid: .fourByFour, values: Array(repeating: 1.0 / 16, count: 16)),
      candidate: Heatmap(grid: .fourByFour, values: Array(repeating: 1.0 / 16, count: 16)))
    let weights = WeightScale([even])
    let figure = HeatPairFigure(
      weights.maps(even), candidate: .query, scale: weights.heat, words: "Weights", hasLegend: true,
      widthPoints: 200, queryAspect: 1, candidateAspect: 1)
    #expect(figure.scale.color(figure.pair.query.values[0]) == ColorMap.diverging.color(0))
    #expect(figure.alternativeText.contains("All patches are equal."))
    let scale = HeatScale.timesEven(even.timesEven.values + [6])
    #expect(scale.color(1) != ColorMap.sequential.color(1))
    #expect(scale.legendText(scale.limit) == "6 × even")
  }

  /// No patch has less than no weight, so no legend says less than −100%.
  @Test func noLegendGoesBelowNoWeight() {
    let few = HeatmapPair(
      query: Heatmap(grid: .fourByFour, values: [0.5, 0.5] + Array(repeating: 0, count: 14)),
      candidate: Heatmap(grid: .fourByFour, values: Array(repeating: 1.0 / 16, count: 16)))
    let even = HeatmapPair(query: few.candidate, candidate: few.candidate)
    let scale = WeightScale([even, few])
    #expect(scale.heat.legendText(scale.heat.lowest) == "0")
    #expect(scale.maps(even).query.values[0] == 1 && scale.maps(few).query.values[0] == 8)
  }

  @Test func aScaleThatDoesNotBeginAtZeroSaysSo() throws {
    let high = HeatScale.cosines([0.61, 0.83])
    #expect(high.beginsAboveZero && high.lowest <= 0.61 && high.limit == 0.83)
    let faces = try plainFaces(grid: .fourByFour)
    func isSaid(_ scale: HeatScale) throws -> Bool {
      try svg(HeatLegend(scale, widthPoints: 120), faces).contains("not begin at 0")
    }
    #expect(try isSaid(high))
    #expect(try !isSaid(.cosines([0.1, 0.83])))
    #expect(try !isSaid(.cosines([-0.1, 0.83])))
    let strips = ScoreStripsFigure(
      strips: strips(around: 0.6), score: NamedScore(name: "A", score: 0.7), axisWords: "score",
      widthPoints: 400)
    #expect(try svg(strips, faces).contains("not begin at 0"))
  }

  @Test func outlinesSurroundPatchesAndNothingElse() {
    let grid = PatchGrid(rows: 3, columns: 3)
    let drawing = HeatDrawing(
      Heatmap(grid: grid, values: Array(repeating: 0, count: 9)), .signed([1]))
    let place = Rectangle(x: 0, y: 0, width: 30, height: 30)
    // An L of three patches around the middle, and one patch that touches it at a corner.
    let path = drawing.outlinePath(of: [0, 3, 4, 8], in: place, inset: 0)
    let expected = Path(polygon: [
      Point(x: 0, y: 0), Point(x: 10, y: 0), Point(x: 10, y: 10), Point(x: 20, y: 10),
      Point(x: 20, y: 20), Point(x: 30, y: 20), Point(x: 30, y: 30), Point(x: 20, y: 30),
      Point(x: 20, y: 20), Point(x: 0, y: 20),
    ])
    #expect(path == expected)
  }

  @Test func theStrongestEighthIsOutlined() {
    let grid = PatchGrid(rows: 4, columns: 4)
    var values = [Double](repeating: 0.001, count: 16)
    values[5] = 0.010
    values[6] = 0.008
    values[7] = 0.006
    values[8] = -0.009
    values[9] = -0.001
    let drawing = HeatDrawing(Heatmap(grid: grid, values: values), .signed(values))
    #expect(drawing.strongest(isPositive: true) == [5, 6])
    #expect(drawing.strongest(isPositive: false) == [8])
  }

  private func flowMap(_ target: (Int) -> Int) -> FlowMap {
    var flow = Array(repeating: 0.0, count: 256)
    for patch in 0..<16 { flow[patch * 16 + target(patch)] = 1.0 / 16 }
    return SyntheticEvidence.flowMap(
      grid: .fourByFour, flow: flow, similarity: Array(repeating: 0.8, count: 256),
      dualityGap: nil)
  }

  @Test func theShareInPlaceIsTheWeightThatDoesNotMove() {
    #expect(abs(flowMap { $0 }.shareInPlace - 1) < 1e-12)
    let swapped = flowMap { $0 == 0 ? 1 : $0 == 1 ? 0 : $0 }
    #expect(abs(swapped.shareInPlace - 14.0 / 16) < 1e-12)
    #expect(swapped.foreignPatches == [0, 1])
    #expect(swapped.strongestMovedPairs(count: 6).map(\.queryPatch) == [0, 1])
    #expect(flowMap { $0 }.strongestMovedPairs(count: 6).isEmpty)
  }

  @Test func eachPatchHasOneNumber() {
    // All patches send half of their weight to patch 0.
    var flow = Array(repeating: 0.0, count: 256)
    for patch in 0..<16 {
      flow[patch * 16 + patch] += 1.0 / 32
      flow[patch * 16] += 1.0 / 32
    }
    let map = SyntheticEvidence.flowMap(
      grid: .fourByFour, flow: flow, similarity: Array(repeating: 0.8, count: 256),
      dualityGap: nil)
    #expect(map.strongestMovedPairs(count: 6).map(\.queryPatch) == [1])
  }

  @Test func theRebuiltFaceShowsWherePatchesCameFrom() throws {
    var made = SyntheticEvidence()
    made.grid = .fourByFour
    let evidence = try made.make()
    let face = Face.candidate(evidence.candidates[0].galleryIndex)
    func rebuilt(_ map: FlowMap) -> FlowFieldFigure {
      FlowFieldFigure(
        map, candidate: face, panels: [.rebuilt], widthPoints: 96, queryAspect: 112.0 / 96,
        candidateAspect: 112.0 / 96)
    }
    let faces = try faces(evidence)
    let plain = try drawn(rebuilt(flowMap { $0 }), faces)
    let moved = try drawn(rebuilt(flowMap { $0 == 0 ? 6 : $0 }), faces)
    // Patch 0 shows patch 6, in row 1 and column 2; all others stay.
    for (dx, dy) in [(8.0, 9.0), (12, 14), (16, 18)] {
      #expect(
        zip(pixel(moved, dx, dy), pixel(plain, 48 + dx, 28 + dy)).allSatisfy {
          abs($0 - $1) < 0.03
        })
      #expect(pixel(moved, 48 + dx, 56 + dy) == pixel(plain, 48 + dx, 56 + dy))
    }
  }

  @Test func nothingIsRedOrGreen() {
    let named = [
      Palette.ink, Palette.gray, Palette.rule, Palette.panel, Palette.bars, Palette.rightPerson,
      Palette.blue, Palette.paleBlue, Palette.orange, Palette.paleOrange, Palette.lead,
      Palette.leadText,
    ]
    let mapped = stride(from: -1.0, through: 1, by: 0.05).map(ColorMap.diverging.color)
    for color in named + mapped {
      let lab = OKLab(color)
      let chroma = (lab.a * lab.a + lab.b * lab.b).squareRoot()
      guard chroma > 0.04 else { continue }
      let hue = atan2(lab.b, lab.a) * 180 / .pi
      // Red is at 29 degrees, yellow at 110, green at 142, blue at -96.
      let isOrange = (45...110).contains(hue)
      let isBlue = (-135 ... -95).contains(hue)
      #expect(isOrange || isBlue, "\(color): \(hue)")
    }
  }

  @Test func axesHaveRoundNumbers() {
    func texts(_ low: Double, _ high: Double, _ count: Int) -> [String] {
      let (numbers, decimals) = axisNumbers(low...high, count: count)
      return numbers.map { fixedWithMinus($0, decimals) }
    }
    #expect(texts(0.43, 0.91, 6) == ["0.5", "0.6", "0.7", "0.8", "0.9"])
    #expect(texts(-0.11, 0.12, 5) == ["−0.10", "−0.05", "0.00", "0.05", "0.10"])
    #expect(texts(-93, 74, 4) == ["−50", "0", "50"])
    #expect(texts(0.578, 0.597, 5) == ["0.580", "0.585", "0.590", "0.595"])
  }
}
