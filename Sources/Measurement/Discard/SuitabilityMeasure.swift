import Evidence
import Identification
import Runs

/// A measure of a query's picture by which searches can be discarded before they are made: higher is
/// better.
struct SuitabilityMeasure: Hashable, Sendable {
  /// A component of a report's picture quality, or `uncovered`.
  let name: String
  let title: String

  /// The share of the face whose patches are not unlike the first candidates' at the same place, percent.
  static let uncovered = Self(name: "uncovered-face", title: "Uncovered share of the face")

  /// The measures, those that a laboratory is most likely to have limits for first.
  static let all: [Self] = {
    let first: [QualityComponent] = [
      .interEyeDistance, .sharpness, .luminanceVariance, .illuminationUniformity,
    ]
    let rest = QualityComponent.allCases.filter { !first.contains($0) }
    return first.map(Self.init) + [uncovered] + rest.map(Self.init)
  }()

  private init(name: String, title: String) {
    self.name = name
    self.title = title
  }

  private init(_ component: QualityComponent) {
    self.init(
      name: component.rawValue,
      title: component == .luminanceVariance ? "Contrast (variance of luminance)" : component.title)
  }
}

/// The values of a query's measures by their names; those that were not measured are absent.
typealias Suitability = [String: Double]

extension PictureQuality {
  /// The values on the standard's scale, or native ones where it has none.
  var suitability: Suitability {
    Dictionary(
      uniqueKeysWithValues: measures.compactMap { measure in
        measure.comparable.map { (measure.component.rawValue, $0) }
      })
  }
}
