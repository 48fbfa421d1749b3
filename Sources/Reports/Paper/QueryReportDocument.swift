import Basics
import Drawing
import Evidence

/// The report of one query on paper, as PDF.
struct QueryReportDocument {
  let content: ReportContent
  let faces: FaceStore
  let paper: PaperSize
  let logo: PaperPicture?

  init(_ content: ReportContent, faces: FaceStore, paper: PaperSize, logo: PaperPicture? = nil) {
    self.content = content
    self.faces = faces
    self.paper = paper
    self.logo = logo
  }

  /// - Throws: `failed` if memory runs out.
  func pdf() throws(DrawingError) -> [UInt8] {
    let program = "Facet \(displayed(content.provenance.programVersion))"
    let document = try PDFDocument(
      widthPoints: paper.widthPoints, heightPoints: paper.heightPoints,
      metadata: PDFDocument.Metadata(
        title: "\(Heading.report.rawValue): \(content.query.path)", author: program,
        subject: Wording.bannerTitle, creator: program))
    let flow = PageFlow(measuringOn: document.canvas, paper: paper)
    let (before, candidates, after) = chapters
    let weightings = content.weightings.map { weightings in
      Chapter(Heading.weightings.rawValue, "weightings") { set(weightings, on: $0) }
    }
    let all = before + candidates + after + (weightings.map { [$0] } ?? [])
    let titles = Dictionary(uniqueKeysWithValues: all.map { ($0.destination, $0.title) })
    for chapter in before {
      chapter.set(flow)
      if chapter.destination == "limits" { flow.contents(titles, title: "Contents") }
    }
    // Here if it fills a page that would stay half empty, otherwise after the candidates.
    let isEarly = content.weightings.map { flow.room > $0.roomPoints } ?? false
    if isEarly { weightings?.set(flow) }
    for chapter in candidates { chapter.set(flow) }
    if !isEarly { weightings?.set(flow) }
    for chapter in after { chapter.set(flow) }
    for mark in flow.marks {
      guard let title = titles[mark.destination] else { continue }
      document.addOutlineEntry(title, destination: mark.destination)
    }
    flow.finish(into: document) { canvas, page, count in
      flow.frame(
        on: canvas, heading: content.query.path, warning: Wording.bannerTitle,
        reference: content.caseContent.reference,
        foot: "\(program). A score is not a probability.", page: page, count: count)
    }
    return try document.finished()
  }

  private struct Chapter {
    let title: String
    let destination: String
    let set: (PageFlow) -> Void

    init(_ title: String, _ destination: String, _ set: @escaping (PageFlow) -> Void) {
      self.title = title
      self.destination = destination
      self.set = set
    }
  }

  /// Returns the chapters on the whole query, then each candidate on pages of its own, then the
  /// provenance.
  private var chapters: (before: [Chapter], candidates: [Chapter], after: [Chapter]) {
    var chapters = [Chapter(Heading.query.rawValue, "query", setQuery)]
    if let sighting = content.sighting {
      chapters.append(Chapter(Heading.photograph.rawValue, "photograph") { set(sighting, on: $0) })
    }
    if let review = content.review {
      chapters.append(Chapter(ReviewContent.title, "review") { set(review, on: $0) })
    }
    chapters.append(Chapter(Heading.limits.rawValue, "limits", setLimits))
    chapters.append(Chapter(Heading.galleries.rawValue, "galleries", setGalleries))
    if let ledger = content.ledger {
      chapters.append(Chapter(Heading.ledger.rawValue, "ledger") { set(ledger, on: $0) })
    }
    if !content.contrasts.isEmpty {
      chapters.append(
        Chapter(Heading.contrast.rawValue, "contrast") {
          set(content.contrasts, on: $0)
        })
    }
    if let checks = content.checks {
      chapters.append(
        Chapter(Heading.checks.rawValue, "checks") { set(checks, on: $0) })
    }
    let candidates = content.candidates.map { candidate in
      let name = candidate.exhibit.label ?? candidate.exhibit.path
      return Chapter(
        "Candidate \(candidate.number): \(name)", CandidateContent.destination(candidate.number)
      ) {
        set(candidate, on: $0)
      }
    }
    let after = [
      Chapter(Heading.provenance.rawValue, "provenance", setProvenance),
      Chapter(ExaminerForm.title, "form", setForm),
    ]
    return (chapters, candidates, after)
  }

  private func setQuery(_ flow: PageFlow) {
    if let logo {
      let height = min(36, 140 * Double(logo.height) / Double(logo.width))
      let width = height * Double(logo.width) / Double(logo.height)
      flow.draw(at: flow.y - 8, x: PageFlow.width - width) { canvas in
        canvas.draw(logo, in: Rectangle(x: 0, y: 0, width: width, height: height))
      }
    }
    flow.text(Heading.report.rawValue, PaperStyle.title, as: .heading1)
    flow.space(12)
    flow.warning(title: Wording.bannerTitle, Wording.banner)
    flow.space(6)
    if let note = content.provenance.editionNote {
      flow.text(note, PaperStyle.bold)
      flow.space(6)
    }
    flow.caseData(content.caseContent)
    flow.heading(Heading.query.rawValue, destination: "query")
    let top = flow.y
    let tile = FaceTile(
      .query, identity: .unknown, aspect: content.evidence.query.aspect, widthPoints: 96,
      alternativeText: "")
    flow.put(height: tile.heightPoints) { tile.draw(on: $0, faces: faces) }
    let bottom = flow.y
    flow.move(to: top)
    flow.facts(
      content.query.facts, x: 112, width: PageFlow.width - 112, nameWidth: 76, maximumLines: 2)
    flow.move(to: max(bottom, flow.y) + 14)
    setFirsts(on: flow)
    if let agreement = content.agreement {
      flow.space(8)
      flow.text(agreement, PaperStyle.bold)
    }
    if !content.notes.isEmpty {
      flow.heading(Heading.notes.rawValue, destination: "notes")
      flow.list(content.notes)
    }
  }

  /// Sets the top match of each method, side by side.
  private func setFirsts(on flow: PageFlow) {
    let galleries = content.galleries.filter { !$0.entries.isEmpty }
    let columnWidth = PageFlow.width / Double(max(galleries.count, 1))
    let tileWidth = 66.0
    var columns: [(tile: FaceTile, words: [TextBlock])] = []
    for gallery in galleries {
      let entry = gallery.entries[0]
      let width = columnWidth - tileWidth - 10
      var words = [
        flow.canvas.text(gallery.topMatchTitle, PaperStyle.bold, width: width),
        flow.canvas.text(
          entry.label ?? entry.path,
          FigureStyle.body.with {
            $0.maximumLines = 2
            $0.cut = .middle
          }, width: width),
        flow.canvas.text("score \(entry.score)", FigureStyle.small, width: width),
      ]
      if let identity = entry.identity.words {
        words.append(
          flow.canvas.text(
            identity,
            FigureStyle.small.with {
              $0.color = FigureStyle.frame(entry.identity)
              $0.isBold = true
            }, width: width))
      }
      let tile = FaceTile(
        entry.tile.face, identity: entry.identity, aspect: entry.tile.aspect,
        widthPoints: tileWidth, alternativeText: entry.tile.alternativeText)
      columns.append((tile, words))
    }
    let height =
      columns.map { max($0.tile.heightPoints, $0.words.reduce(0) { $0 + $1.height + 3 }) }.max()
      ?? 0
    flow.put(height: height) { canvas in
      for (index, column) in columns.enumerated() {
        canvas.saved {
          canvas.translate(x: Double(index) * columnWidth, y: 0)
          column.tile.draw(on: canvas, faces: faces)
          var y = 0.0
          for block in column.words {
            canvas.draw(block, x: tileWidth + 8, y: y)
            y += block.height + 3
          }
        }
      }
    }
  }

  private func setLimits(_ flow: PageFlow) {
    flow.heading(Heading.limits.rawValue, destination: "limits", following: 130)
    flow.list(Wording.limits)
  }

  /// Sets the form that people fill in by hand.
  private func setForm(_ flow: PageFlow) {
    flow.heading(
      ExaminerForm.title, destination: "form", following: PageFlow.componentsHeight + 50)
    flow.text(ExaminerForm.explanation, PaperStyle.note)
    flow.space(6)
    flow.components()
    flow.signOffs(from: 0, title: "Sign-off")
  }

  /// Sets every picture with the digests of its file and of its crop.
  private func setPictures(_ flow: PageFlow) {
    guard !content.evidence.query.hidesOriginal else { return }
    flow.need(90)
    flow.text(Heading.pictures.rawValue, PaperStyle.bold)
    flow.text(Wording.pictureDigests(faces.files.medium), PaperStyle.note)
    flow.space(4)
    let code = PaperStyle.code.with { $0.sizePoints = 6.5 }
    for picture in PictureDigests.all(content.evidence, in: faces.files) {
      let oneLine = PaperStyle.note.with {
        $0.maximumLines = 1
        $0.cut = .middle
      }
      let role = flow.canvas.text(picture.role, oneLine, width: 150)
      let name = flow.canvas.text(isolated(picture.path), oneLine, width: 150)
      let digests = flow.canvas.text(
        picture.lines.map { name, text in
          name + String(repeating: " ", count: max(10 - name.count, 1)) + text
        }.joined(separator: "\n"), code, width: PageFlow.width - 160)
      // The same height for names in any script.
      flow.put(height: max(22, digests.height + 5)) { canvas in
        canvas.draw(role, x: 0, y: 1)
        canvas.draw(name, x: 0, y: 1 + role.height)
        canvas.draw(digests, x: 160, y: 1)
      }
    }
  }

  private func set(_ timings: TimingContent, on flow: PageFlow) {
    flow.need(40)
    flow.text(Heading.timings.rawValue, PaperStyle.bold)
    flow.text(
      "\(TimingContent.explanation) Machine: \(isolated(timings.machine))", PaperStyle.note)
    flow.space(4)
    flow.factsInTwoColumns(timings.rows)
    if let figure = timings.figure {
      flow.space(4)
      flow.put(height: figure.heightPoints) { figure.draw(on: $0, faces: faces) }
    }
    flow.space(8)
  }

  private func setProvenance(_ flow: PageFlow) {
    let provenance = ProvenanceContent(content.provenance)
    flow.heading(Heading.provenance.rawValue, destination: "provenance", following: 160)
    flow.text(Wording.rounding, PaperStyle.note)
    flow.space(8)
    for model in provenance.models {
      flow.need(70)
      flow.text(model.title, PaperStyle.bold)
      flow.facts(model.facts)
      flow.space(8)
    }
    for (title, facts) in [
      (Heading.gallery.rawValue, provenance.gallery),
      (Heading.program.rawValue, provenance.program),
    ] {
      flow.need(min(Double(facts.count), 4) * 16 + 20)
      flow.text(title, PaperStyle.bold)
      flow.facts(facts)
      flow.space(8)
    }
    flow.need(Double(provenance.settings.count) * 8.5 + 30)
    flow.text(Heading.settings.rawValue, PaperStyle.bold)
    let long = provenance.settings.filter { $0.value.count > 24 }
    flow.facts(long)
    flow.factsInTwoColumns(provenance.settings.filter { $0.value.count <= 24 })
    flow.space(8)
    if let timings = content.timings { set(timings, on: flow) }
    flow.need(60)
    flow.text(Heading.processing.rawValue, PaperStyle.bold)
    flow.list(content.log.steps, PaperStyle.note)
    flow.space(8)
    setPictures(flow)
  }
}

extension CandidateContent {
  /// Returns the destination of the candidate of that number.
  static func destination(_ number: Int) -> String { "candidate-\(number)" }
}
