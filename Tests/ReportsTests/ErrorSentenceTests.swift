import Audit
import Basics
import Evidence
import Testing
import _TestSupport

@testable import Reports

/// The error sentences of Evidence and Reports, one value per case, as a person reads them.
@Suite struct ErrorSentenceTests {
  @Test func theErrorSentencesAreAsRecorded() throws {
    let file = "a/file"
    let errors: [any Error] = [
      CaseDataError.noObject(file: file), CaseDataError.unknown(file: file, name: "number"),
      CaseDataError.noText(file: file, name: "notes"),
      CaseDataError.tooLong(source: "--case", count: 300, limit: 200),
      CaseDataError.twice(file: file, name: "notes"),
      CalibrationError.notACalibration(file: file),
      CalibrationError.otherFormat(file: file, format: 9), CalibrationError.unsound(file: file),
      CalibrationError.otherSetup(file: file, differences: ["alpha 0.7 instead of 0.3"]),
      CalibrationError.sharedPeople(file: file, labels: ["anna"]),
      CalibrationError.sharedPictures(file: file, paths: (1...7).map { "\($0).png" }),
      FlowDecompositionError.contributions(sum: 0.5, similarity: 0.6),
      FlowDecompositionError.weight(isQuery: true, patch: 2, flow: 0.1, weight: 0.2),
      FlowDecompositionError.whole(0.9), FlowDecompositionError.notAShare,
      SealedKeyError(file: file, reason: "does not have a secret and a nonce of 64 digits"),
      ManifestComparisonError.outside(file: file, place: "../x"),
      ManifestComparisonError.listedTwice(file: file, place: "index.html"),
      ManifestComparisonError.otherFormat(file: file, format: 9, program: "Facet 9"),
      ManifestComparisonError.otherFormat(file: file, format: 9, program: nil),
      TimingsError.otherFormat(file: file, format: 9), TimingsError.impossible(file: file),
      TimingsError.noQuery(file: file, query: "q.png"),
      TemplateSetError.nothingToReplace(folder: file), TemplateSetError.notText(file: file),
      TemplateSetError.unsafeStyle(file: file),
      TemplateSetError.noLogo(reason: "'a/file' is too wide."),
    ]
    let sentences = errors.map { "\($0)" }
    try Snapshot.check(sentences.joined(separator: "\n") + "\n", named: "errors.txt")
  }
}
