import Basics
import Evidence
import Identification
import Networks

/// How the method compared the query with each person: the flow between the patches on both grids, the
/// cross-correlations, and the weights of the patches; then the times, the quality of the pictures and
/// the words of the method.
enum AppendixSection {
  /// The page of one person.
  static func person(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject, scales: FigureScales
  ) -> Section {
    let letter = shown.letter
    var blocks: [Block] = [.heading("What was compared: the flow between the patches")]
    for map in shown.candidate.flowMaps {
      blocks.append(
        .columns([
          Block.Column(8, [.figure(scales.thesisFlow(map, of: shown))]),
          Block.Column(4, flowWords(map, shown, subject)),
        ]))
    }
    blocks += correlations(shown, subject, scales)
    blocks += weights(shown, subject, scales)
    return Section(
      "method-\(letter)", "How \(letter) was compared", shortTitle: "Method",
      aside: [subject.pictureName(shown.person.best), "only the marks are in color"],
      foot: "maps show what was compared, not what decides", isFolded: true, blocks)
  }

  private static func flowWords(
    _ map: FlowMap, _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject
  ) -> [Block] {
    let place = shown.candidate.flowMaps.firstIndex { $0.grid == map.grid } ?? 0
    let others = subject.people.filter { $0.person.letterIndex != shown.person.letterIndex }
      .compactMap { other -> String? in
        guard other.candidate.flowMaps.indices.contains(place) else { return nil }
        let map = other.candidate.flowMaps[place]
        return "\(other.letter) \(percentage(map.shareInPlace)), \(score(map.emdSimilarity))"
      }
    let isRanking = map.grid == shown.candidate.flowMaps.last?.grid
    return [
      .title("\(map.grid.words) patches"),
      .lead("\(percentage(map.shareInPlace)) stays in its place"),
      .text("EMD similarity \(score(map.emdSimilarity))."),
      .note(others.isEmpty ? "" : "Others: \(others.joined(separator: "; "))."),
      .note(
        """
        \(grouped(map.foreignPatches.count)) of \(grouped(map.grid.count)) patches went mostly elsewhere \
        (framed).\(isRanking ? " This grid ranked the gallery." : "")\
        \(place == 0 ? " White bar: a patch's flow, as a share of the largest." : "")
        """),
    ]
  }

  private static func correlations(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject, _ scales: FigureScales
  ) -> [Block] {
    var columns = [
      Block.Column(
        6,
        [
          .title("Network: query and \(shown.letter)"),
          .figure(scales.network(shown)),
        ])
    ]
    for (method, pair) in shown.candidate.tokenCorrelations.prefix(1) {
      columns.append(
        Block.Column(
          6,
          [
            .title("\(method.title): query and \(shown.letter)"),
            .figure(scales.tokens(pair, of: shown)),
          ]))
    }
    if columns.count == 1 {
      columns.append(
        Block.Column(
          6,
          [
            .title("H2L"),
            .note(
              """
              There are no trained weights of an H2L for this network, so there is no map of it. \
              'facet train h2l' makes them; '--reranker FILE' uses them.
              """),
          ]))
    }
    var words = "Hundredths of a cosine; the largest are written in."
    for (method, pair) in shown.candidate.tokenCorrelations.prefix(1) {
      if let r = shown.candidate.networkCorrelation.query.correlation(with: pair.query) {
        words +=
          " The query's two maps (network, \(method.title)) have a correlation of \(fixedSigned(r, 2))."
      }
    }
    return [
      .heading("Where each face is like the other's mean: cross-correlation (CC)"),
      .columns(columns), .note(words),
    ]
  }

  private static func weights(
    _ shown: ReportSubject.ShownPerson, _ subject: ReportSubject, _ scales: FigureScales
  ) -> [Block] {
    let isFirst = shown.person.letterIndex == 0
    let used = subject.weighting?.words ?? "used"
    var columns = [
      Block.Column(
        5,
        [
          .title("Used: \(used), query and \(shown.letter)"),
          .figure(scales.weights(shown)),
        ])
    ]
    if isFirst, !subject.evidence.weightings.isEmpty {
      var blocks: [Block] = [
        .title("The five weightings, query, one scale"),
        .figure(scales.weightings(subject)),
        .note("Below each map the EMD similarity with A; framed: used."),
      ]
      for comparison in subject.evidence.weightings {
        if case .unavailable(let reason) = comparison.outcome {
          blocks.append(.note("\(comparison.weighting.words): \(displayed(reason))"))
        }
      }
      columns.append(Block.Column(7, blocks))
    }
    return [.heading("What counts how much: feature weights"), .columns(columns)]
  }

  // MARK: One page for all

  /// The quality of the pictures, for all people; `nil` if it was not measured.
  static func quality(_ subject: ReportSubject) -> Section? {
    guard let table = QualitySentences.table(subject) else { return nil }
    var blocks: [Block] = [.table(table)]
    blocks += QualitySentences.findings(subject).map(Block.remark)
    if let missing = QualitySentences.notMeasured(subject) { blocks.append(.note(missing)) }
    if let percentiles = QualitySentences.percentiles(subject) { blocks.append(.note(percentiles)) }
    blocks.append(
      .note(
        """
        The standard has no thresholds, so there is no verdict. 0–100: the standard's scale for the \
        query. Yaw and pitch come from points and are approximations. Facet is not conformant to the \
        standard: it measures only what points and pixels allow.
        """))
    return Section(
      "quality", "Quality of the pictures", shortTitle: "Method",
      aside: [
        PictureQuality.standard,
        "landmarks by \(subject.evidence.quality?.pointsWords ?? "the detector")",
      ], foot: "no verdict: the standard has no thresholds", isFolded: true, sharesPage: true,
      blocks)
  }

  /// The times and the words of the method.
  static func words(_ subject: ReportSubject) -> Section {
    var blocks: [Block] = []
    if let timings = subject.evidence.timings {
      blocks += [
        .heading("Time for one query", aside: displayed(timings.machine)),
        .figure(TimingBarsFigure(bars: bars(timings, subject), widthPoints: PageFlow.width)),
        .note(
          """
          Milliseconds, measured once and recorded in timings.json; bars begin at zero. Finding the \
          features took \(fixed(timings.features, 1)) ms, the evidence \(fixed(timings.evidence, 0)) ms.
          """),
      ]
    }
    blocks += [.heading("Words of this report"), .facts(glossary)]
    return Section(
      "words", "Times and words", shortTitle: "Method", foot: "bars begin at zero", isFolded: true,
      sharesPage: true, blocks)
  }

  /// The recorded times of stage 1 and of each re-ranker.
  private static func bars(
    _ timings: StageTimings, _ subject: ReportSubject
  ) -> [TimingBarsFigure.Bar] {
    timings.methods.map { method, milliseconds in
      let pairs = method.reranks ? timings.reranked : subject.search.galleryPictures
      let each = pairs > 0 ? milliseconds * 1000 / Double(pairs) : 0
      let name = method.reranks ? method.title : "Stage 1"
      let what =
        method.reranks ? counted(pairs, "pair") : counted(pairs, "cosine")
      let untrained = timings.untrained.contains(method) ? ", not trained, not used" : ""
      return TimingBarsFigure.Bar(
        title: "\(name), \(what)\(untrained)", milliseconds: milliseconds,
        perPair: "\(fixed(each, each < 10 ? 2 : 0)) µs a \(method.reranks ? "pair" : "picture")",
        isUsed: method == subject.leading)
    }
  }

  private static let glossary = [
    Fact(
      name: "Whole face, cosine",
      value:
        "the network turns a face into one list of numbers; the cosine of two lists is 1 for equal faces"
    ),
    Fact(
      name: "Patch",
      value: "one cell of the grid of the network's last map; it sees more than the pixels under it"
    ),
    Fact(
      name: "Patches, EMD",
      value:
        "Earth Mover's Distance: the cheapest way to move the weight of one face's patches onto the other's"
    ),
    Fact(name: "Flow", value: "how much weight goes from which patch to which: what was compared"),
    Fact(
      name: "alpha",
      value: "the share of the re-ranker in a score: alpha × EMD + (1 − alpha) × cosine"),
    Fact(
      name: "Weights: APC, SC, CC, LMK",
      value:
        "how much a patch counts: by the other face's mean, by itself, by correlation, by landmarks"
    ),
    Fact(
      name: "Transformer, H2L",
      value: "a second network that compares two faces directly, if it was trained"),
    Fact(
      name: "Test set",
      value:
        "labeled searches of other people with the same models and settings, from 'facet calibrate'"
    ),
  ]
}
