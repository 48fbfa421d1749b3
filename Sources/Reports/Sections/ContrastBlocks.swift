import Basics
import Evidence
import Identification

/// The difference between person A and another person as a sum over patches and parts of the face.
enum ContrastBlocks {
  /// The table of all parts, with bars, beside the map.
  static func sum(
    _ contrast: PersonContrast, _ subject: ReportSubject, _ scales: FigureScales
  ) -> [Block] {
    let other = subject.search.person(ofPicture: contrast.otherIndex)
    let letter = other?.letter ?? "the other"
    var left: [Block] = []
    if let other {
      left.append(
        .faces([
          FaceBlock(
            face: .candidate(contrast.otherIndex), aspect: subject.aspect(of: contrast.otherIndex),
            widthPoints: 84, title: subject.label(of: other), letter: letter,
            alternativeText: "Face of person \(letter).")
        ]))
    }
    let (_, map) = scales.contrast(contrast, width: 92)
    let (parts, total) = rows(
      contrast, letter, covered: QualitySentences.coveredRegions(subject))
    return [
      .heading("A against \(letter) as a sum", aside: "thousandths of the score"),
      .columns([
        Block.Column(2, left),
        Block.Column(3, [.title("Sum by patch"), .figure(map)]),
        Block.Column(
          7,
          [
            .figure(
              ContrastBarFigure(
                parts: parts, total: total, names: (low: letter, high: "A"),
                words: (
                  patches: "patches: \(decimal(subject.alpha)) × EMD",
                  cosine: "cosine: \(decimal(1 - subject.alpha)) × cosine"
                ), widthPoints: 288),
              caption: "The parts add up to the difference of the two scores.")
          ]),
      ]),
    ]
  }

  /// The parts of the face in words.
  static func words(_ contrast: PersonContrast, _ subject: ReportSubject) -> [Block] {
    let other = subject.search.person(ofPicture: contrast.otherIndex)
    let letter = other?.letter ?? "the other"
    func parts(_ regions: [PersonContrast.Region]) -> String {
      regions.prefix(3).map { "\($0.region.words) (\(thousandths($0.difference)))" }
        .joined(separator: ", ")
    }
    let least = 0.0005
    let forA = contrast.regions.filter { $0.difference >= least }
    let forOther = contrast.regions.filter { $0.difference <= -least }
    var blocks: [Block] = []
    if !forA.isEmpty { blocks.append(.text("For A: \(parts(forA)).")) }
    if !forOther.isEmpty { blocks.append(.text("For \(letter): \(parts(forOther)).")) }
    var note = """
      Thousandths of the score; left and right as seen. All parts add up to the difference of \
      \(score(contrast.difference)). They show what was compared
      """
    if let importance = subject.first?.candidate.importance, let first = subject.first {
      if let sentence = PersonSection.decisive(first, subject) {
        blocks.append(.remark(sentence))
      }
      switch importance.flowMarginJudgment?.beatsAll {
      case true?: note += "; covering patches confirms their order."
      case false?: note += "; covering patches does not confirm that they decide."
      case nil: note += ", not what decides."
      }
    } else {
      note += ", not what decides."
    }
    blocks.append(.note(note))
    return blocks
  }

  /// One row of the sum for each part of the face, the part without a place, and the total: tenths of
  /// thousandths that add up as printed.
  static func rows(
    _ contrast: PersonContrast, _ letter: String, covered: Set<FaceRegion> = []
  ) -> (parts: [ContrastBarFigure.Part], total: ContrastBarFigure.Part) {
    let numbers = roundedToSum(
      contrast.regions.flatMap { [$0.emd, $0.cosine] } + [contrast.constant], unit: 0.0001)
    let parts =
      contrast.regions.enumerated().map { place, region in
        ContrastBarFigure.Part(
          title: capitalized(region.region.words),
          note: covered.contains(region.region) ? "covered" : "", patches: numbers[2 * place],
          cosine: numbers[2 * place + 1])
      } + [
        ContrastBarFigure.Part(title: "No place (constant)", patches: 0, cosine: numbers.last!)
      ]
    let total = ContrastBarFigure.Part(
      title: "A minus \(letter)", patches: parts.reduce(0) { $0 + $1.patches },
      cosine: parts.reduce(0) { $0 + $1.cosine })
    return (parts, total)
  }
}
