import Datasets
import Foundation
import Testing
import _WorkshopSupport

@testable import Identification
@testable import Measurement
@testable import Runs
@testable import Statistics

@Suite struct SingleComparisonTests {
  /// Each of twelve gallery pictures with the others: two of its person and nine of three other people.
  @Test func everyComparisonCountsOnce() throws {
    let shop = try Workshop()
    let job = EvaluateJob(
      queries: shop.gallery, gallery: shop.gallery, settings: try shop.trainedSettings(),
      weightings: [.apc, .uniform], alphas: [0, 0.7], depths: [4])
    let evaluation = try job.measurement()
    let rows = evaluation.results.results
    let found = rows.filter { $0.singleComparisons != nil }
    // Stage 1, and of each other series the alpha nearest to 0.7.
    #expect(
      found.map(\.id) == [
        "stage1/strict", "emd/apc/7x6/sinkhorn/0.7/4/strict",
        "emd/uniform/7x6/sinkhorn/0.7/4/strict",
        "h2l/0.7/4/strict",
      ])
    let stage1 = try #require(found[0].singleComparisons)
    #expect(stage1.population == .gallery && stage1.genuine == 24 && stage1.impostor == 108)
    #expect(stage1.every == nil)
    #expect(stage1.histogram.genuine.reduce(0, +) == 24)
    #expect(stage1.histogram.impostor.reduce(0, +) == 108)
    #expect(stage1.histogram.edges.count == stage1.histogram.genuine.count + 1)
    // Four candidates of each of twelve queries.
    let emd = try #require(found[1].singleComparisons)
    #expect(emd.population == .candidates && emd.genuine + emd.impostor == 48)
    // By the definition, from the gallery's own embeddings.
    let models = try Models(shop.settings)
    let gallery = try PictureSource(
      models: models, listing: ListingOptions(), isQuiet: true, isStrict: true
    ).gallery(
      PictureSource(models: models, listing: ListingOptions(), isQuiet: true, isStrict: true)
        .prepare(shop.gallery), needsLandmarks: false
    ).gallery
    let place = stage1.curve.thresholds.count / 2
    let threshold = stage1.curve.thresholds[place]
    var (right, wrong) = (0, 0)
    for first in gallery.entries.indices {
      for second in gallery.entries.indices where second != first {
        let isSame = gallery.entries[first].label == gallery.entries[second].label
        let isMatch = gallery.cosine(first, second) >= threshold
        if isSame && !isMatch { right += 1 }
        if !isSame && isMatch { wrong += 1 }
      }
    }
    #expect(abs(stage1.curve.falseNonMatches[place] - 100 * Double(right) / 24) < 1e-9)
    #expect(abs(stage1.curve.falseMatches[place] - 100 * Double(wrong) / 108) < 1e-9)
    #expect(stage1.curve.low[place] <= stage1.curve.falseNonMatches[place])
    // Too few comparisons, or people with a false match, for any rate.
    #expect(stage1.points.count == 5 && stage1.points.allSatisfy { $0.refused != nil })
    #expect(
      stage1.points.last?.refused == """
        An FMR of 0.00001 cannot be measured on 108 comparisons of different people: at least 1000000 are \
        required, so that 10 false matches are expected.
        """)
    // What is not stated cannot hold.
    let assertion = try #require(ResultAssertion("stage1 FNMR@0.1 <= 100"))
    #expect(assertion.check(evaluation.results) == .fitsNothing)
    var stated = try #require(evaluation.results)
    stated.results[0].singleComparisons?.points[0].falseNonMatches = 12
    #expect(assertion.check(stated) == .holds)
    let page = try evaluation.html(templates: nil)
    #expect(page.contains("Single comparisons") && page.contains("who resemble the query most"))
    #expect(page.contains("12 queries of 4 people"))
    #expect(try evaluation.pdf().starts(with: "%PDF".utf8))
  }

  /// A large gallery is compared in part, and with all pictures of the query's person.
  @Test func aLargeGalleryIsComparedInPart() throws {
    let shop = try Workshop()
    let models = try Models(shop.settings)
    let source = PictureSource(
      models: models, listing: ListingOptions(), isQuiet: true, isStrict: true)
    let gallery = try source.gallery(source.prepare(shop.gallery), needsLandmarks: false).gallery
    let search = try TwoStageSearch(gallery, models, RegisteredScorer.standard)
    let plan = SearchPlan(
      methods: [.stage1], grids: [.native], solvers: [.sinkhorn], weightings: [.apc], epsilon: 0.05,
      depths: [5], alphas: [0.7])
    let labels = (0..<12).map { $0 / 3 }
    let ranking = MeasuredRanking(
      rule: ProtocolRule(.strict), setting: RankingSetting(method: .stage1), depth: 12)
    var tally = try #require(
      ComparisonTally([ranking], plan, search, labels: labels, mostPictures: 4))
    #expect(tally.step == 3)
    let query = try Query(4, of: gallery)
    tally.addCosines(
      0, query, tally.products([query])[0], search, labels: labels, person: 1, excluded: [4])
    let rates = try #require(tally.rates[0])
    // Pictures 0, 6 and 9 of others; 3 and 5 of its own person.
    #expect(rates.impostor.sums.reduce(0, +) == 3 && rates.genuine.sums.reduce(0, +) == 2)
    var copy = try #require(
      ComparisonTally([ranking], plan, search, labels: labels, mostPictures: 4))
    #expect(copy.fits(tally.record) && !copy.fits([]))
    copy.add(tally.record)
    #expect(copy.rates == tally.rates)
  }
}
