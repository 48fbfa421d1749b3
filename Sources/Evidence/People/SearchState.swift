import Identification
import Statistics

/// The result of a search in one of three words, by a rule that is written here and only here.
///
/// 1. *None stands apart*, if the methods that count name different people, or if a wrong person
///    reaches A's score in more than `mostWrong` of the test searches, or if A's lead over the next
///    person is not more than small changes of the query change it (`QueryStability.spread`).
/// 2. *One person stands apart*, if otherwise a rate can be stated (`ScoreHeight.limits` is empty, so at
///    least 100 people were searched) and it is at most `apartAt`.
/// 3. *Weak lead* in all other cases: so always without a calibration, without the changed copies, and in
///    a gallery of one person.
package struct SearchState: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case standsApart, weakLead, nobody
  }

  /// The numbers of the rule.
  package struct Rule: Sendable, Equatable, Codable {
    /// The largest share of test searches in which a wrong person may reach A's score if A stands
    /// apart.
    package var apartAt = 0.01
    /// The largest such share for a weak lead.
    package var mostWrong = 0.5
    /// The number of people in a gallery below which ranks mean little.
    package var leastGalleryPeople = 20

    package init() {}
  }

  /// What the rule found, each with its numbers.
  package enum Reason: Sendable, Equatable, Codable {
    /// Several methods count, and all put person A first.
    case methodsAgree(methods: [ScoringMethod])
    /// Only this method counts.
    case oneMethod(method: ScoringMethod)
    /// No method counts.
    case noMethod
    /// The methods put different people first; the numbers are places among the people, 0 for A.
    case methodsDiffer(first: ByMethod<Int>)
    /// In at most `limit` of the test searches a wrong person reaches A's score.
    case rarelyWrong(searches: ShareByPeople, limit: Double)
    /// In more than `limit` of them.
    case notRarelyWrong(searches: ShareByPeople, limit: Double)
    /// In more than `limit` of them, the largest share for a lead. The share counts even if no rate can
    /// be stated.
    case mostlyWrong(searches: ShareByPeople, limit: Double)
    /// A rate cannot be stated.
    case noRate(because: TestLimit)
    /// The lead of A is more than the changed copies change it.
    case leadBeyondSpread(lead: Double, spread: Double)
    case leadWithinSpread(lead: Double, spread: Double)
    /// The query was not tried with changed copies.
    case notTried
    /// The gallery has only one person.
    case onlyPerson
    /// The gallery has fewer people than ranks need to mean much; this does not change the state.
    case fewGalleryPeople(people: Int, least: Int)
  }

  package let kind: Kind
  /// In the order of the rule; those that decide are `deciding`.
  package internal(set) var reasons: [Reason]
  /// The methods that count.
  package let voters: [ScoringMethod]
  package let rule: Rule

  /// - Parameters:
  ///   - voters: The methods that count: without trained weights, or if it was trained on a person who
  ///     is shown, a method does not count. Those that do not rank the people are ignored.
  ///   - height: Of person A's score.
  /// - Returns: `nil` if there are no people.
  package init?(
    _ people: ResultPeople, voters: [ScoringMethod], height: ScoreHeight,
    stability: QueryStability?, rule: Rule = Rule()
  ) {
    let voters = voters.filter(people.methods.contains)
    guard !people.people.isEmpty else { return nil }
    var reasons: [Reason] = []
    var (isApart, isNobody) = (true, false)
    let firsts = ByMethod(
      voters.compactMap { method in
        people.first(by: method).map { (method, $0.letterIndex) }
      })
    if Set(firsts.values + [0]).count > 1 {
      // A is first by the leading method, even if that one does not count.
      reasons.append(.methodsDiffer(first: firsts))
      isNobody = true
    } else if let only = voters.first, voters.count == 1 {
      reasons.append(.oneMethod(method: only))
    } else {
      reasons.append(voters.isEmpty ? .noMethod : .methodsAgree(methods: voters))
      if voters.isEmpty { isApart = false }
    }
    if let wrong = height.wrongPeople, wrong.share > rule.mostWrong {
      reasons.append(.mostlyWrong(searches: wrong, limit: rule.mostWrong))
      isNobody = true
    } else if let rate = height.rate {
      let isRare = rate.share <= rule.apartAt
      reasons.append(
        isRare
          ? .rarelyWrong(searches: rate, limit: rule.apartAt)
          : .notRarelyWrong(searches: rate, limit: rule.apartAt))
      if !isRare { isApart = false }
    } else {
      isApart = false
    }
    reasons += height.limits.map { .noRate(because: $0) }
    if height.limits.isEmpty && height.wrongPeople == nil { isApart = false }
    if people.lead == nil {
      reasons.append(.onlyPerson)
      isApart = false
    } else if let stability {
      let (lead, spread) = (stability.lead, stability.spread)
      if lead > spread {
        reasons.append(.leadBeyondSpread(lead: lead, spread: spread))
      } else {
        reasons.append(.leadWithinSpread(lead: lead, spread: spread))
        isNobody = true
      }
    } else {
      reasons.append(.notTried)
      isApart = false
    }
    if people.galleryPeople < rule.leastGalleryPeople {
      reasons.append(
        .fewGalleryPeople(people: people.galleryPeople, least: rule.leastGalleryPeople))
    }
    kind = isNobody ? .nobody : isApart ? .standsApart : .weakLead
    self.reasons = reasons
    self.voters = voters
    self.rule = rule
  }
}

extension SearchState.Reason {
  /// The state that this reason alone allows at best; `nil` if it does not limit the state.
  package var best: SearchState.Kind? {
    switch self {
    case .methodsDiffer, .mostlyWrong, .leadWithinSpread: .nobody
    case .notRarelyWrong, .noRate, .notTried, .onlyPerson, .noMethod: .weakLead
    case .methodsAgree, .oneMethod, .rarelyWrong, .leadBeyondSpread, .fewGalleryPeople: nil
    }
  }
}

extension SearchState {
  /// The reasons that make the state not better than it is; for a person who stands apart, all.
  package var deciding: [Reason] {
    kind == .standsApart ? reasons : reasons.filter { $0.best == kind }
  }
}
