import Basics
import Identification
import Pictures
import Statistics
import Testing
import _TestSupport

@testable import Evidence

@Suite struct SearchStateTests {
  /// Pictures 0 and 1 show anna, 2 and 4 show bert, 3 has no label.
  private static let labels: [String?] = ["anna", "anna", "bert", nil, "bert"]

  private func rankings(
    cosines: [Double] = [0.9, 0.8, 0.6, 0.5, 0.4], emd: [Double] = [0.9, 0.8, 0.6, 0.5, 0.4]
  ) -> Rankings {
    let neighbors = cosines.enumerated().map { Neighbor(index: $0, cosine: $1) }
      .sorted { $0.cosine > $1.cosine }
    return Rankings([
      Ranking(neighbors),
      Ranking(.emd, neighbors, similarities: neighbors.map { emd[$0.index] }, alpha: 1),
    ])
  }

  private func people(_ rankings: Rankings, gallery: Int = 30) -> ResultPeople {
    ResultPeople(rankings, galleryPeople: gallery, galleryPictures: 3 * gallery) {
      Self.labels[$0]
    }
  }

  // MARK: People

  @Test func picturesAreGroupedByLabelAndEachUnlabeledOneIsAPerson() {
    let people = people(rankings(emd: [0.5, 0.9, 0.95, 0.6, 0.1]))
    #expect(people.people.map(\.label) == ["bert", "anna", nil])
    #expect(people.people.map(\.pictures) == [[2, 4], [1, 0], [3]])
    #expect(people.people.map(\.best) == [2, 1, 3])
    #expect(people.people.map(\.letter) == ["A", "B", "C"])
    // By the cosine anna is first, and her best picture there is another one.
    #expect(people.people.map { $0.ranks[.stage1] } == [2, 1, 3])
    #expect(people.people[1].scores == [.stage1: 0.9, .emd: 0.9])
    #expect(abs(people.lead! - 0.05) < 1e-12)
    #expect(abs(people.leads[.stage1]! - 0.3) < 1e-12)
    #expect(people.picturesBeforeAnybodyElse == 1)
    #expect(people.first(by: .stage1)?.label == "anna")
    #expect(people.person(ofPicture: 4)?.letterIndex == 0)
  }

  @Test func theFirstPersonsPicturesBeforeOthersAreCounted() {
    #expect(people(rankings()).picturesBeforeAnybodyElse == 2)
  }

  @Test func candidatesThatWereNotReRankedHaveNoPart() {
    let neighbors = [0.9, 0.8, 0.7].enumerated().map { Neighbor(index: $0 + 1, cosine: $1) }
    let rankings = Rankings([
      Ranking(neighbors), Ranking(.emd, neighbors, similarities: [0.5], alpha: 0.7),
    ])
    let people = people(rankings)
    #expect(people.people.map(\.pictures) == [[1]] && people.lead == nil)
    // Stage 1 ranks more people, so it has a lead.
    #expect(people.people[0].ranks == [.stage1: 1, .emd: 1] && people.leads[.stage1] != nil)
  }

  @Test(arguments: [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ")])
  func lettersGoOnAfterZ(index: Int, letter: String) {
    #expect(ResultPerson.letter(index) == letter)
  }

  // MARK: The rule

  private func stability(lead: Double, spread: Double) -> QueryStability {
    QueryStability(
      lead: lead,
      copies: [-1.0, 1].map {
        QueryStability.Copy(
          change: QueryStability.Change(), cosine: 1, first: 0, lead: lead + $0 * spread)
      }, people: 2)
  }

  private func share(_ count: Int, of trials: Int) -> ShareByPeople {
    ShareByPeople((0..<trials).map { $0 < count }, person: Array(0..<trials))!
  }

  private func height(_ wrong: ShareByPeople?, _ limits: [TestLimit] = []) -> ScoreHeight {
    ScoreHeight(
      method: .emd, score: 0.9, others: [], wrongPeople: wrong, rightPeople: nil,
      likelihoodRatio: nil, limits: limits)
  }

  private func state(
    of people: ResultPeople? = nil, _ height: ScoreHeight,
    voters: [ScoringMethod] = [.stage1, .emd],
    lead: Double = 0.5, spread: Double = 0.25, rule: SearchState.Rule = .init()
  ) throws -> SearchState {
    try #require(
      SearchState(
        people ?? self.people(rankings()), voters: voters, height: height,
        stability: stability(lead: lead, spread: spread), rule: rule))
  }

  @Test func onePersonStandsApartIfAllAgreeAndStrangersRarelyReachTheScore() throws {
    let rare = share(1, of: 100)
    let state = try state(height(rare))
    #expect(state.kind == .standsApart)
    #expect(
      state.reasons == [
        .methodsAgree(methods: [.stage1, .emd]), .rarelyWrong(searches: rare, limit: 0.01),
        .leadBeyondSpread(lead: 0.5, spread: 0.25),
      ])
    #expect(state.deciding == state.reasons)
    #expect(try self.state(height(share(2, of: 100))).kind == .weakLead)
    // Another limit of the laboratory.
    var rule = SearchState.Rule()
    rule.apartAt = 0.02
    #expect(try self.state(height(share(2, of: 100)), rule: rule).kind == .standsApart)
    rule.apartAt = 0
    #expect(try self.state(height(share(1, of: 100)), rule: rule).kind == .weakLead)
  }

  @Test(arguments: [
    TestLimit.noCalibration, .noPeople, .fewPeople(people: 99, least: 100),
    .largerGallery(people: 61, testPeople: 30, pictures: 90, testPictures: 90),
    .otherKind(query: .mask, test: .clean),
  ])
  func withoutARateNobodyStandsApart(limit: TestLimit) throws {
    let wrong = limit == .noCalibration ? nil : share(0, of: 100)
    let state = try state(height(wrong, [limit]))
    #expect(state.kind == .weakLead)
    #expect(state.deciding == [.noRate(because: limit)])
  }

  @Test func methodsThatNameTwoPeopleNameNobody() throws {
    let people = people(rankings(cosines: [0.5, 0.4, 0.6, 0.3, 0.2]))
    let state = try state(of: people, height(share(0, of: 100)))
    #expect(state.kind == .nobody)
    #expect(state.deciding == [.methodsDiffer(first: [.stage1: 1, .emd: 0])])
    // A method that does not count has no vote.
    #expect(
      try self.state(of: people, height(share(0, of: 100)), voters: [.emd]).kind == .standsApart)
    let none = try self.state(height(share(0, of: 100)), voters: [.h2l])
    #expect(none.kind == .weakLead && none.deciding == [.noMethod])
    // The person whom the leading method puts first is not named if only the other one counts.
    #expect(
      try self.state(of: people, height(share(0, of: 100)), voters: [.stage1]).kind == .nobody)
  }

  @Test func aScoreThatMostStrangersReachNamesNobodyEvenWithFewTestPeople() throws {
    let most = share(11, of: 20)
    let state = try state(height(most, [.fewPeople(people: 20, least: 100)]))
    #expect(state.kind == .nobody)
    #expect(state.deciding == [.mostlyWrong(searches: most, limit: 0.5)])
    #expect(try self.state(height(share(10, of: 20), [.noPeople])).kind == .weakLead)
  }

  @Test func aLeadThatSmallChangesOfTheQueryMakeNamesNobody() throws {
    let state = try state(height(share(0, of: 100)), lead: 0.25, spread: 0.25)
    #expect(state.kind == .nobody)
    #expect(state.deciding == [.leadWithinSpread(lead: 0.25, spread: 0.25)])
    #expect(try self.state(height(share(0, of: 100)), lead: 0, spread: 0).kind == .nobody)
  }

  @Test func withoutChangedCopiesNobodyStandsApart() throws {
    let state = try #require(
      SearchState(
        people(rankings()), voters: [.stage1, .emd], height: height(share(0, of: 100)),
        stability: nil))
    #expect(state.kind == .weakLead && state.deciding == [.notTried])
  }

  @Test func aGalleryOfOnePersonIsAWeakLeadAtBest() throws {
    let neighbors = [Neighbor(index: 0, cosine: 0.9), Neighbor(index: 1, cosine: 0.8)]
    let rankings = Rankings([
      Ranking(neighbors), Ranking(.emd, neighbors, similarities: [0.9, 0.8], alpha: 0.7),
    ])
    let state = try #require(
      SearchState(
        people(rankings, gallery: 1), voters: [.stage1, .emd], height: height(share(0, of: 100)),
        stability: nil))
    #expect(state.kind == .weakLead && state.deciding == [.onlyPerson])
    #expect(state.reasons.last == .fewGalleryPeople(people: 1, least: 20))
  }

  @Test func aSmallGalleryIsNotedAndDoesNotChangeTheState() throws {
    let state = try state(of: people(rankings(), gallery: 19), height(share(0, of: 100)))
    #expect(state.kind == .standsApart)
    #expect(state.reasons.last == .fewGalleryPeople(people: 19, least: 20))
    #expect(
      try !self.state(of: people(rankings(), gallery: 20), height(nil, [.noCalibration])).reasons
        .contains { if case .fewGalleryPeople = $0 { true } else { false } })
  }

  @Test func theStateIsReadBackFromItsJSON() throws {
    let state = try state(height(share(3, of: 100), []))
    let bytes = Array(try JSONText.encode(state).utf8)
    #expect(try StrictJSON.decode(SearchState.self, from: bytes) == state)
  }

  // MARK: Copies

  @Test func theSpreadIsTheSizeOfTheChangesOfTheLead() {
    let stability = QueryStability(
      lead: 0.1,
      copies: [(0.97, 0, 0.13), (0.95, 1, -0.02)].map {
        QueryStability.Copy(
          change: QueryStability.Change(), cosine: $0, first: $1, lead: $2)
      }, people: 3)
    #expect(abs(stability.spread - ((0.03 * 0.03 + 0.12 * 0.12) / 2).squareRoot()) < 1e-12)
    #expect(stability.others == 1 && stability.leastCosine == 0.95)
  }

  @Test func tenDifferentCopiesAreMade() throws {
    let changes = QueryStability.Change.all
    #expect(changes.count == 10)
    #expect(changes.indices.allSatisfy { !changes[..<$0].contains(changes[$0]) })
    let picture = Picture(
      width: 20, height: 24, channels: .rgb,
      samples: HashedValues.unit("copies", count: 20 * 24 * 3).map { UInt8(abs($0) * 255) })
    let copies = changes.map(picture.changed)
    for (place, copy) in copies.enumerated() {
      #expect(copy.width == 20 && copy.height == 24 && copy.samples != picture.samples)
      #expect(!copies[..<place].contains { $0.samples == copy.samples })
    }
    #expect(copies[0].samples == picture.mirrored.samples)
  }

  /// A black border would be a change that no camera makes.
  @Test func edgesRepeatOutsideThePicture() {
    let plain = Picture(
      width: 10, height: 10, channels: .gray, samples: [UInt8](repeating: 77, count: 100))
    for change in QueryStability.Change.all {
      #expect(plain.changed(by: change).samples.allSatisfy { $0 == 77 })
    }
  }
}
