import CommandLines
import Evidence
import Reports
import Runs

/// The options that say what a report is besides its numbers.
enum DossierArguments {
  static let options =
    [
      OptionSpecification(
        "--css", "FILE",
        help: """
          Style sheet replacing the built-in one; at most 200 KB, must not contain '<'.
          """),
      OptionSpecification(
        "--logo", "FILE", help: "PNG or JPEG for the top of pages and papers; at most 200 KB."),
      OptionSpecification("--paper", "NAME", help: "Paper size: a4 or letter. Default: a4."),
      OptionSpecification(
        "--editions", "LIST",
        help: """
          Editions to write: full, blind, redacted, separated by commas. With blind or redacted, the \
          folder 'sealed' contains the key to them. Default: full.
          """),
      OptionSpecification(
        "--seed", "N",
        help: """
          Seed that goes into the secret of blind and redacted editions, beside 256 random bits. The \
          sealed key, not the seed, makes the same editions again. Default: random bits only.
          """),
      OptionSpecification(
        "--sealed", "FILE",
        help: """
          The sealed/key.json of an earlier run: blind and redacted editions get the same order, \
          names and codes. Default: a new secret.
          """),
      OptionSpecification(
        "--redaction", "NAME",
        help: """
          Faces of the redacted edition: silhouette, or mosaic, which hides a face from the eye but \
          not from a computer. Default: silhouette.
          """),
      OptionSpecification(
        "--timings", "FILE",
        help: """
          The timings.json of an earlier run with the same queries: its times are printed, and the \
          report repeats byte by byte. Default: measure.
          """),
      OptionSpecification(
        "--sign", "KEY",
        help: """
          Sign manifest.json with this Ed25519 private key (PEM, from 'openssl genpkey -algorithm \
          ed25519'), into manifest.json.sig. Default: no signature.
          """),
      OptionSpecification(
        "--case", "FILE",
        help:
          "JSON file with case data: case-number, exhibit, requester, operator, authority, notes."),
    ]
    + CaseData.CodingKeys.allCases.map { key in
      OptionSpecification("--\(key.rawValue)", "TEXT", help: help(key))
    }

  static func dossier(_ parsed: ParsedCommand) throws -> DossierOptions {
    var options = DossierOptions()
    if let file = parsed.text("--case") {
      options.caseData = try CaseData(file: file)
      options.caseFile = file
    }
    for key in CaseData.CodingKeys.allCases {
      if let text = parsed.text("--\(key.rawValue)") { options.caseData[key] = text }
    }
    do throws(CaseDataError) {
      try options.caseData.requireLimits { "--\($0.rawValue)" }
    } catch {
      throw UsageError("\(error)")
    }
    if let style = try parsed.choice("--redaction", as: RedactionStyle.self) {
      options.redaction = style
    }
    if let paper = try parsed.choice("--paper", as: PaperSize.self) { options.paper = paper }
    if let editions = try parsed.choices("--editions", as: Edition.self) {
      options.editions = Set(editions)
    }
    if let seed = try parsed.integer("--seed", in: 0...Int.max) { options.seed = UInt64(seed) }
    options.css = parsed.text("--css")
    options.logo = parsed.text("--logo")
    return options
  }

  private static func help(_ key: CaseData.CodingKeys) -> String {
    let text =
      switch key {
      case .caseNumber:
        "Case number, printed on every page. These options override the --case file."
      case .exhibit: "Number of the exhibit, printed on every page."
      case .requester: "Person or office that asked for the comparison."
      case .operatorName: "Person who ran the program."
      case .authority: "Legal authority for the comparison."
      case .notes: "Any other text, printed on the first pages."
      }
    return "\(text) At most \(CaseData.limit(of: key)) characters."
  }
}
