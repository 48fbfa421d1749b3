import Basics
import Testing
import _TestSupport

@testable import Evidence

/// The files of a laboratory: limits of quality, and a scale of conclusions.
@Suite struct LaboratoryFileTests {
  private func sentence(_ text: String, isScale: Bool = false) throws -> String? {
    let folder = try TemporaryFolder()
    let path = folder.file("lab.json")
    try AtomicFile.write(text, to: path)
    do throws(LaboratoryFileError) {
      if isScale {
        _ = try ConclusionScale(file: path)
      } else {
        _ = try LaboratoryLimits(file: path)
      }
      return nil
    } catch {
      return "\(error)".replacing(path, with: "lab.json")
    }
  }

  private func limits(_ entries: String) throws -> LaboratoryLimits {
    let folder = try TemporaryFolder()
    let path = folder.file("lab.json")
    try AtomicFile.write(
      #"{"format":1,"laboratory":"L","document":"SOP 1","limits":[\#(entries)]}"#, to: path)
    return try LaboratoryLimits(file: path)
  }

  @Test func limitsGiveFindingsAndSayNothingOfWhatWasNotMeasured() throws {
    let limits = try limits(
      """
      {"component":"yaw","scale":"native","maximum":20},
      {"component":"inter-eye-distance","scale":"native","minimum":60},
      {"component":"dynamic-range","scale":"value","minimum":40,"maximum":90}
      """)
    #expect(limits.laboratory == "L" && limits.document == "SOP 1")
    let quality = PictureQuality(
      points: .detector,
      measures: [
        .init(.yaw, native: -30), .init(.interEyeDistance, notMeasured: .alignedCrop),
        .init(.dynamicRange, native: 7),
      ])
    #expect(
      limits.findings(on: quality).map(\.outcome) == [.outside, .notMeasured, .within])
  }

  @Test func theDigestIsThatOfTheFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lab.json")
    let text = """
      {"format":1,"laboratory":"L","document":"D","limits":[{"component":"yaw","scale":"native","maximum":9}]}
      """
    try AtomicFile.write(text, to: path)
    #expect(try LaboratoryLimits(file: path).sha256 == SHA256.digest(of: Array(text.utf8)))
  }

  @Test(arguments: [
    (
      #"{"format":2,"laboratory":"L","document":"D","limits":[]}"#,
      "'lab.json' has format 2; this version reads format 1."
    ),
    (
      #"{"format":1,"laboratory":" ","document":"D","limits":[]}"#,
      "'lab.json' does not have a text 'laboratory'. Add it."
    ),
    (
      #"{"format":1,"laboratory":"L","document":"D","limits":[{"component":"beauty","scale":"native"}]}"#,
      "'lab.json' names a component 'beauty', which is not one of inter-eye-distance"
    ),
    (
      #"{"format":1,"laboratory":"L","document":"D","limits":[{"component":"yaw","scale":"native"}]}"#,
      "'lab.json' has a limit of 'yaw' without 'minimum' and 'maximum'. Give one."
    ),
    (
      #"{"format":1,"laboratory":"L","document":"D","limits":[{"component":"yaw","scale":"native","most":9}]}"#,
      "'lab.json' contains a member 'most' in entry 1 of 'limits', which is not one of component"
    ),
    (
      #"{"format":1,"laboratory":"L","document":"D","limits":[{"component":"sharpness","scale":"value","minimum":9}]}"#,
      "'lab.json' limits the value of 'sharpness', which has only a native value."
    ),
    ("[]", "'lab.json' has something else than an object. Put the values in { }."),
    ("{", "'lab.json' is not JSON (byte 1). Give limits of picture quality as the manual"),
  ])
  func aMistakeIsNamed(text: String, beginning: String) throws {
    let found = try sentence(text)
    #expect(found?.hasPrefix(beginning) == true, "\(found ?? "accepted")")
  }

  @Test func aScaleKeepsTheLaboratorysOrderAndWords() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("scale.json")
    try AtomicFile.write(
      """
      {"format":1,"laboratory":"L","document":"D","conclusions":[
      {"text":"strong","least-log10-lr":3},{"text":"some","least-log10-lr":1},{"text":"none"}]}
      """, to: path)
    let scale = try ConclusionScale(file: path)
    #expect(scale.conclusions.map(\.text) == ["strong", "some", "none"])
    #expect(scale.words(forLog10LR: 4) == "strong" && scale.words(forLog10LR: 2.9) == "some")
    #expect(scale.words(forLog10LR: 0.5) == nil)
    let one = #"{"format":1,"laboratory":"L","document":"D","conclusions":[{"text":"yes"}]}"#
    #expect(
      try sentence(one, isScale: true)
        == "'lab.json' has only one conclusion. Give at least two.")
  }
}
