import Basics
import Drawing
import Evidence
import Identification
import Networks

/// Two maps in one unit and on one scale, one of the query and one of the candidate, such as feature
/// weights or a cross-correlation.
struct HeatPairFigure: Figure {
  let pair: HeatmapPair
  let candidate: Face
  let scale: HeatScale
  /// What the numbers are, for the alternative text.
  let words: String
  /// The headings above the maps; empty for none.
  let labels: [String]
  let widthPoints: Double
  let heightPoints: Double
  private let query: Rectangle
  private let other: Rectangle
  private let legend: HeatLegend?

  private static let gap = 10.0
  private static let labelHeight = 14.0

  /// - Parameters:
  ///   - labels: Two headings, for example "Network: query" and "Network: A".
  ///   - hasLegend: Whether the legend stands below both maps.
  ///   - widthPoints: The width of both maps and the gap between them.
  ///   - queryAspect: The height of the query's face divided by its width.
  init(
    _ pair: HeatmapPair, candidate: Face, scale: HeatScale, words: String, labels: [String] = [],
    hasLegend: Bool = true, widthPoints: Double, queryAspect: Double, candidateAspect: Double
  ) {
    precondition(labels.isEmpty || labels.count == 2)
    self.pair = pair
    self.candidate = candidate
    self.scale = scale
    self.words = words
    self.labels = labels
    self.widthPoints = widthPoints
    let top = labels.isEmpty ? 0 : Self.labelHeight
    let width = (widthPoints - Self.gap) / 2
    query = Rectangle(x: 0, y: top, width: width, height: width * queryAspect)
    other = Rectangle(
      x: width + Self.gap, y: top, width: width, height: width * candidateAspect)
    legend = hasLegend ? HeatLegend(scale, widthPoints: widthPoints) : nil
    heightPoints = max(query.maxY, other.maxY) + (legend.map { 5 + $0.heightPoints } ?? 0)
  }

  var alternativeText: String {
    func figure(_ map: Heatmap, _ face: Face) -> HeatFigure {
      HeatFigure(map, over: face, scale: scale, words: words, faceWidth: 1, aspect: 1)
    }
    return """
      Query: \(figure(pair.query, .query).alternativeText) Candidate: \
      \(figure(pair.candidate, candidate).alternativeText)
      """
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    for (label, place) in zip(labels, [query, other]) {
      canvas.drawLine(label, FigureStyle.label, x: place.x, y: 0, width: place.width)
    }
    HeatDrawing(pair.query, scale).drawMap(on: canvas, in: query, over: .query, faces: faces)
    HeatDrawing(pair.candidate, scale).drawMap(
      on: canvas, in: other, over: candidate, faces: faces)
    guard let legend else { return }
    canvas.saved {
      canvas.translate(x: 0, y: heightPoints - legend.heightPoints)
      legend.draw(on: canvas, faces: faces)
    }
  }
}

/// The scale of the feature weights of several pairs of faces, and the form in which they are drawn: as
/// deviations from even weights, or as multiples of them if some patches have more than twice an even
/// weight. A scale to the same distance on both sides would then go below no weight at all.
struct WeightScale: Sendable {
  let heat: HeatScale
  private let isUneven: Bool

  init(_ weights: [HeatmapPair]) {
    isUneven = weights.contains { $0.fromEven.values.contains { $0 > 1 } }
    heat =
      isUneven
      ? .timesEven(weights.flatMap(\.timesEven.values))
      : .aroundEven(weights.flatMap(\.fromEven.values))
  }

  /// Returns the maps of one pair in the form of the scale.
  func maps(_ weights: HeatmapPair) -> HeatmapPair {
    isUneven ? weights.timesEven : weights.fromEven
  }
}

extension HeatmapPair {
  /// All numbers of both maps, for a scale.
  var values: [Double] { query.values + candidate.values }

  /// Weights as deviations from even weights.
  var fromEven: HeatmapPair { mapped(weightsFromEven) }

  /// Weights as multiples of even weights.
  var timesEven: HeatmapPair { mapped(weightsTimesEven) }

  private func mapped(_ change: ([Double]) -> [Double]) -> HeatmapPair {
    HeatmapPair(
      query: Heatmap(grid: query.grid, values: change(query.values)),
      candidate: Heatmap(grid: candidate.grid, values: change(candidate.values)))
  }
}

/// The query's maps of all five feature weightings on one scale, the one that was used in a frame.
struct FiveWeightingsFigure: Figure {
  let comparisons: [WeightingComparison]
  let used: PatchWeighting
  let scale: HeatScale
  let widthPoints: Double
  let heightPoints: Double
  private let face: Face
  private let mapWidth: Double
  private let aspect: Double

  private static let gap = 14.0
  private static let frame = 2.5
  private static let captionHeight = 14.0
  private static let legendWidth = 130.0

  /// - Parameters:
  ///   - face: The query, or the candidate for the other half of the maps.
  ///   - scale: `HeatScale.timesEven` of all weights, or `nil` for that of these comparisons.
  init(
    _ comparisons: [WeightingComparison], used: PatchWeighting, face: Face = .query,
    scale: HeatScale? = nil, widthPoints: Double, aspect: Double
  ) {
    self.comparisons = comparisons
    self.used = used
    self.face = face
    self.aspect = aspect
    self.scale =
      scale ?? .timesEven(comparisons.flatMap { $0.timesEven(of: face)?.values ?? [] })
    self.widthPoints = widthPoints
    let count = Double(max(comparisons.count, 1))
    mapWidth = (widthPoints - 2 * Self.frame - (count - 1) * Self.gap) / count
    heightPoints =
      2 * Self.frame + mapWidth * aspect + Self.captionHeight + 4
      + HeatLegend(self.scale, widthPoints: Self.legendWidth).heightPoints
  }

  var alternativeText: String {
    let parts = comparisons.map { comparison in
      let name = comparison.weighting.title + (comparison.weighting == used ? " (used)" : "")
      guard case .computed(_, let similarity, _) = comparison.outcome,
        let map = comparison.timesEven(of: face)
      else { return "\(name): not available" }
      let patch = map.highestPatch
      return """
        \(name): EMD similarity \(fixed(similarity, 3)), largest weight \
        \(scale.text(map.values[patch])) times even at \(map.grid.placeName(patch))
        """
    }
    let owner = face == .query ? "query" : "candidate"
    return "Weights of the \(owner)'s patches by each weighting. "
      + parts.joined(separator: "; ") + "."
  }

  func draw(on canvas: Canvas, faces: FaceStore) {
    for (index, comparison) in comparisons.enumerated() {
      let place = Rectangle(
        x: Self.frame + Double(index) * (mapWidth + Self.gap), y: Self.frame, width: mapWidth,
        height: mapWidth * aspect)
      draw(comparison, on: canvas, in: place, faces: faces)
    }
    let legend = HeatLegend(scale, widthPoints: Self.legendWidth)
    canvas.saved {
      canvas.translate(x: Self.frame, y: heightPoints - legend.heightPoints)
      legend.draw(on: canvas, faces: faces)
    }
  }

  private func draw(
    _ comparison: WeightingComparison, on canvas: Canvas, in place: Rectangle, faces: FaceStore
  ) {
    let y = place.maxY + Self.frame + 2
    let name = canvas.draw(
      comparison.weighting.figureTitle, FigureStyle.numberBold, x: place.x, y: y)
    if let map = comparison.timesEven(of: face),
      case .computed(_, let similarity, _) = comparison.outcome
    {
      HeatDrawing(map, scale).drawMap(on: canvas, in: place, over: face, faces: faces)
      let number = canvas.text(fixed(similarity, 3), FigureStyle.number)
      // The next map begins after the gap.
      let right = max(place.maxX, name.width + place.x + 4 + number.width)
      canvas.draw(number, x: right - number.width, y: y)
    } else {
      canvas.stroke(place.inset(by: 0.25), Palette.rule, width: 0.5)
      canvas.draw(
        "not\navailable", FigureStyle.note.with { $0.alignment = .center }, x: place.x,
        y: place.midY - 10, width: place.width)
    }
    if comparison.weighting == used {
      canvas.stroke(place.inset(by: -1.6), Palette.ink, width: 1.6)
    }
  }
}

extension WeightingComparison {
  /// The weights of one face as multiples of even weights; `nil` if the weighting is not available.
  func timesEven(of face: Face) -> Heatmap? {
    guard case .computed(let weights, _, _) = outcome else { return nil }
    return face == .query ? weights.timesEven.query : weights.timesEven.candidate
  }
}

extension PatchWeighting {
  /// The name in figures: "even" for uniform weights.
  var figureTitle: String { self == .uniform ? "even" : shortTitle }
}
