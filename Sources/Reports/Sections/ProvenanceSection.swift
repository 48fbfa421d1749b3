import Basics
import Evidence
import Identification

/// The models, the gallery, the settings, the steps from file to network, and the digests: what a
/// reviewer needs to repeat the search.
enum ProvenanceSection {
  static func section(_ subject: ReportSubject, files: FaceFiles) -> Section {
    let provenance = ProvenanceContent(subject.provenance)
    let models = provenance.models.flatMap { [Block.title($0.title), .facts($0.facts)] }
    let settings = provenance.settings.map { "\($0.name) \($0.value)" }.joined(separator: "  ·  ")
    var blocks: [Block] = caseBlocks(subject.provenance)
    blocks += [
      .heading("Models, gallery and settings"),
      .columns([
        Block.Column(6, models),
        Block.Column(
          6,
          [
            .title("Gallery"), .facts(provenance.gallery + people(subject)), .title("Program"),
            .facts(provenance.program),
          ]),
      ]),
      .title("Settings"), .note(settings),
      .heading("From the file to the network"),
    ]
    blocks += ProcessingLog(subject.evidence, tensor: subject.provenance.tensor).steps.map {
      Block.note("–  " + $0)
    }
    let digests = PictureDigests.all(subject.evidence, in: files)
    if !digests.isEmpty { blocks += pictures(digests, subject, files) }
    if !subject.evidence.leftOut.isEmpty { blocks += leftOut(subject) }
    return Section(
      "provenance", "Provenance",
      aside: ["Every other digest is in manifest.json.", "Check with: facet check"],
      foot: "the numbers of this report with all digits are in report.json", isFolded: true,
      sharesPage: true, blocks)
  }

  /// The fields of the case that were given; those that were not are named.
  static func caseBlocks(_ provenance: Provenance) -> [Block] {
    let fields = CaseContent(provenance).fields
    let given = fields.compactMap { field in
      field.value.map { Fact(name: field.name, value: $0) }
    }
    guard !given.isEmpty else {
      return [.note("No case data were given; the examiner's form has lines for them.")]
    }
    let missing = fields.filter { $0.value == nil }.map { $0.name.lowercased() }
    let half = (given.count + 1) / 2
    return [
      .heading("The case"),
      .columns([
        Block.Column(6, [.facts(Array(given.prefix(half)))]),
        Block.Column(6, [.facts(Array(given.dropFirst(half)))]),
      ]),
    ] + (missing.isEmpty ? [] : [.note("Not given: \(missing.joined(separator: ", ")).")])
  }

  private static func people(_ subject: ReportSubject) -> [Fact] {
    let people = subject.search
    return [
      Fact(
        name: "Searched",
        value:
          "\(counted(people.galleryPictures, "picture")) of \(counted(people.galleryPeople, "person", "people"))"
      ),
      Fact(
        name: "Threshold", value: "none was applied: candidates are always returned"),
    ]
  }

  private static func pictures(
    _ digests: [PictureDigests], _ subject: ReportSubject, _ files: FaceFiles
  ) -> [Block] {
    let shown = digests.filter { $0.role != PictureDigests.otherRole }
    let rest = digests.count - shown.count
    let table = Table(
      caption: "SHA-256 of the pictures of this report",
      columns: [
        Table.Column("Picture", 4), Table.Column("What", 1.6), Table.Column("SHA-256", 9.4),
      ],
      rows: shown.map { picture in
        [
          .text("\(picture.role): \(fileName(picture.path))"),
          .code(picture.paperLines.map(\.name).joined(separator: "\n")),
          .code(picture.paperLines.map(\.text).joined(separator: "\n")),
        ]
      })
    return [
      .heading("Pictures"), .note(PictureDigests.explanation(files.medium)), .table(table),
    ]
      + (rest > 0
        ? [
          .note(
            "\(counted(rest, "other gallery picture")) of this report, in the ranking, have their digests in report.json."
          )
        ] : [])
  }

  private static func leftOut(_ subject: ReportSubject) -> [Block] {
    let pictures = subject.evidence.leftOut
    let names = pictures.prefix(6).map { isolated($0.path) }
    let more = pictures.count > 6 ? " and \(grouped(pictures.count - 6)) more (in report.json)" : ""
    return [
      .heading("Left out of the ranking"),
      .text(
        """
        \(counted(pictures.count, "gallery picture")) \(pictures.count == 1 ? "is" : "are") the query \
        itself and so not ranked: \(names.joined(separator: ", "))\(more).
        """),
    ]
  }
}
