import CommandLines
import Faces
import Runs

/// `--aligned`, `--detector`, `--faces`, `--min-face` and `--min-score`.
extension ParsedCommand {
  /// - Throws: Where neither or both of `--aligned` and `--detector` are given: taking photographs for
  ///   aligned faces, or the reverse, would give numbers that look right and mean nothing.
  func applyFaces(to settings: inout JobSettings) throws(UsageError) {
    try refuseAlignedWithDetector()
    try applyDetection(to: &settings)
    guard flag("--aligned") || settings.detector != nil else {
      throw UsageError(
        """
        Specify --aligned (already cropped and aligned faces) or --detector FILE (photographs).
        """)
    }
  }

  func refuseAlignedWithDetector() throws(UsageError) {
    guard !flag("--aligned") || text("--detector") == nil else {
      throw UsageError(
        "--aligned and --detector exclude each other: give --aligned for crops or --detector for photographs."
      )
    }
  }

  /// `--detector`, and `--faces`, `--min-face` and `--min-score`, which go with it.
  func applyDetection(to settings: inout JobSettings) throws(UsageError) {
    settings.detector = text("--detector")
    if settings.detector == nil {
      for name in ["--faces", "--min-face", "--min-score"] where text(name) != nil {
        throw UsageError("\(name) goes with --detector.")
      }
    }
    let policies = try choices("--faces", as: FacePolicy.self) ?? []
    guard policies.count <= 2 else {
      throw UsageError(
        "--faces takes one value, or two for --queries and --gallery, not \(policies.count).")
    }
    settings.queryFaces = policies.first ?? .largest
    settings.galleryFaces = policies.last ?? .largest
    if let least = try integer("--min-face", in: 12...10_000) { settings.minimumFace = least }
    if let least = try number("--min-score", in: 0...1) { settings.minimumScore = Float(least) }
  }

  /// - Parameter reason: Why there is one face a picture, as a sentence's beginning.
  /// - Throws: For `--faces all`.
  func requireOneFace(_ settings: JobSettings, _ reason: String) throws(UsageError) {
    guard settings.detector == nil || settings.queryFaces != .all else {
      throw UsageError(
        "\(reason), so --faces takes largest, center or only here, not all."
      )
    }
  }
}
