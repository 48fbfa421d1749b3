import CommandLines
import Evidence
import Reports
import Runs

/// What a report contains in addition to its numbers: looks, editions, signature and case data.
struct DossierArguments: Sendable {
  private let css: String?
  private let logo: String?
  private let paper: PaperSize
  private let editions: [Edition]
  private let redaction: RedactionStyle
  private let seed: UInt64?
  private let statesTruth: Bool
  let sealedKey: String?
  let signingKey: String?
  private let caseFile: String?
  private let limitsFile: String?
  private let scaleFile: String?
  private let caseTexts: [(key: CaseData.CodingKeys, text: String?)]

  init(_ options: inout OptionReader) throws(UsageError) {
    css = try options.optional(
      "--css", "FILE", .input, in: .report,
      help: "Style sheet replacing the built-in one; at most 200 KB, must not contain '<'.")
    logo = try options.optional(
      "--logo", "FILE", .input, in: .report,
      help: "PNG or JPEG for the top of pages and papers; at most 200 KB.")
    paper = try options.value(
      "--paper", "NAME", .choice(PaperSize.self), in: .report, default: .a4,
      help: "Paper size: a4 or letter.")
    editions = try options.value(
      "--editions", "LIST", .list(of: .choice(Edition.self)), in: .editions, default: [.full],
      help: """
        Editions to write: full, blind or redacted. Separate several by commas. With blind or \
        redacted, the folder 'sealed' contains the key to them.
        """)
    redaction = try options.value(
      "--redaction", "NAME", .choice(RedactionStyle.self), in: .editions, default: .silhouette,
      help: """
        Faces of the redacted edition: silhouette or mosaic. A mosaic hides a face from the eye but \
        not from a computer.
        """)
    seed = try options.optional(
      "--seed", "N", .seed, in: .editions, otherwise: "random bits only",
      help: """
        Seed that goes into the secret of blind and redacted editions, together with 256 random bits. \
        The sealed key, not the seed, makes the same editions again.
        """)
    sealedKey = try options.optional(
      "--sealed", "FILE", .input, in: .editions, otherwise: "a new secret",
      help: """
        The sealed/key.json of an earlier run, so that blind and redacted editions get the same order, \
        names and codes.
        """)
    signingKey = try options.optional(
      "--sign", "KEY", .input, in: .editions, otherwise: "no signature",
      help: """
        Ed25519 private key (PEM, from 'openssl genpkey -algorithm ed25519') that signs manifest.json, \
        into manifest.json.sig.
        """)
    statesTruth = options.flag(
      "--truth", in: .editions,
      help: """
        Print the labels of the queries as truth, for studies and evaluations. Without it, nothing in a \
        report says right or wrong.
        """)
    caseFile = try options.optional(
      "--case", "FILE", .input, in: .caseData,
      help: """
        JSON file with data on the case, the laboratory, the item and the method; the manual lists its \
        members.
        """)
    limitsFile = try options.optional(
      "--limits", "FILE", .input, in: .caseData, otherwise: "no limits",
      help: """
        JSON file with the laboratory's own limits of picture quality. Without it a report states no \
        verdict on a picture.
        """)
    scaleFile = try options.optional(
      "--scale", "FILE", .input, in: .caseData, otherwise: "a line to write on",
      help: "JSON file with the laboratory's own scale of conclusions, printed on the forms.")
    var texts: [(CaseData.CodingKeys, String?)] = []
    for key in CaseData.CodingKeys.allCases where key.hasOption {
      texts.append(
        (
          key,
          try options.optional(
            "--\(key.rawValue)", "TEXT", .text, in: .caseData, help: Self.help(key))
        ))
    }
    caseTexts = texts
  }

  func dossier() throws -> DossierOptions {
    guard sealedKey == nil || seed == nil else {
      throw UsageError("Give either --sealed or --seed: a sealed key contains its own secret.")
    }
    var options = DossierOptions()
    if let caseFile {
      options.caseData = try CaseData(file: caseFile)
      options.caseFile = caseFile
    }
    if let limitsFile {
      options.limits = try LaboratoryLimits(file: limitsFile)
      options.limitsFile = limitsFile
    }
    if let scaleFile {
      options.scale = try ConclusionScale(file: scaleFile)
      options.scaleFile = scaleFile
    }
    if statesTruth { options.statesTruth = true }
    for (key, text) in caseTexts {
      if let text { options.caseData[key] = text }
    }
    do throws(CaseDataError) {
      try options.caseData.requireLimits { "--\($0.rawValue)" }
    } catch {
      throw UsageError("\(error)")
    }
    options.redaction = redaction
    options.paper = paper
    options.editions = Set(editions)
    options.seed = seed
    options.css = css
    options.logo = logo
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
      case .reportNumber: "Unique number of the report, printed on every page."
      case .date:
        "Day of the search, as it is to be printed. Facet never prints the clock's, so reports repeat."
      default: preconditionFailure("'\(key.rawValue)' is not an option.")
      }
    return "\(text) At most \(CaseData.limit(of: key)) characters."
  }
}
