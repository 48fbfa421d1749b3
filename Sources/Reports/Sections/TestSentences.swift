import Evidence
import Identification
import Statistics

/// What a test set says about a score, in words: on the first page, in the index, on the test's page.
enum TestSentences {
  /// Says how often a wrong person scores as high, or why that is not known.
  static func height(_ height: ScoreHeight?, letter: String) -> String {
    guard let height, let wrong = height.wrongPeople else {
      return "How often a stranger scores this high is not known: no test set was given."
    }
    let searches = counted(wrong.trials, "test search", "test searches")
    let count =
      wrong.count == 0
      ? "in none of \(searches), a wrong person scored as high as \(letter)"
      : "in \(grouped(wrong.count)) of \(searches), a wrong person scored as high as \(letter)"
    guard height.limits.isEmpty else {
      return "\(capitalized(count)). \(height.limits.map(limit).joined(separator: " "))"
    }
    guard wrong.count > 0 else {
      return """
        \(capitalized(count)) (95% interval by person: up to \(percentage(wrong.interval.high)); \
        \(grouped(wrong.people)) people).
        """
    }
    return """
      \(capitalized(count)): \(percentage(wrong.share)) (95% interval by person: \
      \(percentage(wrong.interval.low)) to \(percentage(wrong.interval.high)); \
      \(grouped(wrong.people)) people).
      """
  }

  /// The same in a few words, for a row: "3 of 1,200 test searches (0.3%)".
  static func short(_ height: ScoreHeight?) -> String? {
    guard let wrong = height?.wrongPeople else { return nil }
    let share =
      height?.rate.map { rate in
        rate.count == 0
          ? " (up to \(percentage(rate.interval.high)))" : " (\(percentage(rate.share)))"
      } ?? ""
    return
      "\(grouped(wrong.count)) of \(counted(wrong.trials, "test search", "test searches"))\(share)"
  }

  /// Says why a test set gives no rate.
  static func limit(_ limit: TestLimit) -> String {
    switch limit {
    case .noCalibration: "No test set was given, so no error rate is stated."
    case .noPeople: "The test set does not record its people, so no error rate is stated."
    case .fewPeople(let count, let least):
      """
      The test has \(counted(count, "person", "people")): too few to state an error rate (at least \
      \(least)).
      """
    case .largerGallery(let people, let testPeople, let pictures, let testPictures):
      """
      This gallery (\(counted(people, "person", "people")), \(counted(pictures, "picture"))) is more \
      than twice as large as the test's (\(grouped(testPeople)), \(grouped(testPictures))), so no error \
      rate is stated.
      """
    case .otherKind(let query, let test):
      """
      The test's queries are of another kind (\(test.words)) than this query (\(query.words)), so no \
      error rate is stated.
      """
    }
  }
}

extension QueryKind {
  /// The kind in words.
  var words: String {
    switch self {
    case .clean: "uncovered faces"
    case .mask: "masked faces"
    case .sunglasses: "faces with sunglasses"
    case .crop: "cropped faces"
    case .rotate: "turned faces"
    }
  }
}
