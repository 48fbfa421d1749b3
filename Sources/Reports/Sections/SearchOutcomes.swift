import Evidence
import Identification
import Statistics

/// What the searches of a test set found, counted.
enum SearchOutcomes {
  /// Whether whole face and patches name one person, and who was right.
  struct Agreement: Equatable {
    /// The searches in which both name one person, and those in which that person was right.
    var one = 0
    var oneRight = 0
    /// The searches in which they name two people.
    var two = 0
    var patchesRight = 0
    var faceRight = 0
  }

  /// Returns whether the right person is first in a search; a right person who was not scored is not.
  static func isRight(_ search: TestSearch) -> Bool {
    guard let right = search.right.first else { return false }
    return search.wrong.map { right > $0 } ?? true
  }

  static func rightFirst(_ sample: ScoreSample) -> ShareByPeople? {
    ShareByPeople(sample.searches.map(isRight), person: sample.searches.map(\.person))
  }

  /// Returns the share of searches that scored the right person.
  static func scored(_ sample: ScoreSample) -> Double {
    guard !sample.searches.isEmpty else { return 0 }
    return Double(sample.searches.count { !$0.right.isEmpty }) / Double(sample.searches.count)
  }

  /// Returns the shares of the searches that end with a wrong person at or above a threshold, and of those
  /// in which the right person is below it or was not scored.
  static func rates(_ sample: ScoreSample, at threshold: Double) -> (wrong: Double, missed: Double)
  {
    let count = Double(max(sample.searches.count, 1))
    let wrong = sample.searches.count { $0.wrong.map { $0 >= threshold } ?? false }
    let missed = sample.searches.count { $0.right.first.map { $0 < threshold } ?? true }
    return (Double(wrong) / count, Double(missed) / count)
  }

  /// Returns the same at every threshold that changes a share, the strictest first.
  ///
  /// - Complexity: O(n log n).
  static func rates(_ sample: ScoreSample) -> (wrong: [Double], missed: [Double]) {
    let count = Double(max(sample.searches.count, 1))
    let (wrong, right) = (sample.wrongScores, sample.rightScores)
    var shares: (wrong: [Double], missed: [Double]) = ([], [])
    var (above, found) = (0, 0)
    for threshold in Set(wrong + right).sorted(by: >) {
      while above < wrong.count, wrong[above] >= threshold { above += 1 }
      while found < right.count, right[found] >= threshold { found += 1 }
      shares.wrong.append(Double(above) / count)
      shares.missed.append(1 - Double(found) / count)
    }
    return shares
  }

  /// - Returns: `nil` for a calibration without people, or whose methods do not have the same searches.
  static func agreement(_ calibration: Calibration) -> Agreement? {
    guard calibration.hasPeople, let faces = calibration.samples[.stage1]?.searches,
      let patches = calibration.samples[.emd]?.searches, faces.count == patches.count,
      zip(faces, patches).allSatisfy({ $0.person == $1.person })
    else { return nil }
    var agreement = Agreement()
    for (face, patch) in zip(faces, patches) {
      let (isFaceRight, isPatchRight) = (isRight(face), isRight(patch))
      let isOne =
        isFaceRight && isPatchRight
        || !isFaceRight && !isPatchRight && face.wrongPerson != nil
          && face.wrongPerson == patch.wrongPerson
      if isOne {
        agreement.one += 1
        if isFaceRight { agreement.oneRight += 1 }
      } else {
        agreement.two += 1
        if isPatchRight { agreement.patchesRight += 1 }
        if isFaceRight { agreement.faceRight += 1 }
      }
    }
    return agreement
  }
}
