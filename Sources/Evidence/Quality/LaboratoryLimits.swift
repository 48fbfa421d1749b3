import Basics

/// A laboratory's own limits of picture quality, from `--limits`.
///
/// Facet has no limits of its own: ISO/IEC 29794-5 has none. See `docs/limits.schema.json`.
package struct LaboratoryLimits: Sendable, Equatable, Codable {
  package static let currentFormat = 1
  /// The largest file in bytes.
  static let mostBytes = 1 << 20

  /// A range for one component. At least one end is given.
  package struct Limit: Sendable, Equatable, Codable {
    package let component: QualityComponent
    package let scale: Scale
    package let minimum: Double?
    package let maximum: Double?
  }

  /// The numbers that a limit is about.
  package enum Scale: String, Sendable, Codable, CaseIterable {
    /// The native value; of an angle, its absolute value.
    case native
    /// The standard's value of 0 to 100.
    case value
  }

  package let format: Int
  /// The laboratory that set the limits, and the document with their reasons.
  package let laboratory: String
  package let document: String
  package let limits: [Limit]
  /// The digest of the file; it stands in the provenance.
  package internal(set) var sha256: SHA256Digest

  /// What a limit says of a picture.
  package enum Outcome: String, Sendable, Codable {
    case within
    case outside
    /// The component was not measured, so the limit says nothing.
    case notMeasured = "not-measured"
  }

  package struct Finding: Sendable, Equatable, Codable {
    package let limit: Limit
    package let outcome: Outcome
  }

  /// Compares a picture with each limit, in the file's order.
  package func findings(on quality: PictureQuality) -> [Finding] {
    limits.map { limit in
      guard let measure = quality[limit.component], let native = measure.native,
        let number = limit.scale == .value ? measure.value : limit.component.limited(native)
      else { return Finding(limit: limit, outcome: .notMeasured) }
      let isWithin =
        limit.minimum.map { number >= $0 } ?? true && limit.maximum.map { number <= $0 } ?? true
      return Finding(limit: limit, outcome: isWithin ? .within : .outside)
    }
  }
}

extension QualityComponent {
  /// The number that a limit on the native value compares.
  fileprivate func limited(_ native: Double) -> Double { unit == .degrees ? abs(native) : native }
}

extension LaboratoryLimits {
  /// Reads `--limits`, as `docs/limits.schema.json` describes it.
  ///
  /// - Throws: `LaboratoryFileError` for a file that cannot be read, has a member of another name, an
  ///   unknown component, a limit without an end, or two limits on one number.
  package init(file: String) throws(LaboratoryFileError) {
    let (object, digest) = try LaboratoryObject.read(
      file, kind: "limits of picture quality",
      members: ["format", "laboratory", "document", "limits"], limit: Self.mostBytes)
    format = Self.currentFormat
    laboratory = try object.text("laboratory")
    document = try object.text("document")
    sha256 = digest
    var limits: [Limit] = []
    for entry in try object.list(
      "limits", of: ["component", "scale", "minimum", "maximum"], most: 100)
    {
      let name = try entry.text("component")
      guard let component = QualityComponent(rawValue: name) else {
        throw entry.failure(
          """
          names a component '\(displayed(name))', which is not one of \
          \(QualityComponent.allCases.map(\.rawValue).joined(separator: ", ")). Correct the name.
          """)
      }
      let word = try entry.text("scale")
      guard let scale = Scale(rawValue: word) else {
        throw entry.failure(
          "has the scale '\(displayed(word))' for '\(name)'. Give \"native\" or \"value\".")
      }
      guard scale == .native || component.isOfStandard else {
        throw entry.failure(
          "limits the value of '\(name)', which has only a native value. Give \"native\".")
      }
      let (minimum, maximum) = (try entry.number("minimum"), try entry.number("maximum"))
      guard minimum != nil || maximum != nil else {
        throw entry.failure("has a limit of '\(name)' without 'minimum' and 'maximum'. Give one.")
      }
      guard (minimum ?? -.infinity) <= maximum ?? .infinity else {
        throw entry.failure("has a minimum of '\(name)' that is above its maximum. Correct them.")
      }
      guard !limits.contains(where: { $0.component == component && $0.scale == scale }) else {
        throw entry.failure("limits '\(name)' twice. Remove one of the limits.")
      }
      limits.append(
        Limit(component: component, scale: scale, minimum: minimum, maximum: maximum))
    }
    self.limits = limits
  }
}
