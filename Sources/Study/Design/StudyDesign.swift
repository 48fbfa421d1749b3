import Statistics

/// What a study consists of, as `facet worksheet make` takes it.
package struct StudyDesign: Sendable, Equatable {
  package enum Difficulty: String, Sendable, CaseIterable {
    case terciles
    case any
  }

  /// How often a person may appear on one participant's sheet.
  package enum Reuse: String, Sendable, CaseIterable {
    case never
    /// Once a part.
    case block
    /// As often as there are pictures.
    case pictures
  }

  package var methods = StudyMethod.standard
  package var participants = 21
  package var perMethod = 15
  /// Of `perMethod`.
  package var same = 8
  package var training = 5
  package var difficulty = Difficulty.terciles
  package var impostors = 20
  /// The number of pairs of a set that the EMD judges wrongly; `nil` for any.
  package var modelWrong: Int?
  package var reuse = Reuse.never
  package var catchPairs = 0
  package var repeats = 0
  package var forms = 1
  package var advice = StudyAdvice.none
  package var isTwoStep = false

  package init() {}

  /// The share of same pairs that is the thesis's: 8 of 15.
  package static func standardSame(of perMethod: Int) -> Int {
    Int((Double(perMethod) * 8 / 15).rounded())
  }

  package var sameTraining: Int { (training * 3 + 4) / 5 }

  /// The catch pairs of one photograph twice; the others are two people.
  package var sameCatch: Int { (catchPairs + 1) / 2 }

  /// The people that one set takes, with its training and catch pairs.
  package var peopleOfASet: (test: Int, training: Int, catchPairs: Int) {
    (
      same + 2 * (perMethod - same), sameTraining + 2 * (training - sameTraining),
      sameCatch + 2 * (catchPairs - sameCatch)
    )
  }

  /// The number of people without which the design is impossible.
  package var peopleNeeded: Int {
    let set = peopleOfASet
    let all = set.test + set.training + set.catchPairs
    switch reuse {
    case .never: return methods.count * forms * all
    case .block: return all
    case .pictures: return 2
    }
  }

  /// The names of participants: P01, P02 and so on.
  package var participantNames: [String] {
    let width = max(2, String(participants).count)
    return (1...participants).map { number in
      let digits = String(number)
      return "P" + String(repeating: "0", count: width - digits.count) + digits
    }
  }

  /// The names of the forms: A, B and so on.
  package var formNames: [String] { Array(["A", "B", "C", "D"].prefix(forms)) }

  /// The half width of a method's interval that is to be expected, in shares: 70% right, a standard
  /// deviation of 0.08 among people and 0.17 among pairs.
  package var expectedHalfWidth: Double? {
    guard participants > 1 else { return nil }
    let (n, p) = (Double(participants), Double(perMethod))
    let m = Double(methods.count)
    return studentQuantile(0.95, degreesOfFreedom: participants - 1)
      * (0.0064 / n + 0.029 / (m * p) + 0.175 / (n * p)).squareRoot()
  }
}
