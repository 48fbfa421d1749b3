import Basics
import Evidence
import Mustache

/// Writes the blind edition into a folder of its own.
struct BlindWriter: Sendable {
  let folder: String
  let templates: TemplateSet
  let provenance: Provenance
  let secret: EditionSecret
  let paper: PaperSize

  /// - Returns: The files, with paths from this edition's folder.
  func compose(_ content: BlindContent) throws -> ComposedFiles {
    let page = BlindPage(content: content, programVersion: provenance.programVersion)
    let document = VerificationFormDocument(
      content: content.verification, scale: provenance.scale, number: "Query \(content.number)",
      facts: [
        Fact(name: "Query", value: content.number),
        Fact(
          name: "Commitment to the key", value: content.commitment.hexadecimal, isCode: true),
      ], paper: paper, programVersion: provenance.programVersion, title: BlindContent.title)
    return ComposedFiles(
      place: "queries/\(content.number)",
      [
        ("report.html", Array(try page.html(templates).utf8)),
        ("report.pdf", try document.pdf()),
      ])
  }

  /// - Returns: All files of the folder, including the manifest.
  func finish(_ numbers: [String], _ files: [FileRecord]) throws -> [FileRecord] {
    var values = PageValues.common(
      templates, title: BlindContent.title, programVersion: provenance.programVersion)
    values["blindTitle"] = .string(BlindContent.title)
    values["explanation"] = .string(BlindContent.explanation)
    values["commitment"] = .string(secret.commitment.hexadecimal)
    values["queries"] = .list(numbers.map { ["number": .string($0)] })
    let index = Array(
      try templates.blindIndex.render(.dictionary(values), partials: templates.partials).utf8)
    try makeFolders(folder)
    try AtomicFile.write(index, to: "\(folder)/index.html")
    let listed = files + [FileRecord(path: "index.html", content: index)]
    let manifest = Manifest(
      provenance: Provenance(
        programVersion: provenance.programVersion, models: [], galleryPath: Redaction.withheld,
        galleryCount: provenance.galleryCount,
        gallerySHA256: secret.salted(provenance.gallerySHA256), settings: []),
      run: .null, queries: [], files: listed)
    let text = Array(try JSONText.encode(manifest).utf8)
    try AtomicFile.write(text, to: "\(folder)/\(Manifest.fileName)")
    return listed + [FileRecord(path: Manifest.fileName, content: text)]
  }
}
