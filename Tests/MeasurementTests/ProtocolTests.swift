import Basics
import Foundation
import Identification
import Networks
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Commands
@testable import Measurement
@testable import Runs

@Suite struct ProtocolTests {
  private func job(_ shop: Workshop, queries: String, alphas: [Double] = [0.7]) -> EvaluateJob {
    EvaluateJob(
      queries: queries, gallery: shop.gallery, settings: shop.settings, scorers: [.stage1, .emd],
      weightings: [.apc], alphas: alphas)
  }

  /// A gallery searched by its own pictures: the published code counts the query among the pictures to
  /// be found, so that no ranking exceeds (n - 1) / n.
  @Test func thePublishedRCountsTheQueryItself() throws {
    let shop = try Workshop()
    var job = job(shop, queries: shop.gallery)
    job.protocols = [.strict, .published]
    let results = try job.run()
    let ceilings = try #require(results.ceilings)
    #expect(ceilings.map(\.searchProtocol) == [.strict, .published])
    #expect(ceilings[0].rPrecision == 100 && ceilings[0].meanAveragePrecisionAtR == 100)
    // Three pictures of each person.
    #expect(abs(ceilings[1].rPrecision - 200 / 3.0) < 1e-9)
    #expect(abs(ceilings[1].meanAveragePrecisionAtR - 200 / 3.0) < 1e-9)
    let stage1 = results.results.filter { $0.scorer == .stage1 }
    #expect(stage1[0].precisionAt1 == stage1[1].precisionAt1)
    #expect(
      Set(results.results.filter { $0.scorer == .emd }.map(\.solver)) == [.sinkhorn, .published])
  }

  /// Copies under the paths of their originals.
  @Test func onlyTheStrictProtocolLeavesOutTheOriginalOfACopy() throws {
    let shop = try Workshop()
    for person in 1...4 { try shop.write(Workshop.face(person, 6), "copies/p\(person)/1.png") }
    var job = EvaluateJob(
      queries: shop.folder.file("copies"), gallery: shop.gallery,
      settings: {
        var settings = shop.settings
        settings.ownPictures = .samePath
        return settings
      }(), scorers: [.stage1], weightings: [.apc], alphas: [0.7])
    job.protocols = [.strict, .thesis]
    let (results, _) = try job.measured()
    #expect(results.settings.leftOut == 4)
    let ceiling = try #require(results.ceilings)
    #expect(ceiling.allSatisfy { $0.rPrecision == 100 })
    #expect(results.results.map(\.searchProtocol) == [.strict, .thesis])
  }

  @Test func severalSetsOfQueriesShareTheGallery() throws {
    let shop = try Workshop()
    let job = EvaluateJob(
      queries: [shop.queries, shop.gallery], gallery: shop.gallery, settings: shop.settings,
      scorers: [.stage1, .emd], weightings: [.apc], alphas: [0.5])
    let results = try job.run()
    #expect(results.results.map(\.n) == [4, 4, 12, 12])
    #expect(Set(results.results.compactMap(\.part)).count == 2)
    let alone = try EvaluateJob(
      queries: shop.queries, gallery: shop.gallery, settings: shop.settings,
      scorers: [.stage1, .emd], weightings: [.apc], alphas: [0.5]
    ).run()
    for (one, other) in zip(results.results, alone.results) {
      #expect(one.precisionAt1 == other.precisionAt1 && one.rPrecision == other.rPrecision)
    }
  }

  /// With alpha 0 a re-ranker leaves stage 1's order: no difference, and p is 1.
  @Test func aRowThatChangesNothingDiffersByNothing() throws {
    let shop = try Workshop()
    let results = try job(shop, queries: shop.gallery, alphas: [0]).run()
    let comparisons = try #require(results.comparisons)
    #expect(comparisons.map(\.metric) == ["P@1", "RP", "MAP@R"])
    for one in comparisons {
      #expect(one.difference == 0 && one.signFlip == 1 && one.holm == 1)
      #expect(one.sentence.hasSuffix("These queries do not show a difference."))
    }
    #expect(comparisons[0].won == 0 && comparisons[0].lost == 0 && comparisons[0].mcnemar == 1)
  }

  /// Each query searches again without its person: as many searches for strangers as queries.
  @Test func eachQueryAlsoSearchesAsAStranger() throws {
    let shop = try Workshop()
    var job = job(shop, queries: shop.gallery)
    job.limits = [1, 0.01]
    let results = try job.run()
    for row in results.results {
      let open = try #require(row.openSet)
      #expect(open.mode == "own" && open.mated == 12 && open.nonMated == 12)
      // 0.01 takes 1,000 searches.
      #expect(open.points[1].refused?.contains("at least 1000") == true)
      let all = open.points[0]
      #expect(all.falsePositives == 100)
      #expect(row.investigation?.first?.rate == 100 - row.precisionAt1)
    }
    // Stage 1 finds strangers where it finds its best wrong person.
    let ranking = try job.measurement().parts[0].tally.rankings[0]
    #expect(ranking.strangers == ranking.bestOthers)
  }

  /// Each half of the people is a gallery, and the other half's queries are strangers in it.
  @Test(arguments: [3, 100]) func halvesOfThePeopleAreStrangersInEachOther(depth: Int) throws {
    let shop = try Workshop()
    var job = EvaluateJob(
      queries: shop.gallery, gallery: shop.gallery, settings: shop.settings,
      scorers: [.stage1, .emd], weightings: [.apc], alphas: [0.5], depths: [depth])
    job.strangers = .split
    job.limits = [1]
    let evaluation = try job.measurement()
    let part = evaluation.parts[0]
    let halves = EvaluationTally.halved(4, seed: 1)
    #expect(halves.filter(\.self).count == 2 && halves != EvaluationTally.halved(4, seed: 4))
    #expect(evaluation.results.results.allSatisfy { $0.openSet?.mode == "split" })
    let stage1 = part.tally.rankings[0]
    for (place, query) in part.tally.queries.enumerated() {
      // What remains of a half's six pictures, own person's first or not, decides both searches.
      let alone = TwoStageSearch(gallery: part.gallery)
      let index = try #require(part.gallery.entries.firstIndex { $0.path == query.path })
      let order = alone.stage1WithOwn([try Query(index, of: part.gallery)], depth: 12)[0]
        .filter { $0.index != index }
      let labels = part.tally.labels
      let own = order.filter { halves[labels[$0.index]] == halves[query.person] }
      let other = order.first { halves[labels[$0.index]] != halves[query.person] }
      #expect(stage1.strangers[place] == other?.cosine)
      let rank = own.firstIndex { labels[$0.index] == query.person }.map { $0 + 1 }
      #expect(stage1.enrolledMates[place]?.rank == rank.flatMap { $0 <= depth ? $0 : nil })
    }
    #expect(try evaluation.html(templates: nil).contains("The people are in two halves"))
  }

  @Test func strangersOfAFolderMustNotBeEnrolled() throws {
    let shop = try Workshop()
    var job = job(shop, queries: shop.queries)
    job.nonmates = shop.queries
    #expect(throws: JobError.self) { try job.run() }
    try shop.write(Workshop.face(5, 1), "strangers/s/1.png")
    job.nonmates = shop.folder.file("strangers")
    job.limits = [1]
    let results = try job.run()
    #expect(
      results.results.allSatisfy { $0.openSet?.mode == "nonmates" && $0.openSet?.nonMated == 1 })
    // Fusions search for strangers like all others, and at their ends as their parts do.
    job.fusion.alphaRanges = [AlphaRange(low: 0.7, high: 0.7)]
    let ranged = try job.run().results.filter { $0.scorer == .emd }
    #expect(ranged.count == 2 && ranged[0].openSet == ranged[1].openSet)
  }

  @Test func assertionsNameRowsByTheirParts() throws {
    let shop = try Workshop()
    let results = try job(shop, queries: shop.queries).run()
    func check(_ text: String) throws -> ResultAssertion.Outcome {
      try #require(ResultAssertion(text)).check(results)
    }
    #expect(try check("emd/apc/0.7 P@1 >= 0") == .holds)
    #expect(try check("stage1 CMC4 <= 100") == .holds)
    #expect(try check("h2l P@1 >= 0") == .fitsNothing)
    let value = results.results[0].precisionAt1
    #expect(try check("stage1 P@1 = \(value)+-0.01") == .holds)
    guard case .fails(let sentences) = try check("stage1 P@1 > \(value)") else {
      Issue.record("it holds")
      return
    }
    #expect(sentences.count == 1 && sentences[0].contains("does not hold: stage1/strict has"))
    for wrong in ["P@1 > 3", "stage1 P@1 = 3+-x", "stage1 speed > 3", "stage1 P@1 !! 3"] {
      #expect(ResultAssertion(wrong) == nil, "\(wrong)")
    }
  }

  @Test func filesHaveALineForEachRowAndQuery() throws {
    let shop = try Workshop()
    var evaluation = try job(shop, queries: shop.queries).measurement()
    evaluation.setCommand("facet evaluate --queries '<b>' & more")
    let queries = evaluation.queriesCSV().split(separator: "\n")
    #expect(queries.count == 1 + 2 * 4)
    #expect(queries[0].hasPrefix("part,query,label,row,first_mate_rank"))
    let lines = evaluation.resultsCSV().split(separator: "\n").filter { $0.contains(",P@1,") }
    #expect(lines.count == 2)
    #expect(csvField("a,\"b\"") == "\"a,\"\"b\"\"\"")
    let html = try evaluation.html(templates: nil)
    #expect(html.contains("Searches with a threshold") && !html.contains("://"))
    // How to repeat it, through the one place that escapes.
    #expect(html.contains("facet evaluate --queries &#39;&lt;b&gt;&#39; &amp; more"))
    #expect(try JSONText.encode(evaluation.results).contains("facet evaluate --queries"))
    #expect(try evaluation.pdf().starts(with: "%PDF".utf8))
    #expect(try evaluation.pdf() == evaluation.pdf())
  }

  /// Two groups of a hundred searches with one threshold: one misses 20, the other 40 of a hundred.
  @Test func groupsAreComparedAtOneThreshold() throws {
    let places = 0..<200
    let names: [String?] = places.map { $0 < 100 ? "a" : $0 < 195 ? "b" : nil }
    let found = GroupResults(
      limit: 0.1, threshold: 0.5,
      misses: places.map { $0 < 100 ? $0 % 5 == 0 : $0 % 5 < 2 },
      alarms: places.map { $0 % 10 == 0 }, people: Array(places), names: names)
    #expect(found.groups.map(\.group) == ["a", "b"] && found.groups.map(\.n) == [100, 95])
    #expect(found.groups[0].falseNegatives == 20 && found.groups[1].falseNegatives == 40)
    #expect(found.groups[0].falsePositives == 10)
    // Ninety-five searches have nine and a half expected false positives.
    #expect(found.groups[1].falsePositives == nil && found.falsePositiveSpread == nil)
    let spread = try #require(found.falseNegativeSpread)
    #expect(abs(try #require(spread.greatestToLeast) - 2) < 1e-12)
    #expect(abs(try #require(spread.greatestToGeometricMean) - 2.0.squareRoot()) < 1e-12)

    let shop = try Workshop()
    try shop.write(Array("label,group\np1,x\np2,x\n\np3,y\n".utf8), "groups/groups.csv")
    var job = job(shop, queries: shop.gallery)
    job.limits = [1]
    job.groups = try PersonGroups(path: shop.folder.file("groups/groups.csv"))
    let evaluation = try job.measurement()
    let groups = try #require(evaluation.results.results[0].groups)
    #expect(groups.groups.map(\.n) == [6, 3] && groups.groups.map(\.people) == [2, 1])
    #expect(
      try evaluation.html(templates: nil).contains("Error rates of groups at one"))
    for text in ["p1", "p1,", "p1,a\np1,b", "a,b,c"] {
      try shop.write(Array(text.utf8), "groups/wrong.csv")
      #expect(throws: PersonGroupsError.self) {
        try PersonGroups(path: shop.folder.file("groups/wrong.csv"))
      }
    }
  }
}
