import Basics
import Drawing
import Reports
import Runs
import Study

/// The job of `facet worksheet simulate`: draws answers for a study that was made.
package struct WorksheetSimulateJob: Sendable {
  package var key: String
  package var accuracies: [StudyMethod: Double]
  package var output: String
  package var runs = 1
  package var peopleDeviation = 0.4
  package var pairsDeviation = 0.9
  package var seed: UInt64 = 1
  package var paper = PaperSize.a4
  package var templates: String?
  package var isQuiet = false

  package init(key: String, accuracies: [StudyMethod: Double], output: String) {
    self.key = key
    self.accuracies = accuracies
    self.output = output
  }

  package func run() throws -> JobResult {
    try requireFonts()
    let (key, digest) = try StudyKey.read(self.key)
    let missing = key.methods.filter { accuracies[$0] == nil }
    let extra = accuracies.keys.filter { !key.methods.contains($0) }.map(\.rawValue).sorted()
    guard missing.isEmpty, extra.isEmpty else {
      throw JobError(
        """
        --accuracy needs a share for each method of the study: \
        \(key.methods.map { "\($0.rawValue)=0.6" }.joined(separator: ",")).\
        \(extra.isEmpty ? "" : " The study does not have \(extra.joined(separator: ", ")).")
        """, status: .usage)
    }
    let folder = try claimOutput(
      output, writing: ResultsWriter.places, inputs: CommandInputs([self.key, templates]))
    let simulation = StudySimulation(
      key: key, accuracies: accuracies, peopleDeviation: peopleDeviation,
      pairsDeviation: pairsDeviation, seed: seed)
    return try runs == 1
      ? one(simulation, digest, folder) : many(simulation, folder)
  }

  private static let banner = """
    Simulated: these answers were drawn by chance, not given by people. They show what a study of this \
    design could look like, and nothing about any method.
    """

  private func one(
    _ simulation: StudySimulation, _ digest: SHA256Digest, _ folder: OutputFolder
  ) throws -> JobResult {
    let writer = try ResultsWriter(folder: folder, templates: templates, paper: paper)
    let study = String(digest.hexadecimal.prefix(8))
    let answers = simulation.answers()
    let text = simulation.file(answers, study: study)
    try writer.write(text, to: "answers.csv")
    var results = StudyResults(
      key: simulation.key, digest: digest, data: StudyData(simulation.key, answers), problems: [],
      files: [
        StudyResults.FileDigest(
          path: "answers.csv", sha256: SHA256.digest(of: Array(text.utf8)))
      ], program: "facet \(programVersion)")
    results.simulated = Self.banner
    try writer.write(results, key: simulation.key, hasBIDS: false)
    try folder.finished()
    return JobResult(lines: [
      """
      \(answers.count) simulated answers in '\(output)/answers.csv', scored: open \
      '\(output)/index.html'.
      """
    ])
  }

  private func many(_ simulation: StudySimulation, _ folder: OutputFolder) throws -> JobResult {
    let progress = Progress("Studies", total: runs, isQuiet: isQuiet)
    let summary = simulation.summary(
      runs: runs, program: "facet \(programVersion)", progress: progress.update)
    try AtomicFile.write(JSONText.encode(summary), to: "\(output)/simulation.json")
    var table = DelimitedText.line([
      "what", "truth", "mean_estimate", "mean_half_width", "coverage", "found",
    ])
    var lines: [String] = []
    for method in summary.methods {
      table += DelimitedText.line(
        [method.method.rawValue]
          + [method.truth, method.meanEstimate, method.meanHalfWidth, method.coverage].map {
            fixed($0, 5)
          } + [""])
      lines.append(
        """
        \(method.method.name): truth \(fixed(100 * method.truth, 1))%, mean estimate \
        \(fixed(100 * method.meanEstimate, 1))%, interval ± \
        \(fixed(100 * method.meanHalfWidth, 1)) points, contains the truth in \
        \(fixed(100 * method.coverage, 1))% of studies
        """)
    }
    for difference in summary.differences {
      table += DelimitedText.line(
        ["\(difference.second.rawValue) - \(difference.first.rawValue)"]
          + [difference.truth, difference.meanEstimate].map { fixed($0, 5) } + [""]
          + [difference.coverage, difference.found].map { fixed($0, 5) })
      lines.append(
        """
        \(difference.second.name) less \(difference.first.name): \
        \(fixed(100 * difference.truth, 1)) points, found in \
        \(fixed(100 * difference.found, 1))% of studies, interval contains the truth in \
        \(fixed(100 * difference.coverage, 1))%
        """)
    }
    try AtomicFile.write(table, to: "\(output)/simulation.csv")
    try folder.finished()
    lines.append(
      """
      Any difference found in \(fixed(100 * summary.anyFound, 1))% of \(runs) studies of \
      \(summary.participants) participants. Found: p of at most 0.05 after Holm's adjustment. Written to \
      '\(output)/simulation.json'.
      """)
    return JobResult(lines: lines)
  }
}
