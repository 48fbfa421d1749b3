import Basics
import Foundation
import Identification
import Measurement
import Runs
import Testing
import _TestSupport
import _WorkshopSupport

@Suite struct VerifyJobTests {
  /// Each picture with the next two of the gallery of twelve, in file order: same and different.
  func pairs(_ shop: Workshop) throws -> String {
    let names = (1...4).flatMap { person in (1...3).map { "p\(person)/\($0).png" } }
    var lines: [String] = []
    for (place, name) in names.enumerated() {
      for step in [1, 2] {
        let other = names[(place + step) % names.count]
        lines.append("\(name) \(other) \(name.prefix(2) == other.prefix(2) ? 1 : 0)")
      }
    }
    try shop.write(Array(lines.joined(separator: "\n").utf8), "pairs.txt")
    return shop.folder.file("pairs.txt")
  }

  func verify(_ shop: Workshop, pairs: String, alphas: [Double] = [0.7]) throws
    -> VerificationResults
  {
    var settings = try shop.trainedSettings()
    settings.galleryListing.root = shop.gallery
    return try VerifyJob(
      pairs: pairs, settings: settings, scorers: [.stage1, .emd, .h2l], weightings: [.apc],
      alphas: alphas, limits: [0.9, 0.01]
    ).run()
  }

  @Test func measuresEachScorer() throws {
    let shop = try Workshop()
    let results = try verify(shop, pairs: try pairs(shop), alphas: [0, 0.7])
    #expect(results.results.map(\.scorer) == [.stage1, .emd, .emd, .h2l, .h2l])
    #expect(results.settings.pictures == 12 && results.settings.pairsScored == 24)
    #expect(results.settings.folding == .blocksOfEachKind)
    // The JSON has all settings side by side.
    let json = try JSONEncoder().encode(results)
    #expect(try JSONDecoder().decode(VerificationResults.self, from: json) == results)
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    let settings = try #require(object["settings"] as? [String: Any])
    #expect(settings["pictures"] as? Int == 12 && settings["model"] as? String == shop.model)
    for row in results.results {
      #expect(row.same == 12 && row.different == 12)
      #expect(row.accuracy?.folds.count == 10)
      // Ten of the twelve different pairs may be accepted, but twelve say nothing of 1 %.
      #expect(row.rates[0].value != nil && row.rates[0].refused == nil)
      #expect(row.rates[1].value == nil && row.rates[1].refused?.contains("at least 1000") == true)
      let rate = row.equalErrorRate
      #expect(rate.interval.low <= rate.value && rate.value <= rate.interval.high)
      #expect(row.curve.trueAcceptRates.last == 100 && row.curve.falseAcceptRates.last == 100)
      // The same over four people, whom their folders distinguish.
      let people = try #require(row.accuracy?.peopleInterval)
      #expect(people.low < people.high && people.high <= 100)
      let accepted = try #require(row.rates[0].peopleInterval)
      #expect(accepted.low <= row.rates[0].value!)
      #expect(row.rates[0].falseAcceptPeopleInterval != nil && row.rates[1].peopleInterval == nil)
      let equal = try #require(rate.peopleInterval)
      #expect(equal.low <= equal.high && row.areaUnderCurve.peopleInterval != nil)
      let band = try #require(row.curve.band)
      #expect(zip(band.low, band.high).allSatisfy { $0 <= $1 })
      #expect(zip(band.low, band.low.dropFirst()).allSatisfy { $0 <= $1 })
    }
    #expect(results.settings.people == 4 && results.settings.peopleBy == .names)
    let page = try results.html(templates: nil)
    #expect(page.contains("Intervals by people") && page.contains("over 4 people"))
    #expect(results.csv().contains("people_low,people_high"))
    // With alpha 0 only the cosine counts.
    let (first, emd) = (results.results[0], results.results[1])
    #expect(emd.alpha == 0 && emd.curve == first.curve && emd.accuracy == first.accuracy)
    #expect(results.results[2].curve.thresholds != first.curve.thresholds)
  }

  /// One workshop for all three: its hashed weights take their time.
  @Test func goesOnWithoutWhatCannotBeUsed() throws {
    let shop = try Workshop()
    let path = try pairs(shop)
    try shop.write([1, 2, 3], "gallery/p1/1.png")
    let broken = try verify(shop, pairs: path)
    #expect(broken.failures.map(\.path) == ["p1/1.png"])
    // It stood in two pairs as the first and in two as the second.
    #expect(broken.settings.pairsScored == 20 && broken.settings.pairCount == 24)
    #expect(broken.results[0].same + broken.results[0].different == 20)

    try shop.write(Array("p1/3.png p1/2.png 1\np1/3.png p2/1.png 0\n".utf8), "pairs.txt")
    let few = try verify(shop, pairs: path)
    #expect(few.results[0].accuracy == nil)
    #expect(few.results[0].accuracyRefused?.hasPrefix("Ten folds need at least ten") == true)
    #expect(few.table().contains { $0.contains("Ten folds need at least ten") })

    try shop.write(Array("x.png y.png 1\nx.png z.png 0\n".utf8), "pairs.txt")
    #expect(throws: JobError.self) { try verify(shop, pairs: path) }
  }
}
