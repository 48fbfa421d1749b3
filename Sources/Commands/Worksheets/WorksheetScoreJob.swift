import Basics
import Datasets
import Drawing
import Reports
import Runs
import Study

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The job of `facet worksheet score`: turns answers and the key into results.
package struct WorksheetScoreJob: Sendable {
  package var key: String
  /// Files, and folders of CSV files.
  package var answers: [String]
  package var output: String
  package var options = StudyResults.Options()
  package var responseMap: [String: Bool]?
  package var markThreshold = 0.15
  package var hasBIDS = false
  package var paper = PaperSize.a4
  package var templates: String?
  package var isQuiet = false

  /// The most notes on the terminal: a file that was given twice would have one for each answer.
  private static let mostNotes = 20

  package init(key: String, answers: [String], output: String) {
    self.key = key
    self.answers = answers
    self.output = output
  }

  package func run() throws -> JobResult {
    try requireFonts()
    let (key, digest) = try StudyKey.read(self.key)
    let study = String(digest.hexadecimal.prefix(8))
    let files = try answerFiles()
    let folder = try claimOutput(
      output, writing: ResultsWriter.places, inputs: CommandInputs([self.key, templates] + answers))
    let writer = try ResultsWriter(folder: folder, templates: templates, paper: paper)
    var reader = AnswerReader(
      key: key, study: study, responseMap: responseMap, markThreshold: markThreshold)
    var digests: [StudyResults.FileDigest] = []
    for file in files {
      try reader.read(file)
      digests.append(
        StudyResults.FileDigest(
          path: String(file.split(separator: "/").last ?? ""),
          sha256: try SHA256.digest(ofFileAt: file)))
    }
    let data = StudyData(key, reader.answers, missingIsWrong: options.missingIsWrong)
    guard !data.participants.isEmpty else {
      throw JobError(
        """
        None of the answers can be used. \
        \(reader.problems.first?.description ?? "The files do not contain an answer.")
        """)
    }
    let results = StudyResults(
      key: key, digest: digest, data: data, problems: reader.problems, files: digests,
      program: "facet \(programVersion)", options: options)
    try writer.write(results, key: key, hasBIDS: hasBIDS)
    try folder.finished()
    var lines: [String] = []
    for method in results.scores.methods {
      guard let pooled = method.pooled, let accuracy = method.accuracy else { continue }
      lines.append(
        """
        \(method.method.name): \(fixed(100 * accuracy.mean, 2))% (\(pooled.right) of \
        \(pooled.answered); 95%: \(fixed(100 * pooled.interval.low, 1)) to \
        \(fixed(100 * pooled.interval.high, 1)))
        """)
    }
    if let chance = results.scores.chance {
      lines.append("Always the more frequent answer: \(fixed(100 * chance.line, 2))%.")
    }
    let missing = missingCounts(data)
    if !missing.isEmpty { lines.append("Not answered: \(missing).") }
    if !results.exclusions.isEmpty {
      lines.append("Left out by the rules \(results.rules): \(results.exclusions.count).")
    }
    lines.append(
      """
      \(data.participants.count) of \(results.participantsInDesign) participants: open \
      '\(output)/index.html'.
      """)
    let losses = reader.problems.filter(\.isLoss)
    if !isQuiet {
      let notes = reader.problems.filter { !$0.isLoss }
      for note in notes.prefix(Self.mostNotes) { writeToStandardError("Note: \(note)\n") }
      if notes.count > Self.mostNotes {
        writeToStandardError(
          """
          Note: \(notes.count - Self.mostNotes) more answers were given twice, the same way; \
          results.json lists all.

          """)
      }
    }
    return JobResult(
      status: losses.isEmpty ? .done : .doneWithFailures,
      lines: losses.isEmpty
        ? lines
        : lines + ["\(losses.count) answers or pages were left out:"]
          + losses.map { "  \($0.description)" })
  }

  /// The files, with those of folders one by one in the order of their names.
  private func answerFiles() throws -> [String] {
    var files: [String] = []
    for path in answers {
      guard FileStatus(of: path)?.kind == .folder else {
        files.append(path)
        continue
      }
      let names = (folderEntries(path) ?? []).compactMap(\.name)
        .filter { $0.lowercased().hasSuffix(".csv") || $0.lowercased().hasSuffix(".tsv") }.sorted()
      guard !names.isEmpty else {
        throw JobError("The folder '\(path)' does not contain a CSV file with answers.")
      }
      files += names.map { "\(path)/\($0)" }
    }
    return files
  }

  private func missingCounts(_ data: StudyData) -> String {
    data.participants.enumerated().compactMap { place, name in
      let own = data.trials.filter { $0.participant == place && $0.phase == .test }
      let missing = own.count { $0.saysSame == nil }
      return missing > 0 ? "\(name) \(missing) of \(own.count)" : nil
    }.joined(separator: ", ")
  }
}

/// Writes the folder of results.
struct ResultsWriter {
  let folder: OutputFolder
  private let templates: StudyTemplates
  private let pageTemplates: TemplateSet
  private let paper: PaperSize

  static let names = [
    "index.html", "results.pdf", "results.json", "methods.csv", "participants.csv", "trials.csv",
    "exclusions.csv", "trials.R",
  ]
  static let places = names + ["bids", "answers.csv"]

  init(folder: OutputFolder, templates: String?, paper: PaperSize) throws {
    self.folder = folder
    self.templates = try StudyTemplates(folder: templates)
    pageTemplates = try TemplateSet()
    self.paper = paper
    // Results of an earlier run are replaced; other files are not.
    let own = Set(Self.places)
    let others = (folderEntries(folder.path) ?? []).compactMap(\.name)
      .filter { $0 != OutputFolder.lockName && !own.contains($0) }.sorted()
    if let first = others.first {
      throw JobError(
        """
        The folder '\(folder.path)' contains '\(displayed(first))', which is not a result of a study. \
        Give a new folder.
        """, status: .usage)
    }
  }

  func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try folder.requirePresent()
    let path = "\(folder.path)/\(name)"
    if let slash = path.lastIndex(of: "/") { try makeFolders(String(path[..<slash])) }
    try AtomicFile.write(bytes, to: path)
  }

  func write(_ results: StudyResults, key: StudyKey, hasBIDS: Bool) throws {
    let page = StudyResultsPage(results, programVersion: programVersion)
    try write(page.html(templates, pageTemplates), to: "index.html")
    try write(page.pdf(paper), to: "results.pdf")
    try write(JSONText.encode(results), to: "results.json")
    try write(results.methodsTable, to: "methods.csv")
    try write(results.participantsTable, to: "participants.csv")
    try write(results.trialsTable(key), to: "trials.csv")
    try write(results.exclusionsTable, to: "exclusions.csv")
    try write(results.modelOfR, to: "trials.R")
    if hasBIDS { for file in try results.bidsFiles() { try write(file.text, to: file.path) } }
  }
}
