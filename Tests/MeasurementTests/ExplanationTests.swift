import Foundation
import Identification
import Networks
import Pictures
import Statistics
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Commands
@testable import Measurement
@testable import Runs

@Suite struct ExplanationTests {
  /// The values of scipy.stats.spearmanr.
  @Test func rankCorrelationsHaveMeanRanks() throws {
    #expect(meanRanks(of: [3, 1, 3, 2]) == [3.5, 1, 3.5, 2])
    #expect(rankCorrelation([1, 2, 3, 4], [10, 20, 25, 90]) == 1)
    #expect(rankCorrelation([1, 2, 3, 4], [4, 3, 2, 1]) == -1)
    let rho = try #require(rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]))
    #expect(abs(rho - 0.8207826816681233) < 1e-12)
    #expect(rankCorrelation([1, 1, 1], [1, 2, 3]) == nil)
  }

  /// The lower half of a picture is replaced: half of the area is covered, uniform weights have their
  /// share there, and weights that avoid it none.
  @Test func weightOnACoverIsMeasuredAgainstItsArea() throws {
    let original = Workshop.face(1, 1)
    var samples = original.samples
    let half = original.height / 2 * original.width * original.channels.rawValue
    for place in half..<samples.count { samples[place] = samples[place] > 127 ? 0 : 255 }
    let copy = Picture(
      width: original.width, height: original.height, channels: original.channels,
      samples: samples)
    let grid = PatchGrid(rows: 4, columns: 6)
    let covered = try #require(CoveredPatches.of(copy, original: original, grid: grid))
    #expect(covered == [Bool](repeating: false, count: 12) + [Bool](repeating: true, count: 12))
    let even = try #require(
      CoveredPatches.share([Double](repeating: 1 / 24, count: 24), on: covered))
    #expect(abs(even.weight - 0.5) < 1e-12 && even.area == 0.5)
    let above = covered.map { $0 ? -0.3 : 1.0 }
    #expect(CoveredPatches.share(above, on: covered)?.weight == 0)
    #expect(CoveredPatches.share(above, on: covered.map { _ in false }) == nil)
    // Eight gray levels do not count as a cover.
    let noise = Picture(
      width: original.width, height: original.height, channels: original.channels,
      samples: original.samples.map { $0 < 248 ? $0 + 8 : $0 - 8 })
    #expect(
      CoveredPatches.of(noise, original: original, grid: grid) == covered.map { _ in false })
  }

  /// Copies with a covered lower half, under the paths of their originals.
  @Test func explanationsOfASetAreMeasured() throws {
    let shop = try Workshop()
    for person in 1...2 {
      let face = Workshop.face(person, 1)
      let cells = 21..<42
      try shop.write(
        face.covering(cells: cells, rows: 7, columns: 6, gray: 255), "copies/p\(person)/1.png")
    }
    var settings = try shop.trainedSettings()
    settings.ownPictures = .samePath
    var job = EvaluateJob(
      queries: shop.folder.file("copies"), gallery: shop.gallery, settings: settings,
      weightings: [.uniform], alphas: [0.7], depths: [6])
    job.explanations = 2
    let evaluation = try job.measurement()
    let found = try #require(evaluation.results.explanations)
    #expect(found.count == 1 && found[0].queries == 2 && found[0].people == 2)
    #expect(found[0].setting == "uniform, 7x6, sinkhorn, alpha 0.7")
    let maps = found[0].games.map(\.map)
    #expect(maps.first == "importance" && maps.contains("flow") && maps.contains("h2l"))
    #expect(maps.contains("weights uniform") && !maps.contains("weights lmk"))
    for game in found[0].games {
      #expect(game.n + game.notApplicable == 2)
      // An even map has no order.
      if game.map == "weights uniform" { #expect(game.n == 0 && game.beatsAll == nil) }
    }
    let uniform = try #require(found[0].onCover.first { $0.map == "weights uniform" })
    #expect(uniform.n == 2 && abs(uniform.ratio - 1) < 1e-9 && abs(uniform.area - 0.5) < 1e-9)
    let flow = try #require(found[0].flow)
    #expect((0...1).contains(flow.samePlace) && (0...1).contains(flow.entropy))
    #expect(found[0].agreement.map { abs($0.rho) <= 1 } == true)
    let page = try evaluation.html(templates: nil)
    #expect(
      page.contains("Is the cover ignored?") && page.contains("Do the maps find what counts?"))
  }

  @Test func stagesAreTimedForEachQuery() throws {
    let shop = try Workshop()
    var job = EvaluateJob(
      queries: shop.gallery, gallery: shop.gallery, settings: shop.settings,
      scorers: [.stage1, .emd], weightings: [.apc], alphas: [0.7], depths: [5])
    job.isTimed = true
    let evaluation = try job.measurement()
    let timing = try #require(evaluation.results.volatile?.timing)
    #expect(
      timing.stages.map(\.stage) == [
        "decode", "features", "stage1", "emd products", "emd apc", "report",
      ])
    for stage in timing.stages {
      #expect(stage.n == 12 - 3 && stage.least <= stage.lowerQuartile)
      #expect(stage.lowerQuartile <= stage.median && stage.median <= stage.upperQuartile)
      #expect(stage.upperQuartile <= stage.p95 && stage.first > 0)
    }
    // A gallery of twelve has no two of the depths and no prefix.
    #expect(timing.growth.map(\.over) == [.patches])
    var plain = job
    plain.isTimed = false
    #expect(try plain.run().results == evaluation.results.results)
    #expect(try evaluation.html(templates: nil).contains("Time of one query"))
  }

  @Test func quantilesAreLinearBetweenValues() {
    let stage = TimingResults.Stage("x", part: nil, samples: [9, 8, 7, 1, 2, 3, 4, 5])
    #expect(stage.first == 9 && stage.n == 5 && stage.median == 3 && stage.lowerQuartile == 2)
    #expect(stage.p95 == 4.8 && stage.least == 1 && stage.total == 39)
  }
}
