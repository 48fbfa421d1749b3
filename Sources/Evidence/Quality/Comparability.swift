import Basics

/// Whether two pictures can be compared part by part, and what stands against it.
package struct Comparability: Sendable, Equatable, Codable {
  /// A larger difference in yaw, in degrees, stands against a comparison of places.
  package static let mostYawApart = 15.0
  /// Fewer pixels between the eyes stand against a comparison of fine features.
  package static let leastEyeDistance = 40.0
  /// A larger covered share stands against a comparison of the covered parts.
  package static let mostCovered = 0.2

  package enum Side: String, Sendable, Codable {
    case query
    case candidate
  }

  /// What stands against a comparison, with its size.
  package struct Obstacle: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable {
      /// The heads are turned differently; in degrees.
      case yaw
      /// There are few pixels between the eyes; in pixels.
      case fewPixels = "few-pixels"
      /// A part of the face is unlike the other faces; a share.
      case covered
    }

    package let kind: Kind
    /// The picture that it concerns; `nil` for both.
    package let side: Side?
    package let amount: Double
  }

  /// A part of a comparison that the pictures may not carry.
  package enum Part: String, Sendable, Codable, CaseIterable {
    /// Which patch went where, and how much stays in place.
    case places
    /// Scores by part of the face.
    case regions
    /// Skin, lines, scars and marks.
    case fineFeatures = "fine-features"
    /// What lies under the covering.
    case coveredParts = "covered-parts"
  }

  package internal(set) var obstacles: [Obstacle]
  /// The difference in yaw in degrees; `nil` if a yaw is not known.
  package internal(set) var yawApart: Double?
  /// The pixels between the eyes; `nil` if they were not measured.
  package internal(set) var queryEyeDistance: Double?
  package internal(set) var candidateEyeDistance: Double?

  package init(
    query: PictureQuality, candidate: PictureQuality, queryCovered: CoveredArea?,
    candidateCovered: CoveredArea?
  ) {
    func native(_ quality: PictureQuality, _ component: QualityComponent) -> Double? {
      quality[component]?.native
    }
    yawApart =
      if let first = native(query, .yaw), let second = native(candidate, .yaw) {
        abs(first - second)
      } else {
        nil
      }
    queryEyeDistance = native(query, .interEyeDistance)
    candidateEyeDistance = native(candidate, .interEyeDistance)
    var obstacles: [Obstacle] = []
    if let yawApart, yawApart > Self.mostYawApart {
      obstacles.append(Obstacle(kind: .yaw, side: nil, amount: yawApart))
    }
    for (side, pixels) in [(Side.query, queryEyeDistance), (.candidate, candidateEyeDistance)] {
      if let pixels, pixels < Self.leastEyeDistance {
        obstacles.append(Obstacle(kind: .fewPixels, side: side, amount: pixels))
      }
    }
    for (side, area) in [(Side.query, queryCovered), (.candidate, candidateCovered)] {
      if let area, area.share >= Self.mostCovered {
        obstacles.append(Obstacle(kind: .covered, side: side, amount: area.share))
      }
    }
    self.obstacles = obstacles
  }

  /// The parts of a comparison that these pictures cannot carry, which a report leaves out and lists.
  package var notComparable: [Part] {
    let kinds = Set(obstacles.map(\.kind))
    return Part.allCases.filter { part in
      switch part {
      case .places, .regions: kinds.contains(.yaw)
      case .fineFeatures: kinds.contains(.fewPixels)
      case .coveredParts: kinds.contains(.covered)
      }
    }
  }

  /// Whether nothing stands against a comparison, as far as it was measured.
  package var isUnlimited: Bool { obstacles.isEmpty }

  /// What could not be measured of both pictures, so that nothing can stand against a comparison
  /// because of it.
  package var notMeasured: [QualityComponent] {
    (yawApart == nil ? [.yaw] : [])
      + (queryEyeDistance == nil || candidateEyeDistance == nil ? [.interEyeDistance] : [])
  }
}

extension Comparability.Obstacle {
  /// A clause without a capital letter, such as "the heads are turned 21° apart".
  package var words: String {
    let picture = side.map { "the \($0.rawValue)" } ?? "the pictures"
    return switch kind {
    case .yaw: "the heads are turned about \(fixed(amount, 0))° apart"
    case .fewPixels: "\(picture) has \(fixed(amount, 0)) pixels between the eyes"
    case .covered: "\(fixed(100 * amount, 0))% of the face in \(picture) is covered or unusual"
    }
  }
}

extension Comparability.Part {
  package var words: String {
    switch self {
    case .places: "which patch went where"
    case .regions: "scores by part of the face"
    case .fineFeatures: "skin, lines, scars and marks"
    case .coveredParts: "what lies under the covering"
    }
  }
}
