import Identification
import Statistics

/// One search of a test set by one method.
package struct TestSearch: Sendable, Equatable, Codable {
  /// The number of the searched person in the calibration.
  package let person: Int
  /// The score of the best picture of another person; `nil` if the search found no other person.
  package let wrong: Double?
  /// The number of that person; `nil` for a picture without a label, and if it is not recorded.
  package let wrongPerson: Int?
  /// The scores of the searched person's own pictures, falling; empty if none was scored.
  package let right: [Double]

  package init(person: Int, wrong: Double?, wrongPerson: Int?, right: [Double]) {
    self.person = person
    self.wrong = wrong
    self.wrongPerson = wrongPerson
    self.right = right
  }
}

/// One method's scores of a calibration set with known identities, search by search.
package struct ScoreSample: Sendable, Equatable, Codable {
  package let searches: [TestSearch]

  package init(searches: [TestSearch]) {
    self.searches = searches
  }

  /// The best score of a wrong person in each search, falling.
  package var wrongScores: [Double] { searches.compactMap(\.wrong).sorted(by: >) }

  /// The best score of the right person in each search that has one, falling.
  package var rightScores: [Double] { searches.compactMap(\.right.first).sorted(by: >) }

  /// Whether it can come from a measurement: scores are numbers and fall, people have numbers.
  ///
  /// - Parameter people: The number of people; `nil` in a format without people.
  func isSound(people: Int?) -> Bool {
    func isPerson(_ number: Int) -> Bool { people.map { (0..<$0).contains(number) } ?? true }
    return searches.allSatisfy { search in
      // Scores are cosines, or sums of a few.
      (search.right + [search.wrong ?? 0]).allSatisfy { abs($0) <= 1e9 }
        && zip(search.right, search.right.dropFirst()).allSatisfy { $0 >= $1 }
        && isPerson(search.person) && search.wrongPerson.map(isPerson) ?? true
        && (search.wrong != nil || search.wrongPerson == nil)
    }
  }
}

extension ScoreSample {
  /// Returns in how many searches a wrong person reaches a score: how often a search for a person who
  /// is not enrolled would end that high.
  ///
  /// - Parameter galleryPeople: The number of people in the gallery.
  /// - Returns: `nil` without such a search.
  package func wrongPeople(atLeast score: Double, galleryPeople: Int) -> ShareByPeople? {
    let found = searches.filter { $0.wrong != nil }
    // A picture without a label is another person each time.
    var next = (found.compactMap(\.wrongPerson).max() ?? -1) + 1
    let others = found.map { search -> Int in
      if let person = search.wrongPerson { return person }
      next += 1
      return next - 1
    }
    return ShareByPeople(
      found.map { $0.wrong! >= score }, person: found.map(\.person), other: others,
      others: galleryPeople)
  }

  /// Returns in how many searches the right person stays below a score.
  ///
  /// - Returns: `nil` without a search that scored the right person.
  package func rightPeople(below score: Double) -> ShareByPeople? {
    let found = searches.filter { !$0.right.isEmpty }
    return ShareByPeople(found.map { $0.right[0] < score }, person: found.map(\.person))
  }
}

/// The rate of an event in a calibration set.
package struct CalibratedRate: Sendable, Equatable, Codable {
  package let count: Int
  package let trials: Int
  /// The 95% interval, which counts people.
  package let interval: Interval

  /// - Returns: `nil` without a trial.
  init?(_ share: ShareByPeople?) {
    guard let share else { return nil }
    (count, trials, interval) = (share.count, share.trials, share.interval)
  }

  /// The rate; `nil` if `count` is 0, because rates below 1/trials cannot be estimated.
  package var rate: Double? { count > 0 ? Double(count) / Double(trials) : nil }
}
