import Drawing
import Evidence
import Mustache

/// The report of one query as a web page: one file, without scripts and without outside addresses.
struct QueryReportPage {
  private let content: ReportContent
  private let faces: FaceStore

  init(_ content: ReportContent, faces: FaceStore) {
    self.content = content
    self.faces = faces
  }

  /// - Throws: `DrawingError` without memory, `TemplateError` for templates that include each other
  ///   without end.
  func html(_ templates: TemplateSet) throws -> String {
    var values = try values(templates)
    var candidates = try candidates()
    func page() throws -> String {
      values["candidates"] = .list(candidates.map { .dictionary($0.values) })
      return try templates.report.render(.dictionary(values), partials: templates.partials)
    }
    let whole = try page()
    var excess = whole.utf8.count - Self.mostBytes
    guard excess > 0 else { return whole }
    // From the last candidate on, as many as necessary: first the flows to explore, except those of
    // candidate 1, because the maps show the same; then the maps.
    for place in candidates.indices.dropFirst().reversed() where excess > 0 {
      excess -= candidates[place].leaveOutFlow()
    }
    // Removing a flow removes more than its texts.
    excess = try page().utf8.count - Self.mostBytes
    for place in candidates.indices.reversed() where excess > 0 {
      excess -= candidates[place].mapBytes - Self.noteBytes
      candidates[place].leaveOutMaps()
    }
    return try page()
  }

  /// The largest page in bytes: a larger one is slow to open and to send, so it leaves maps to the
  /// paper.
  static let mostBytes = 1_950_000
  /// More bytes than the words that replace maps.
  private static let noteBytes = 400

  private func values(_ templates: TemplateSet) throws -> [String: MustacheValue] {
    let provenance = ProvenanceContent(content.provenance)
    var values = PageValues.common(
      templates, title: "\(Heading.report.rawValue): \(content.query.path)",
      programVersion: content.provenance.programVersion)
    values["query"] = try query()
    values["sighting"] = try sighting()
    values["firsts"] = .list(try firsts())
    values["agreement"] = PageValues.optional(content.agreement)
    values["hasNotes"] = .bool(!content.notes.isEmpty)
    values["notes"] = .list(content.notes.map { .string($0) })
    values["limits"] = .list(Wording.limits.map { .string($0) })
    values["galleriesHint"] = .string(Wording.galleries)
    values["rounding"] = .string(Wording.rounding)
    values["galleries"] = .list(try content.galleries.map(gallery))
    values["ledger"] = PageValues.ledger(content.ledger)
    values["contrast"] = try PageValues.contrasts(content.contrasts, figure: figure)
    values["checks"] = PageValues.checks(content.checks)
    values["review"] = PageValues.review(content.review)
    values["hint"] = .string(Wording.candidate)
    values["count"] = .number(String(content.candidates.count))
    values["weightings"] = try weightings()
    values["timings"] = try timings()
    values["caseData"] = PageValues.caseData(content.caseContent)
    values["editionNote"] = PageValues.optional(content.provenance.editionNote)
    values["form"] = PageValues.examinerForm
    values["pictures"] = PageValues.pictureDigests(content.evidence, faces.files)
    values["hasPictures"] = .bool(!content.evidence.query.hidesOriginal)
    values["picturesHint"] = .string(Wording.pictureDigests(faces.files.medium))
    values["processing"] = .list(content.log.steps.map { .string($0) })
    values["models"] = .list(
      provenance.models.map {
        ["title": .string($0.title), "facts": PageValues.facts($0.facts)]
      })
    values["gallery"] = ["facts": PageValues.facts(provenance.gallery)]
    values["program"] = ["facts": PageValues.facts(provenance.program)]
    values["settings"] = ["facts": PageValues.facts(provenance.settings)]
    return values
  }

  private func query() throws -> MustacheValue {
    let tile = FaceTile(
      .query, identity: .unknown, aspect: content.evidence.query.aspect, widthPoints: 99,
      alternativeText: "Face of the query in the size of the network's input.")
    var values = try image(tile)
    values["path"] = .string(content.query.path)
    values["facts"] = PageValues.facts(content.query.facts)
    return .dictionary(values)
  }

  private func sighting() throws -> MustacheValue {
    guard let content = content.sighting else { return .null }
    return [
      "summary": .string(content.summary), "explanation": .string(SightingContent.explanation),
      "photograph": .dictionary(
        try image(PhotographFigure(content.sighting, widthPoints: 640))),
      "crop": .dictionary(try image(AlignedPointsFigure(content.sighting, widthPoints: 99))),
      "facts": PageValues.facts(content.facts),
    ]
  }

  private func firsts() throws -> [MustacheValue] {
    try content.galleries.compactMap { gallery in
      guard let entry = gallery.entries.first else { return nil }
      let tile = FaceTile(
        entry.tile.face, identity: entry.identity, aspect: entry.tile.aspect, widthPoints: 99,
        alternativeText: entry.tile.alternativeText)
      var values = try image(tile)
      values["title"] = .string(gallery.topMatchTitle)
      values["name"] = .string(entry.label ?? entry.path)
      values["score"] = .number(entry.score)
      values.merge(identity(entry.identity)) { _, new in new }
      return .dictionary(values)
    }
  }

  private func gallery(_ gallery: GalleryContent) throws -> MustacheValue {
    let entries = try gallery.entries.map { entry -> MustacheValue in
      var values = try image(entry.tile)
      values["rank"] = .number(String(entry.rank))
      values["name"] = .string(entry.label ?? "no label")
      values["score"] = .number(entry.score)
      values["path"] = .string(entry.path)
      values["explained"] = PageValues.optional(entry.explainedAs.map(String.init))
      values.merge(identity(entry.identity)) { _, new in new }
      return .dictionary(values)
    }
    return [
      "method": .string(gallery.method.rawValue), "title": .string(gallery.title),
      "explanation": .string(gallery.method.fullExplanation), "entries": .list(entries),
    ]
  }

  /// The flows to explore, by the candidate's number, for as many candidates as a page has room for.
  private var explorers: [Int: MustacheValue] {
    var room = FlowExplorer.mostFlows
    var explorers: [Int: MustacheValue] = [:]
    for (place, evidence) in content.evidence.candidates.enumerated() {
      guard let explorer = FlowExplorer(evidence, number: place + 1, faces: faces.files) else {
        continue
      }
      room -= explorer.flowCount
      if room < 0 { break }
      explorers[place + 1] = explorer.values
    }
    return explorers
  }

  private func candidates() throws -> [CandidateValues] {
    let explorers = explorers
    return try content.candidates.map { candidate in
      try self.candidate(candidate, flow: explorers[candidate.number])
    }
  }

  private func candidate(_ candidate: CandidateContent, flow: MustacheValue?) throws
    -> CandidateValues
  {
    var faces: [MustacheValue] = []
    for (tile, caption) in [(candidate.queryTile, "query"), (candidate.tile, "candidate")] {
      var values = try image(tile)
      values["caption"] = .string(caption)
      faces.append(.dictionary(values))
    }
    var values = identity(candidate.identity)
    values["number"] = .number(String(candidate.number))
    values["name"] = .string(candidate.exhibit.label ?? candidate.exhibit.path)
    values["faces"] = .list(faces)
    values["facts"] = PageValues.facts(candidate.exhibit.facts)
    values["rows"] = .list(
      candidate.rows.map {
        [
          "method": .string($0.method), "similarity": .number($0.similarity),
          "score": .number($0.score), "rank": .string($0.rank), "change": .string($0.change),
        ]
      })
    values["arithmetic"] = .list(candidate.arithmetic.map { .string($0) })
    let figures = try candidate.figures.map {
      try figure($0.figure, kind: "map", title: $0.title, caption: $0.caption)
    }
    values["figures"] = .list(figures)
    values["covering"] = try candidate.checks.map { checks in
      PageValues.covering(
        checks,
        figure: try figure(checks.figure, kind: "map", title: "Curves", caption: checks.caption))
    }
    values["typicality"] = try candidate.typicality.map { typicality in
      PageValues.typicality(
        typicality,
        figure: try figure(
          typicality.figure, kind: "map", title: "Histograms", caption: typicality.caption))
    }
    values["balance"] = try candidate.balance.map { balance in
      PageValues.balance(
        balance,
        figure: try figure(
          balance.figure, kind: "map", title: "Strongest pairs", caption: balance.comparison))
    }
    values["flow"] = flow ?? .null
    values["flowHint"] = flow == nil ? .string(CandidateValues.noFlow) : .null
    return CandidateValues(
      values: values, mapBytes: figures.reduce(0) { $0 + $1.textBytes })
  }

  private func weightings() throws -> MustacheValue {
    guard let weightings = content.weightings else { return .null }
    return [
      "explanation": .string(WeightingsContent.explanation),
      "columns": .list(
        try weightings.columns.map {
          try figure($0.figure, kind: "weighting", title: $0.title, caption: $0.caption)
        }),
      "legend": .dictionary(
        try image(LegendFigure(legend: WeightingFigure.legend))),
    ]
  }

  private func timings() throws -> MustacheValue {
    guard let timings = content.timings else { return .null }
    let bars = try timings.figure.map {
      try figure($0, kind: "bars", title: $0.title, caption: $0.alternativeText)
    }
    return [
      "explanation": .string(TimingContent.explanation), "machine": .string(timings.machine),
      "figure": bars ?? .null, "facts": PageValues.facts(timings.rows),
    ]
  }

  private func identity(_ identity: Identity) -> [String: MustacheValue] {
    [
      "identity": PageValues.optional(identity.words),
      "identityKind": .string(identity == .same ? "same" : "other"),
    ]
  }

  private func figure(
    _ figure: any Figure, kind: String, title: String, caption: String
  ) throws -> MustacheValue {
    var values = try image(figure)
    values["kind"] = .string(kind)
    values["title"] = .string(title)
    values["caption"] = .string(caption)
    return .dictionary(values)
  }

  private func image(_ figure: some Figure) throws -> [String: MustacheValue] {
    // CSS has 96 pixels per inch, and paper has 72 points.
    [
      "source": .string(try figure.dataAddress(faces: faces)),
      "width": .number(String(Int((figure.widthPoints * 4 / 3).rounded()))),
      "height": .number(String(Int((figure.heightPoints * 4 / 3).rounded()))),
      "alternative": .string(figure.alternativeText),
    ]
  }
}
