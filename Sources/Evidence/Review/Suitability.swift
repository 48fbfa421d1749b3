import Faces
import Pictures

#if canImport(Glibc)
  import Glibc
#endif

/// The suitability of a query for a search.
package struct Suitability: Sendable, Equatable, Codable {
  package enum Outcome: String, Sendable, Codable, Comparable {
    case sufficient
    case limited
    case insufficient

    package static func < (first: Outcome, second: Outcome) -> Bool {
      first.order < second.order
    }

    private var order: Int {
      switch self {
      case .sufficient: 0
      case .limited: 1
      case .insufficient: 2
      }
    }
  }

  package enum Quantity: String, Sendable, Codable, CaseIterable {
    case eyeDistance
    case sharpness
    case contrast
    case yaw
    case roll
  }

  package struct Measure: Sendable, Equatable, Codable {
    package let quantity: Quantity
    /// The value; `nil` if it is unknown.
    package let value: Double?
    package let limits: SuitabilityLimits
    package let outcome: Outcome

    init(_ quantity: Quantity, _ value: Double?, _ limits: SuitabilityLimits) {
      self.quantity = quantity
      self.value = value
      self.limits = limits
      // If the limit of refusal is the higher one, high values are bad.
      let sign = limits.insufficient > limits.limited ? -1.0 : 1
      if let value, sign * abs(value) < sign * limits.insufficient {
        outcome = .insufficient
      } else if let value, sign * abs(value) < sign * limits.limited {
        outcome = .limited
      } else {
        outcome = .sufficient
      }
    }
  }

  package private(set) var measures: [Measure]
  /// Whether the distance between the eyes was measured between landmarks. Otherwise it is the distance
  /// in the alignment template for a crop of the picture's size.
  package let isEyeDistanceMeasured: Bool

  /// The worst of the measures.
  package var outcome: Outcome { measures.map(\.outcome).max() ?? .sufficient }

  /// - Parameters:
  ///   - face: Aligned, in the size of the network's input.
  ///   - width: Of the original, in pixels; only used without points.
  ///   - points: In pixels of the original.
  package init(face: Picture, width: Int, points: FivePoints?, layout: FaceLayout) {
    let gray = face.converted(to: .gray)
    let pose = points.flatMap(FacePose.init)
    isEyeDistanceMeasured = pose != nil
    measures = [
      Measure(
        .eyeDistance, pose?.eyeDistance ?? layout.eyeDistance * Double(width), .eyeDistance),
      Measure(.sharpness, gray.sharpness, .sharpness),
      Measure(.contrast, gray.grayRange, .contrast), Measure(.yaw, pose?.yaw, .yaw),
      Measure(.roll, pose?.roll, .roll),
    ]
  }
}

extension Suitability {
  /// Returns the same with the distance between the eyes rounded to tens of pixels, without a change of
  /// the outcome. In an aligned picture, that distance reveals the width.
  package func withRoundedEyeDistance() -> Suitability {
    var rounded = self
    for (place, measure) in measures.enumerated() where measure.quantity == .eyeDistance {
      guard let value = measure.value else { continue }
      let tens = [(value / 10).rounded(), (value / 10).rounded(.up), (value / 10).rounded(.down)]
      rounded.measures[place] =
        tens.map { Measure(.eyeDistance, 10 * $0, measure.limits) }
        .first { $0.outcome == measure.outcome } ?? measure
    }
    return rounded
  }
}

/// The pose of a head from five points.
struct FacePose: Sendable, Equatable {
  /// The distance between the eyes in pixels.
  let eyeDistance: Double
  /// Degrees to the right of the picture; from the tip of the nose, which stands before the middle
  /// between the eyes by 0.45 of their distance in an average adult face: good to about 10 degrees.
  let yaw: Double
  /// Degrees clockwise.
  let roll: Double

  private static let noseDepth = 0.45

  /// - Returns: `nil` if both eyes are at the same place.
  init?(_ five: FivePoints) {
    let (left, right, nose) = (five.points[0], five.points[1], five.points[2])
    let (dx, dy) = (right.x - left.x, right.y - left.y)
    let distance = (dx * dx + dy * dy).squareRoot()
    guard distance > 0 else { return nil }
    eyeDistance = distance
    roll = atan2(dy, dx) * 180 / .pi
    // Along the line of the eyes, in eye distances, because turning moves this.
    let besideX = nose.x - (left.x + right.x) / 2
    let besideY = nose.y - (left.y + right.y) / 2
    let along = (besideX * dx + besideY * dy) / (distance * distance)
    // Eyes come closer by the cosine, the nose moves by the sine of the angle.
    yaw = atan(along / Self.noseDepth) * 180 / .pi
  }
}

extension Picture {
  /// Variance of the Laplacian (four neighbors) over the variance of the gray values; 0 for a picture
  /// of one gray, 20 for noise.
  ///
  /// - Precondition: Gray.
  var sharpness: Double {
    precondition(channels == .gray)
    guard width > 2, height > 2 else { return 0 }
    var (sum, squares, laplacians, laplacianSquares) = (0.0, 0.0, 0.0, 0.0)
    for y in 1..<height - 1 {
      for x in 1..<width - 1 {
        let place = y * width + x
        let value = Double(samples[place])
        let beside = Double(samples[place - 1]) + Double(samples[place + 1])
        let above = Double(samples[place - width]) + Double(samples[place + width])
        let laplacian = 4 * value - beside - above
        sum += value
        squares += value * value
        laplacians += laplacian
        laplacianSquares += laplacian * laplacian
      }
    }
    let count = Double((width - 2) * (height - 2))
    let variance = squares / count - (sum / count) * (sum / count)
    let mean = laplacians / count
    return variance > 0 ? (laplacianSquares / count - mean * mean) / variance : 0
  }

  /// Gray levels between the 5th and the 95th percentile of the middle of the face: its inner 60 % in
  /// both directions, without hair and background.
  ///
  /// - Precondition: Gray.
  var grayRange: Double {
    precondition(channels == .gray)
    var values: [UInt8] = []
    let (marginX, marginY) = (width / 5, height / 5)
    for y in marginY..<height - marginY {
      values += samples[y * width + marginX..<(y + 1) * width - marginX]
    }
    values.sort()
    let low = values[(values.count - 1) / 20]
    let high = values[(values.count - 1) * 19 / 20]
    return Double(high) - Double(low)
  }
}

extension FivePoints {
  /// Of 68 landmarks: the middles of the eyes, the tip of the nose, the corners of the mouth.
  init(_ landmarks: Landmarks68) {
    func middle(_ range: ClosedRange<Int>) -> Landmarks68.Point {
      let points = landmarks.points[range]
      return Landmarks68.Point(
        x: points.reduce(0) { $0 + $1.x } / Double(points.count),
        y: points.reduce(0) { $0 + $1.y } / Double(points.count))
    }
    self.init(points: [
      middle(36...41), middle(42...47), landmarks.points[30], landmarks.points[48],
      landmarks.points[54],
    ])
  }
}
