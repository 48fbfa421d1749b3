import Basics
import Drawing
import Evidence
import Identification
import Networks
import Pictures
import Testing

@testable import Reports

@Suite struct FigureTests {
  private let grid = PatchGrid.fourByFour

  /// A face of 4 x 4 patches, each of its own color.
  private func patchwork(_ seed: Int) -> Picture {
    var samples: [UInt8] = []
    for y in 0..<64 {
      for x in 0..<64 { samples += color(patch: y / 16 * 4 + x / 16, seed) }
    }
    return Picture(width: 64, height: 64, channels: .rgb, samples: samples)
  }

  private func color(patch: Int, _ seed: Int) -> [UInt8] {
    [UInt8(60 + 12 * patch), UInt8(250 - 12 * patch), UInt8(40 + seed)]
  }

  private func evidence(query: Picture, candidate: Picture) -> QueryEvidence {
    func exhibit(_ face: Picture) -> ShownPicture {
      ShownPicture(
        path: "a.png", label: nil, sha256: SyntheticEvidence.digest("a"), width: 64, height: 64,
        face: face)
    }
    let values = Heatmap(grid: grid, values: Array(repeating: 0.5, count: 16))
    let pair = HeatmapPair(query: values, candidate: values)
    let shown = CandidateEvidence(
      galleryIndex: 7, exhibit: exhibit(candidate), ranks: [:],
      scores: ScoreArithmetic(cosine: 0, alpha: 0.7, similarities: [.emd: 0, .h2l: 0]),
      flowMaps: [], networkCorrelation: pair, tokenCorrelations: [.h2l: pair])
    return QueryEvidence(
      query: exhibit(query), rankings: Rankings([Ranking([])]),
      exhibits: [7: exhibit(candidate)], candidates: [shown],
      weightings: [], timings: StageTimings(), notes: [])
  }

  /// Draws at four pixels a point.
  private func drawn(_ figure: some Figure, query: Picture, candidate: Picture) throws -> Picture {
    let files = FaceFiles(evidence(query: query, candidate: candidate), for: .page)
    let faces = try FaceStore(files)
    return try drawnPicture(
      widthPoints: figure.widthPoints, heightPoints: figure.heightPoints, pixelsPerPoint: 4
    ) { figure.draw(on: $0, faces: faces) }
  }

  private func svg(_ figure: some Figure, _ evidence: QueryEvidence) throws -> String {
    let faces = try FaceStore(
      FaceFiles(evidence, for: .page))
    let bytes = try drawnSVG(widthPoints: figure.widthPoints, heightPoints: figure.heightPoints) {
      figure.draw(on: $0, faces: faces)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func pixel(_ picture: Picture, _ x: Double, _ y: Double) -> [UInt8] {
    let place = (Int(y * 4) * picture.width + Int(x * 4)) * 3
    return Array(picture.samples[place..<place + 3])
  }

  private func isClose(_ first: [UInt8], _ second: [UInt8], within: Int = 2) -> Bool {
    zip(first, second).allSatisfy { abs(Int($0) - Int($1)) <= within }
  }

  private func flowMap(to target: (Int) -> Int, weights: [Double]) -> FlowMap {
    var flow = Array(repeating: 0.0, count: 256)
    let whole = weights.reduce(0, +)
    for patch in 0..<16 { flow[patch * 16 + target(patch)] = weights[patch] / whole }
    return SyntheticEvidence.flowMap(
      grid: grid, flow: flow, similarity: Array(repeating: 0.5, count: 256), dualityGap: nil)
  }

  @Test(arguments: [
    PatchGrid(rows: 3, columns: 3), PatchGrid(rows: 7, columns: 6), .eightByEight,
  ])
  func anyGridIsDrawn(grid: PatchGrid) throws {
    let flow = (0..<grid.count * grid.count).map { $0 % (grid.count + 1) == 0 ? 1.0 : 0 }
    let map = SyntheticEvidence.flowMap(
      grid: grid, flow: flow.map { $0 / Double(grid.count) },
      similarity: Array(repeating: 0.5, count: flow.count), dualityGap: nil)
    let figure = FlowFieldFigure(
      map, candidate: .candidate(7), panels: [.candidate, .rebuilt], widthPoints: 164,
      queryAspect: 1, candidateAspect: 1)
    let plain = patchwork(200)
    let picture = try drawn(figure, query: plain, candidate: plain)
    // The matched patches put the candidate together again: compare away from the grid's lines.
    for (x, y) in [(4.0, 4.0), (35, 20), (70, 70), (12, 55)] {
      #expect(isClose(pixel(picture, x, y), pixel(picture, 75 + 14 + x, y)))
    }
  }

  /// A figure in black on white: how many pixels are dark.
  /// The number of pixels of arrows, which alone have a color.
  private func arrows(_ map: FlowMap) throws -> Int {
    let white = Picture(
      width: 64, height: 64, channels: .gray, samples: Array(repeating: 255, count: 64 * 64))
    let picture = try drawn(
      FlowFieldFigure(
        map, candidate: .candidate(7), panels: [.field], widthPoints: 100, queryAspect: 1,
        candidateAspect: 1), query: white, candidate: white)
    return stride(from: 0, to: picture.samples.count, by: 3).count {
      Int(picture.samples[$0]) - Int(picture.samples[$0 + 2]) > 60
    }
  }

  @Test func whatStaysIsADotAndWhatMovesAnArrow() throws {
    let stays = try arrows(flowMap(to: { $0 }, weights: Array(repeating: 1, count: 16)))
    let moves = try arrows(flowMap(to: { 15 - $0 }, weights: Array(repeating: 1, count: 16)))
    #expect(stays == 0 && moves > 100)
  }

  @Test func heatmapsHaveTheColorsOfTheirLegend() throws {
    let values = (0..<16).map { Double($0) / 120 - 0.04 }
    let scale = HeatScale.signed(values)
    let figure = HeatFigure(
      Heatmap(grid: grid, values: values), over: .query, scale: scale, parts: .mapOnly,
      words: "What each patch adds", faceWidth: 100, aspect: 1)
    // A face without edges, so that no line lies on the map.
    let gray = Picture(
      width: 64, height: 64, channels: .gray, samples: Array(repeating: 128, count: 64 * 64))
    let picture = try drawn(figure, query: gray, candidate: gray)
    for patch in 0..<16 {
      let expected = scale.color(values[patch])
      let bytes = [expected.red, expected.green, expected.blue].map { UInt8(($0 * 255).rounded()) }
      // Near the corner of the patch, away from a number in its middle.
      let found = pixel(
        picture, 100 * (Double(patch % 4) + 0.14) / 4, 100 * (Double(patch / 4) + 0.14) / 4)
      #expect(isClose(found, bytes), "patch \(patch)")
    }
    // The largest numbers are written in, with their signs, for gray print.
    let text = try svg(figure, evidence(query: gray, candidate: gray))
    #expect(text.contains(">+85<") && text.contains(">−40<"))
    #expect(figure.alternativeText.contains("+85") && figure.alternativeText.contains("−40"))
  }

  @Test func theStripsHaveTheScoreTheOthersAndTheirCounts() throws {
    let evidence = try SyntheticEvidence().make()
    let subject = ReportSubject(evidence, provenance: SyntheticEvidence.provenance)
    let first = try #require(subject.first)
    let figure = FigureScales(subject).strips(first, subject)
    let text = try svg(figure, evidence)
    let wrong = try #require(first.candidate.height?.wrongPeople)
    for word in [
      "Other people, this search", "Wrong person, best per search",
      "Right person, best per search", "\(wrong.count) of 240 as high",
    ] {
      #expect(text.contains(">\(word)<"), "\(word)")
    }
    #expect(text.contains("score by patches (0.7 × EMD + 0.3 × cosine); it is not a percentage"))
    #expect(figure.alternativeText.contains(fixed(subject.score(of: first.person), 3)))
  }

  @Test func spansOfAlphaAreAsLongAsTheirShares() throws {
    let figure = AlphaBar(
      rows: [
        AlphaBar.Row(
          title: "Patches",
          spans: [
            AlphaBar.Span(from: 0, to: 0.25, letter: "B", name: "s02"),
            AlphaBar.Span(from: 0.25, to: 1, letter: "A", name: "s01"),
          ])
      ], used: 0.7, usedWords: "0.7 used", widthPoints: 400)
    let face = patchwork(0)
    let picture = try drawn(figure, query: face, candidate: face)
    let color = Palette.paleOrange
    let bytes = [color.red, color.green, color.blue].map { UInt8(($0 * 255).rounded()) }
    let lengths = (0..<picture.height).map { row in
      (0..<picture.width).count { column in
        let place = (row * picture.width + column) * 3
        return isClose(Array(picture.samples[place..<place + 3]), bytes)
      }
    }
    let longest = try #require(lengths.max())
    let text = try svg(figure, evidence(query: face, candidate: face))
    #expect(text.contains(">0.25<") && text.contains(">0.7 used<"))
    // Three quarters of the bar, but for the line of the used share.
    let axis = text.matches(of: #/<text x="([-0-9.]+)"[^>]*>(0|1)</#)
    let ends = axis.map { Double($0.1)! }
    let width = (try #require(ends.max()) - (try #require(ends.min()))) * 4
    #expect(abs(Double(longest) / width - 0.75) < 0.04)
  }

  @Test func weightingsStandSideBySideOrSayWhyNot() throws {
    let evidence = try SyntheticEvidence().make()
    let subject = ReportSubject(evidence, provenance: SyntheticEvidence.provenance)
    let figure = FigureScales(subject).weightings(subject)
    let text = try svg(figure, evidence)
    for name in ["even", "APC", "CC", "SC", "LMK"] { #expect(text.contains(">\(name)<")) }
    for comparison in evidence.weightings {
      guard case .computed(_, let similarity, _) = comparison.outcome else { continue }
      #expect(text.contains(">\(fixed(similarity, 3))<"))
    }
    #expect(figure.alternativeText.contains("(used)"))
    // The reason stands beside the figure.
    let shown = try #require(subject.first)
    let words = AppendixSection.person(shown, subject, scales: FigureScales(subject)).allWords
    #expect(words.contains { $0.contains("LMK") && $0.contains("No landmark model was given") })
  }

  @Test func barsAreAsLongAsTheTimes() throws {
    let figure = TimingBarsFigure(
      bars: [
        TimingBarsFigure.Bar(
          title: "EMD", milliseconds: 25, perPair: "500 µs a pair", isUsed: false),
        TimingBarsFigure.Bar(
          title: "H2L", milliseconds: 100, perPair: "2000 µs a pair", isUsed: false),
      ], widthPoints: 400)
    let picture = try drawn(figure, query: patchwork(0), candidate: patchwork(0))
    let bars = Palette.bars
    let bytes = [bars.red, bars.green, bars.blue].map { UInt8(($0 * 255).rounded()) }
    func length(_ y: Double) -> Int {
      (0..<picture.width).count { isClose(pixel(picture, Double($0) / 4, y), bytes) }
    }
    let (emd, h2l) = (length(6), length(19))
    #expect(emd > 50 && abs(Double(h2l) / Double(emd) - 4) < 0.1)
    #expect(figure.alternativeText.contains("EMD: 25.0 ms, 500 µs a pair"))
  }
}
