import CommandLines
import Commands
import Reports
import Runs
import Study

extension Command {
  static let worksheetScore = Command(
    "worksheet", "score", in: .study,
    summary: "Score the answers of a study of 'facet worksheet make'.",
    discussion: """
      Reads answers (CSV of forms, typed, of jsPsych or PsychoPy, or marks of a scanner) and the sealed \
      key, and writes a page, a PDF and tables: accuracy of each method with a 95% interval clustered \
      over people and pairs, exact tests between methods, sensitivity, confidence, and reliance on the \
      system's verdict. Answers that cannot be used are listed with file and line; the exit code is \
      then 1.
      """
  ) { (options: WorksheetScoreOptions) in
    var job = WorksheetScoreJob(
      key: options.key, answers: options.answers.split(separator: ",").map(String.init),
      output: options.output)
    job.options.missingIsWrong = options.missing == .wrong
    job.options.rules = try options.exclude.map(exclusionRules)
    job.options.scores.family = options.family
    job.options.scores.equivalence = options.equivalence.map { $0 / 100 }
    job.options.scores.seed = options.seed
    job.options.scores.permutations = options.resamples
    if let map = options.responseMap {
      guard let read = AnswerReader.responseMap(map) else {
        throw UsageError(
          "--response-map takes pairs such as 0=same,1=different, not '\(map)'.")
      }
      job.responseMap = read
    }
    job.markThreshold = options.markThreshold
    job.hasBIDS = options.hasBIDS
    job.paper = options.paper
    job.templates = options.templates
    job.isQuiet = options.general.isQuiet
    return try job.run()
  }

  static let worksheetSimulate = Command(
    "worksheet", "simulate", in: .study,
    summary: "Draw answers for a study, to plan its number of people.",
    discussion: """
      Draws answers of people who are right with the given shares, with differences among people and \
      pairs. One run writes answers.csv and its results. Several runs write how often each difference \
      was found and each interval contained the truth.
      """
  ) { (options: WorksheetSimulateOptions) in
    var job = WorksheetSimulateJob(
      key: options.key, accuracies: try options.accuracies(), output: options.output)
    job.runs = options.runs
    job.peopleDeviation = options.peopleDeviation
    job.pairsDeviation = options.pairsDeviation
    job.seed = options.seed
    job.paper = options.paper
    job.templates = options.templates
    job.isQuiet = options.general.isQuiet
    return try job.run()
  }
}

private struct WorksheetScoreOptions: FacetOptions {
  enum Missing: String, Sendable, CaseIterable {
    case out
    case wrong
  }

  let key: String
  let answers: String
  let output: String
  let exclude: String?
  let missing: Missing
  let equivalence: Double?
  let family: StudyScores.Family
  let responseMap: String?
  let markThreshold: Double
  let seed: UInt64
  let resamples: Int
  let hasBIDS: Bool
  let paper: PaperSize
  let templates: String?
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    key = try options.key()
    answers = try options.required(
      "--answers", "PATH[,PATH]", .inputList,
      help: "Files with answers, or folders of CSV files. Separate several by commas.")
    output = try options.resultsFolder()
    exclude = try options.optional(
      "--exclude", "RULES", .text, in: .scoring, otherwise: "the rules of the design",
      help: """
        Rules for leaving answers out: answered=0.8 (a part with fewer answers), catch=1 (a participant \
        with more wrong catch pairs), constant (the same answer in two parts or more), fast=0.5 (a \
        median time below, in seconds), or none. Separate several by commas.
        """)
    missing = try options.value(
      "--missing", "NAME", .choice(Missing.self), in: .scoring, default: .out,
      help: "Treatment of missing answers: out (of all shares) or wrong.")
    equivalence = try options.optional(
      "--equivalence", "X", .number(above: 0, through: 100), in: .scoring, otherwise: "no test",
      help: "Margin in points within which two methods count as equivalent.")
    family = try options.value(
      "--family", "NAME", .choice(StudyScores.Family.self), in: .scoring, default: .all,
      help: "Comparisons that Holm's method adjusts together: all, or those with none.")
    responseMap = try options.optional(
      "--response-map", "LIST", .text, in: .scoring,
      help: "Meaning of values in the column response, such as 0=same,1=different.")
    markThreshold = try options.value(
      "--mark-threshold", "X", .number(in: 0...1), in: .scoring, default: 0.15,
      help: "Darkness from which a scanned box counts as marked, 0 to 1.")
    seed = try options.seed(in: .scoring, help: "Seed for random permutations.")
    resamples = try options.value(
      "--resamples", "N", .integer(in: 1000...1_000_000), in: .scoring, default: 20_000,
      help: "Number of random permutations of the test of all methods together.")
    hasBIDS = options.flag(
      "--bids", in: .output, help: "Also write the trials as the Brain Imaging Data Structure.")
    paper = try options.resultsPaper()
    templates = try options.templates(in: .output)
    general = try GeneralOptions(&options, strict: false)
  }
}

private struct WorksheetSimulateOptions: FacetOptions {
  let key: String
  let output: String
  private let accuracy: String
  let runs: Int
  let peopleDeviation: Double
  let pairsDeviation: Double
  let seed: UInt64
  let paper: PaperSize
  let templates: String?
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    key = try options.key()
    accuracy = try options.required(
      "--accuracy", "LIST", .text,
      help: "Share of right answers of each method, such as none=0.55,emd-flow=0.75.")
    output = try options.resultsFolder()
    runs = try options.value(
      "--runs", "N", .integer(in: 1...100_000), in: .scoring, default: 1,
      help: "Number of studies to simulate.")
    peopleDeviation = try options.value(
      "--people-sd", "X", .number(in: 0...5), in: .scoring, default: 0.4,
      help: "Standard deviation of people, in logits.")
    pairsDeviation = try options.value(
      "--pairs-sd", "X", .number(in: 0...5), in: .scoring, default: 0.9,
      help: "Standard deviation of pairs, in logits.")
    seed = try options.seed(in: .scoring, help: "Seed; another one gives other answers.")
    paper = try options.resultsPaper()
    templates = try options.templates(in: .output)
    general = try GeneralOptions(&options, strict: false)
  }

  func accuracies() throws(UsageError) -> [StudyMethod: Double] {
    var accuracies: [StudyMethod: Double] = [:]
    for part in accuracy.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, let method = StudyMethod(rawValue: String(sides[0])),
        let share = Double(sides[1]), share > 0, share < 1, accuracies[method] == nil
      else {
        throw UsageError(
          """
          --accuracy takes a share above 0 and below 1 for each method, such as \
          none=0.55,emd-flow=0.75, not '\(part)'.
          """)
      }
      accuracies[method] = share
    }
    return accuracies
  }
}

extension OptionReader {
  fileprivate mutating func key() throws(UsageError) -> String {
    try required(
      "--key", "FILE", .input, help: "The study's sealed/key.json.")
  }

  fileprivate mutating func resultsFolder() throws(UsageError) -> String {
    try required(
      "--output", "DIR", .output, alias: "-o",
      help: "Folder for the results. Earlier results in it are replaced.")
  }

  fileprivate mutating func resultsPaper() throws(UsageError) -> PaperSize {
    try value(
      "--paper", "NAME", .choice(PaperSize.self), in: .output, default: .a4,
      help: "Paper size of results.pdf: a4 or letter.")
  }
}
