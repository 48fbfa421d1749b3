import Basics
import Datasets
import Drawing
import Evidence
import Identification
import Mustache
import Reports
import Runs
import Study

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// Writes a study's folder: the sealed key first, then sheets, forms, answers and the index.
final class StudyWriter {
  private let job: WorksheetMakeJob
  private let folder: OutputFolder
  private let built: StudyBuild.Built
  private let secret: StudySecret
  private let templates: StudyTemplates
  private let pageTemplates: TemplateSet
  private let models: StudyModels
  private let failures: [PictureFailure]
  private let considered: (used: Int, of: Int)
  private var files: [FileRecord] = []

  init(
    job: WorksheetMakeJob, folder: OutputFolder, built: StudyBuild.Built, secret: StudySecret,
    templates: StudyTemplates, pageTemplates: TemplateSet, models: StudyModels,
    failures: [PictureFailure], considered: (used: Int, of: Int)
  ) {
    self.job = job
    self.folder = folder
    self.built = built
    self.secret = secret
    self.templates = templates
    self.pageTemplates = pageTemplates
    self.models = models
    self.failures = failures
    self.considered = considered
  }

  private func write(_ bytes: [UInt8], to place: String, permissions: UInt32 = 0o666) throws {
    try folder.requirePresent()
    let path = "\(job.output)/\(place)"
    if let slash = path.lastIndex(of: "/") { try makeFolders(String(path[..<slash])) }
    try AtomicFile.write(bytes, to: path, permissions: permissions)
    files.append(FileRecord(path: place, content: bytes))
  }

  private func write(_ text: String, to place: String) throws {
    try write(Array(text.utf8), to: place)
  }

  func write() throws -> [String] {
    var key = built.key
    if job.hasMarks { key = try withPages(key) }
    // The key first: a sheet without it would be worth nothing.
    let keyText = Array(try JSONText.encode(key).utf8)
    let digest = SHA256.digest(of: keyText)
    let sealed = "\(job.output)/sealed"
    guard mkdir(sealed, 0o700) == 0 || errno == EEXIST else {
      throw FileError.cannotCreateFolder(path: sealed, code: errno)
    }
    try write(keyText, to: StudyKey.path, permissions: 0o600)
    let settings = settings(digest: digest.hexadecimal)
    let sheets = try writeSheets(key, settings)
    if job.hasForms || job.hasStimuli {
      let tiles = try TileFiles(built.tiles, methods: key.methods)
      if job.hasForms { try writeForms(key, settings, tiles) }
      if job.hasStimuli { try writeStimuli(key, settings, tiles) }
    }
    try write(StudyAnswerFiles.blank(key, study: settings.study), to: "answers/blank.csv")
    try write(StudyAnswerFiles.readMe(study: settings.study), to: "answers/README.txt")
    // As --templates takes them: to adapt, and to know later what participants read.
    try write(templates.consent, to: "texts/\(StudyTemplates.File.consent.rawValue)")
    try write(templates.instructions, to: "texts/\(StudyTemplates.File.instructions.rawValue)")
    try write(
      JSONText.encode(templates.words.texts), to: "texts/\(StudyTemplates.File.words.rawValue)")
    let identification = job.settings.identification
    let design = DesignFile(
      program: "facet \(programVersion)", keySHA256: digest, key: key, design: job.design,
      rows: job.rows, paper: job.paper.rawValue, occlude: job.occluders, people: built.people,
      pictures: built.pictures, grid: identification.grid.rawValue,
      weights: identification.weighting.rawValue, alpha: identification.alpha, sheets: sheets)
    try write(JSONText.encode(design), to: DesignFile.path)
    let index = StudyIndexPage(
      design: design, key: key, expectedHalfWidth: job.design.expectedHalfWidth,
      notes: models.notes, failures: failures.map { ($0.path, $0.reason) },
      considered: considered, hasForms: job.hasForms, hasStimuli: job.hasStimuli,
      hasMarks: job.hasMarks, hasChosenVerdicts: job.design.modelWrong != nil,
      programVersion: programVersion)
    try write(index.html(templates, pageTemplates), to: "index.html")
    try writeManifest(digest)
    let pages = sheets.reduce(0) { $0 + $1.pages }
    return [
      """
      \(sheets.count) sheet\(sheets.count == 1 ? "" : "s") of \(pages) pages together; study \
      \(settings.study): open '\(job.output)/index.html'.
      """,
      "The answers are in '\(job.output)/\(StudyKey.path)'. Keep it from participants.",
    ]
  }

  private func settings(digest: String) -> SheetSettings {
    var settings = SheetSettings(
      title: job.title, study: String(digest.prefix(8)), digest: digest,
      programVersion: programVersion, templates: templates)
    settings.rows = job.rows
    settings.paper = job.paper
    settings.hasMarks = job.hasMarks
    return settings
  }

  /// Returns the key with the page of each item, which a scanner's marks need.
  private func withPages(_ key: StudyKey) throws -> StudyKey {
    var key = key
    let settings = settings(digest: String(repeating: "0", count: 64))
    for sheet in key.sheets.indices {
      let document = try SheetDocument(
        key.sheets[sheet], number: sheet + 1, key: key, settings: settings)
      guard document.pageCount <= ScanMarks.mostPages else {
        throw JobError(
          """
          Marks for a scanner number at most \(ScanMarks.mostPages) pages; these sheets have \(document.pageCount). Use \
          fewer pairs or more --rows.
          """, status: .usage)
      }
      let pages = document.pageOfItem
      for block in key.sheets[sheet].blocks.indices {
        for item in key.sheets[sheet].blocks[block].items.indices {
          key.sheets[sheet].blocks[block].items[item].page =
            pages[key.sheets[sheet].blocks[block].items[item].item]
        }
      }
    }
    return key
  }

  private func name(_ sheet: StudyKey.Sheet) -> String {
    job.design.forms > 1 ? "\(sheet.participant)-\(sheet.form)" : sheet.participant
  }

  private func writeSheets(_ key: StudyKey, _ settings: SheetSettings) throws
    -> [DesignFile.Sheet]
  {
    let progress = Progress("Sheets", total: key.sheets.count, isQuiet: job.settings.isQuiet)
    var sheets: [DesignFile.Sheet] = []
    var marks: [ScanMarks] = []
    let block = max(Threads.count, 1)
    let rows = WilliamsSquare.rows(key.methods.count).count
    for start in stride(from: 0, to: key.sheets.count, by: block) {
      try Interruption.check()
      let end = min(start + block, key.sheets.count)
      let tiles = built.tiles
      let drawn = try collectInParallel(count: end - start) { place, _ in
        Result {
          let document = try SheetDocument(
            key.sheets[start + place], number: start + place + 1, key: key, settings: settings)
          let (bytes, marks) = try document.pdf(tiles)
          return (bytes: bytes, marks: marks, pages: document.pageCount)
        }
      }.map { try $0.get() }
      for (place, sheet) in drawn.enumerated() {
        let own = key.sheets[start + place]
        try write(sheet.bytes, to: "sheets/\(name(own)).pdf")
        marks += sheet.marks
        sheets.append(
          DesignFile.Sheet(
            participant: own.participant, form: own.form, sheet: own.sheet,
            sequence: (start + place) / job.design.forms % rows + 1, pages: sheet.pages,
            sha256: SHA256.digest(of: sheet.bytes)))
      }
      progress.update(end)
    }
    if job.hasMarks {
      try write(
        ScanMarks.layoutFile(marks, programVersion: programVersion), to: "scan/layout.xy")
      try write(StudyAnswerFiles.scanReadMe(), to: "scan/README.txt")
    }
    return sheets
  }

  private func writeForms(_ key: StudyKey, _ settings: SheetSettings, _ tiles: TileFiles) throws {
    let progress = Progress("Forms", total: key.sheets.count, isQuiet: job.settings.isQuiet)
    for (place, sheet) in key.sheets.enumerated() {
      try Interruption.check()
      let page = FormPage(sheet, key: key, settings: settings, fileName: name(sheet))
      try write(page.html(tiles), to: "forms/\(name(sheet)).html")
      progress.update(place + 1)
    }
  }

  private func writeStimuli(
    _ key: StudyKey, _ settings: SheetSettings, _ tiles: TileFiles
  ) throws {
    let files = StimulusFiles(key: key, study: settings.study, secret: secret)
    try write(StimulusFiles.readMe, to: "stimuli/README.txt")
    for sheet in key.sheets {
      try Interruption.check()
      for (place, bytes) in files.pictures(sheet, tiles) { try write(bytes, to: place) }
      try write(files.conditions(sheet), to: "psychopy/\(name(sheet)).csv")
      try write(files.timeline(sheet), to: "jspsych/\(name(sheet)).json")
    }
  }

  private func writeManifest(_ digest: SHA256Digest) throws {
    let manifest = Manifest(
      provenance: Provenance(
        programVersion: programVersion,
        models: models.files.map {
          // Not their places: a folder's name may say what is in it.
          Provenance.ModelFile(
            role: $0.role, path: $0.role, architecture: $0.architecture, sha256: $0.sha256,
            remark: nil)
        }, galleryPath: "sealed", galleryCount: built.pictures, gallerySHA256: digest,
        settings: []),
      run: .null, queries: [], files: files)
    try AtomicFile.write(
      JSONText.encode(manifest), to: "\(job.output)/\(Manifest.fileName)")
  }
}
