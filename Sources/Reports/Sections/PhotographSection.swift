import Evidence

/// The query's photograph with every face that the detector found.
enum PhotographSection {
  static func section(_ subject: ReportSubject) -> Section? {
    guard let sighting = subject.evidence.sighting else { return nil }
    let content = SightingContent(sighting)
    let half = (content.facts.count + 1) / 2
    return Section(
      "photograph", "The photograph",
      aside: [subject.queryName],
      foot: "numbers of faces: from the largest box", isFolded: true,
      [
        .lead(content.summary),
        .figure(PhotographFigure(sighting, widthPoints: PageFlow.width)),
        .note(content.explanation),
        .columns([
          Block.Column(6, [.facts(Array(content.facts.prefix(half)))]),
          Block.Column(6, [.facts(Array(content.facts.dropFirst(half)))]),
        ]),
      ])
  }
}
