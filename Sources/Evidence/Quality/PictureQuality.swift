import Basics

/// The quality of one face picture, component by component, without a verdict.
///
/// The components are measured after ISO/IEC 29794-5:2025. No threshold of the standard exists, so a
/// component only has a native value, a value on the standard's scale of 0 to 100, and a percentile
/// among the queries of a calibration. Only a laboratory's own limits give findings
/// (`LaboratoryLimits`).
package struct PictureQuality: Sendable, Equatable, Codable {
  /// The reason why a component was not measured.
  package enum Gap: String, Sendable, Codable, CaseIterable {
    /// The picture is a face that was cropped and aligned before: such values are the crop's.
    case alignedCrop = "aligned-crop"
    /// There are no landmarks of this face.
    case noLandmarks = "no-landmarks"
    /// The landmarks are a mean shape fitted to five points; it does not follow lids and lips.
    case meanShape = "mean-shape"
    /// The other faces of the photograph are not known.
    case otherFacesUnknown = "other-faces-unknown"
    /// The points of the face coincide or lie outside the picture.
    case pointsUnusable = "points-unusable"
    /// The network's output of this face is not known.
    case noEmbedding = "no-embedding"
    /// This edition withholds the value.
    case withheld
  }

  /// The origin of the points that the values rest on.
  package enum Points: String, Sendable, Codable {
    /// 68 landmarks of a file beside the picture.
    case landmarkFile = "landmark-file"
    /// 68 landmarks of a predictor that looked at the photograph.
    case predictor
    /// The detector's five points, and a mean shape fitted to them.
    case detector
    /// The points to which aligned crops are aligned, and a mean shape fitted to them.
    case template
  }

  package struct Measure: Sendable, Equatable, Codable {
    package let component: QualityComponent
    /// The native value in the component's unit; `nil` if it was not measured.
    package internal(set) var native: Double?
    /// Why there is no native value; `nil` if there is one.
    package internal(set) var gap: Gap?
    /// The value on the standard's scale, 0...100; `nil` if it was not measured, and for components
    /// that are not the standard's.
    package internal(set) var value: Double?
    /// The share of the calibration's queries, in percent, with at most this value; `nil` without
    /// a calibration that has this component.
    package internal(set) var percentile: Double?

    package init(_ component: QualityComponent, native: Double) {
      self.component = component
      self.native = native
      value = component.value(ofNative: native)
    }

    package init(_ component: QualityComponent, notMeasured gap: Gap) {
      self.component = component
      self.gap = gap
    }

    package var isMeasured: Bool { native != nil }

    /// The number that percentiles compare: the standard's value, or else the native one.
    package var comparable: Double? { value ?? native }
  }

  package let points: Points
  /// The measures in the order of `QualityComponent.allCases`; that of the embedding's length only if
  /// the network's length measures quality.
  package internal(set) var measures: [Measure]

  package init(points: Points, measures: [Measure]) {
    self.points = points
    self.measures = measures
  }

  /// Adds the length of the embedding.
  ///
  /// - Parameter length: `nil` if it is not known.
  package mutating func add(embeddingLength length: Double?) {
    measures.append(
      length.map { Measure(.embeddingLength, native: $0) }
        ?? Measure(.embeddingLength, notMeasured: .noEmbedding))
  }

  package subscript(component: QualityComponent) -> Measure? {
    measures.first { $0.component == component }
  }

  /// How the points were found, as the rest of "landmarks by …".
  package var pointsWords: String {
    switch points {
    case .landmarkFile: "a file beside the picture"
    case .predictor: "a predictor of 68 points"
    case .detector: "the detector (five points) and a mean shape"
    case .template: "the alignment template and a mean shape"
    }
  }

  /// The name under which a report prints these values; it never claims conformance.
  package static let standard = "after ISO/IEC 29794-5"
}

extension PictureQuality {
  /// Returns the same with the percentiles of its components among other pictures.
  ///
  /// - Parameter population: The comparable values of each component (`Measure.comparable`) in the
  ///   queries of a calibration, in any order.
  package func withPercentiles(
    among population: [QualityComponent: [Double]]
  ) -> PictureQuality {
    var result = self
    for place in measures.indices {
      guard let own = measures[place].comparable,
        let values = population[measures[place].component], !values.isEmpty
      else { continue }
      let lower = values.count { $0 <= own }
      result.measures[place].percentile = 100 * Double(lower) / Double(values.count)
    }
    return result
  }
}

extension QualityComponent {
  /// Returns the standard's value of 0...100 for a native value; `nil` for components that are not the
  /// standard's.
  package func value(ofNative x: Double) -> Double? {
    let value: Double? =
      switch self {
      case .interEyeDistance: 100 * sigmoid(x, 70, 20)
      case .headSize: 200 * (1 - sigmoid(abs(x - 0.45), 0, 0.05))
      case .leftwardCrop, .rightwardCrop: 100 * sigmoid(x, 0.9, 0.1)
      case .marginAbove: 100 * sigmoid(x, 1.4, 0.1)
      case .marginBelow: 100 * sigmoid(x, 1.8, 0.1)
      case .luminanceMean: 100 * sigmoid(x, 0.2, 0.05) * (1 - sigmoid(x, 0.8, 0.05))
      case .luminanceVariance: 100 * sineOf(.pi * 60 * x / (60 * x + 1))
      case .underExposure: 120 * (0.832 - sigmoid(x, 0.92, 0.05))
      case .overExposure: (1 / (x + 0.01)).rounded()
      case .dynamicRange: 12.5 * x
      case .illuminationUniformity: 100 * powerOf(x, 0.3)
      case .singleFacePresent: 100 * (1 - x)
      case .eyesOpen: 100 * sigmoid(x, 0.02, 0.01)
      case .mouthClosed: 100 * (1 - sigmoid(x, 0.2, 0.06))
      case .yaw, .pitch, .roll: 100 * squared(max(0, cosineOf(x * .pi / 180)))
      case .sharpness, .embeddingLength: nil
      }
    return value.map { min(max($0, 0), 100) }
  }
}

/// 1 / (1 + exp((x0 - x) / w)).
private func sigmoid(_ x: Double, _ center: Double, _ width: Double) -> Double {
  1 / (1 + exponentialOf((center - x) / width))
}

private func squared(_ value: Double) -> Double { value * value }
