import CommandLines
import Evidence
import Jobs
import Reports

/// The options that say what a report is besides its numbers.
enum DossierArguments {
  static let options =
    [
      OptionSpecification(
        "--css", "FILE",
        help: """
          A style sheet of at most 200 KB in place of the built-in one; it must hold no '<'.
          """),
      OptionSpecification(
        "--logo", "FILE", help: "A PNG or JPEG of at most 200 KB for the top of pages and papers."),
      OptionSpecification("--paper", "NAME", help: "a4 or letter. Default: a4."),
      OptionSpecification(
        "--editions", "LIST",
        help: """
          Which of full, blind, redacted, between commas. The folder 'sealed' then holds the key. \
          Default: full.
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
        help: "Case data in JSON: case-number, exhibit, requester, operator, authority, notes."),
    ]
    + CaseData.CodingKeys.allCases.map { key in
      OptionSpecification("--\(key.rawValue)", "TEXT", help: help(key))
    }

  static func dossier(_ parsed: ParsedCommand) throws -> DossierOptions {
    var options = DossierOptions()
    if let file = parsed.text("--case") { options.caseData = try CaseData(file: file) }
    for key in CaseData.CodingKeys.allCases {
      if let text = parsed.text("--\(key.rawValue)") { options.caseData[key] = text }
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
    switch key {
    case .caseNumber: "Stands on every page. Each of these goes before the --case file."
    case .exhibit: "Number of the exhibit."
    case .requester: "Who asked for the comparison."
    case .operatorName: "Who ran the program."
    case .authority: "The legal authority for it."
    case .notes: "Anything else, for the first page."
    }
  }
}
