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

  /// The middle of a patch of the figure's `place`-th face.
  private func middle(ofPatch patch: Int, place: Int) -> (x: Double, y: Double) {
    let width = 75.0
    return (
      Double(place) * (width + 8) + width * (Double(patch % 4) + 0.5) / 4,
      12 + width * (Double(patch / 4) + 0.5) / 4
    )
  }

  @Test func identityTransportShowsTheCandidatesOwnPatches() throws {
    let map = flowMap(to: { $0 }, weights: Array(repeating: 1, count: 16))
    let figure = FlowMapFigure(map, candidate: .candidate(7), queryAspect: 1, candidateAspect: 1)
    let picture = try drawn(figure, query: patchwork(0), candidate: patchwork(200))
    for patch in 0..<16 {
      for (place, seed) in [(0, 0), (1, 200), (2, 200)] {
        let (x, y) = middle(ofPatch: patch, place: place)
        #expect(
          isClose(pixel(picture, x, y), color(patch: patch, seed)), "patch \(patch) of \(place)")
      }
    }
    #expect(figure.alternativeText.contains("16 of 16 query patches"))
  }

  @Test func eachQueryPatchShowsWhereItsWeightGoes() throws {
    let map = flowMap(to: { 15 - $0 }, weights: Array(repeating: 1, count: 16))
    let figure = FlowMapFigure(map, candidate: .candidate(7), queryAspect: 1, candidateAspect: 1)
    let picture = try drawn(figure, query: patchwork(0), candidate: patchwork(200))
    for patch in 0..<16 {
      let (x, y) = middle(ofPatch: patch, place: 1)
      #expect(isClose(pixel(picture, x, y), color(patch: 15 - patch, 200)), "patch \(patch)")
    }
    #expect(figure.alternativeText.contains("0 of 16 query patches"))
  }

  @Test func brightnessIsTheShareOfTheLargestFlow() throws {
    let weights = (0..<16).map { Double($0) }
    let figure = FlowMapFigure(
      flowMap(to: { $0 }, weights: weights), candidate: .candidate(7), queryAspect: 1,
      candidateAspect: 1)
    let white = Picture(
      width: 64, height: 64, channels: .gray, samples: Array(repeating: 255, count: 64 * 64))
    let picture = try drawn(figure, query: patchwork(0), candidate: white)
    for patch in 0..<16 {
      let (x, y) = middle(ofPatch: patch, place: 1)
      let expected = UInt8((255 * Double(patch) / 15).rounded())
      #expect(
        isClose(pixel(picture, x, y), [expected, expected, expected]), "patch \(patch)")
    }
  }

  @Test(arguments: [
    PatchGrid(rows: 3, columns: 3), PatchGrid(rows: 7, columns: 6), .eightByEight,
  ])
  func anyGridIsDrawn(grid: PatchGrid) throws {
    let flow = (0..<grid.count * grid.count).map { $0 % (grid.count + 1) == 0 ? 1.0 : 0 }
    let map = SyntheticEvidence.flowMap(
      grid: grid, flow: flow.map { $0 / Double(grid.count) },
      similarity: Array(repeating: 0.5, count: flow.count), dualityGap: nil)
    let figure = FlowMapFigure(map, candidate: .candidate(7), queryAspect: 1, candidateAspect: 1)
    let plain = patchwork(200)
    let picture = try drawn(figure, query: plain, candidate: plain)
    // The matched patches put the candidate together again: compare away from the grid's lines.
    for (x, y) in [(4.0, 4.0), (35, 20), (70, 70), (12, 55)] {
      #expect(isClose(pixel(picture, 83 + x, 12 + y), pixel(picture, 166 + x, 12 + y)))
    }
  }

  @Test func framesAndSignsTellIdentities() throws {
    let face = patchwork(0)
    func tile(_ identity: Identity) throws -> Picture {
      try drawn(
        FaceTile(.query, identity: identity, aspect: 1, widthPoints: 44, alternativeText: ""),
        query: face, candidate: face)
    }
    let same = try tile(.same)
    let other = try tile(.other)
    let unknown = try tile(.unknown)
    #expect(isClose(pixel(same, 1, 30), [0x11, 0x77, 0x33]))
    #expect(isClose(pixel(other, 1, 30), [0xcc, 0x33, 0x11]))
    #expect(isClose(pixel(unknown, 1, 30), [0xc8, 0xc8, 0xc8]))
    // The signs differ without their colors: a cross has its middle, a check mark has not.
    let middle = 44 - 10.56 / 2
    #expect(isClose(pixel(other, middle, 10.56 / 2), [255, 255, 255], within: 20))
    #expect(!isClose(pixel(same, middle, 10.56 / 2), [255, 255, 255], within: 20))
    let corner = pixel(unknown, 40, 4)
    #expect(isClose(corner, color(patch: 3, 0)))
  }

  @Test func heatmapsHaveTheScalesColors() throws {
    let values = (0..<16).map { Double($0) / 120 }
    let pair = HeatmapPair(
      query: Heatmap(grid: grid, values: values),
      candidate: Heatmap(grid: grid, values: values.map { 2 * $0 }))
    let figure = HeatmapPairFigure(
      pair, .weights, candidate: .candidate(7), queryAspect: 1, candidateAspect: 1)
    #expect(abs(figure.scale.limit - 0.25) < 1e-12 && figure.scale.map == .sequential)
    let gray = Picture(
      width: 64, height: 64, channels: .gray, samples: Array(repeating: 128, count: 64 * 64))
    let picture = try drawn(figure, query: gray, candidate: gray)
    let ground = PaperColor(red: 134 / 255, green: 134 / 255, blue: 134 / 255)
    for patch in 0..<16 {
      for (left, value) in [(0.0, values[patch]), (96.0, 2 * values[patch])] {
        let expected = ColorMap.sequential.color(value / 0.25)
          .with(opacity: FigureStyle.heatOpacity).over(ground)
        let found = pixel(
          picture, left + 88 * (Double(patch % 4) + 0.5) / 4,
          12 + 88 * (Double(patch / 4) + 0.5) / 4)
        let bytes = [expected.red, expected.green, expected.blue].map {
          UInt8(($0 * 255).rounded())
        }
        #expect(isClose(found, bytes), "patch \(patch)")
      }
    }
    let text = try svg(figure, evidence(query: gray, candidate: gray))
    for number in [">25.00 %<", ">12.50 %<", ">0<", ">weight<"] {
      #expect(text.contains(number), "\(number)")
    }
    #expect(figure.alternativeText.contains("Query: from 0 to 12.50 %, highest at patch 4.4"))
    #expect(figure.alternativeText.contains("Candidate: from 0 to 25.00 %, highest at patch 4.4"))
  }

  @Test func signedCorrelationsHaveZeroInTheMiddle() throws {
    let values = (0..<16).map { 0.05 * Double($0) - 0.2 }
    let map = Heatmap(grid: grid, values: values)
    let figure = HeatmapPairFigure(
      HeatmapPair(query: map, candidate: map), .correlation(features: "the CNN's features"),
      candidate: .candidate(7), queryAspect: 1, candidateAspect: 1)
    #expect(figure.scale.map == .diverging && abs(figure.scale.limit - 0.55) < 1e-12)
    let text = try svg(figure, evidence(query: patchwork(0), candidate: patchwork(1)))
    for number in [">+0.550<", ">0<", ">−0.550<", ">cosine<"] {
      #expect(text.contains(number), "\(number)")
    }
    // In gray both ends of the scale are dark: the three numbers under −0.055 have a minus on each face.
    let marks = text.components(separatedBy: "stroke-width:0.8;").dropFirst()
    #expect(marks.count == 2)
    for mark in marks {
      let path = mark.components(separatedBy: " d=\"").dropFirst().first?.prefix { $0 != "\"" }
      #expect(path?.count { $0 == "M" } == 3 && path?.count { $0 == "H" } == 3)
    }
  }

  @Test func aStripHasRankLabelScoreAndVerdictOfEach() throws {
    let evidence = try SyntheticEvidence().make()
    let content = ReportContent(evidence, provenance: SyntheticEvidence.provenance)
    for (gallery, ranking) in zip(content.galleries, evidence.rankings) {
      let strip = GalleryStrip(gallery, widthPoints: 160, rowHeight: 61, rows: 0..<10)
      let text = try svg(strip, evidence)
      #expect(text.contains(">\(capitalized(ranking.method.fullTitle))<"))
      for candidate in ranking.candidates.prefix(10) {
        let label = evidence.exhibits[candidate.galleryIndex]!.label!
        #expect(text.contains(">\(candidate.rank).  \(label)<"))
        #expect(text.contains(">\(fixed(candidate.score, 4))<"))
        #expect(
          strip.alternativeText.contains(
            "Face of \(label), rank \(candidate.rank) by \(ranking.method.title)"))
      }
      let same = ranking.candidates.prefix(10).count { $0.galleryIndex % 8 == 2 }
      #expect(text.components(separatedBy: ">same label<").count - 1 == same)
      #expect(text.components(separatedBy: ">other label<").count - 1 == 10 - same)
      #expect(!text.contains(">11.  "))
    }
  }

  @Test func weightingsStandSideBySideOrSayWhyNot() throws {
    let evidence = try SyntheticEvidence().make()
    let content = ReportContent(evidence, provenance: SyntheticEvidence.provenance)
    let weightings = try #require(content.weightings)
    let figure = WeightingsFigure(
      weightings.columns.map(\.labeledFigure), widthPoints: 499)
    let text = try svg(figure, evidence)
    for name in ["Uniform", "APC", "CC", "SC", "LMK"] { #expect(text.contains(">\(name)<")) }
    #expect(text.contains("Not available. No") && text.contains(">smallest<"))
    #expect(figure.alternativeText.contains("No landmark model was given"))
    guard case .computed(_, let similarity, let score) = evidence.weightings[1].outcome else {
      Issue.record("APC is computed")
      return
    }
    #expect(text.contains(">EMD sim. \(fixed(similarity, 4))<"))
    #expect(text.contains(">fused \(fixed(score, 4))<"))
    // Each names the range of its own colors.
    for comparison in evidence.weightings {
      guard case .computed(let weights, _, _) = comparison.outcome else { continue }
      let values = weights.query.values + weights.candidate.values
      let (low, high) = (fixed(100 * values.min()!, 2), fixed(100 * values.max()!, 2))
      #expect(text.contains(low == high ? ">\(low)%<" : ">\(low)% to \(high)%<"))
    }
  }

  @Test func barsAreAsLongAsTheTimes() throws {
    let figure = try #require(
      TimingFigure(StageTimings(methods: [.emd: 25, .h2l: 100], reranked: 50)))
    let picture = try drawn(figure, query: patchwork(0), candidate: patchwork(0))
    func length(_ y: Double, _ color: [UInt8]) -> Int {
      (0..<picture.width).count { isClose(pixel(picture, Double($0) / 4, y), color) }
    }
    let emd = length(6, [0x1f, 0x4e, 0x8c])
    let h2l = length(22, [0xb3, 0x5c, 0x1e])
    #expect(abs(Double(h2l) / Double(emd) - 4) < 0.1)
    #expect(figure.alternativeText.contains("EMD 0.500 ms, H2L 2.000 ms"))
    #expect(TimingFigure(StageTimings(methods: [.emd: 1, .h2l: 1], reranked: 0)) == nil)
  }
}
