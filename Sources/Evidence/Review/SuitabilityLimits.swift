/// All limits of a query's suitability.
///
/// A picture below `insufficient` (above it, for angles) should not be searched with; one below
/// `limited` gives results to be read with more doubt. They are conventions, not error rates.
package struct SuitabilityLimits: Sendable, Equatable, Codable {
  package var limited: Double
  package var insufficient: Double

  /// Between the eyes, in pixels of the original. EN 62676-4:2015 asks for 250 pixels a metre to
  /// identify an unknown person: 16 between eyes 63 mm apart. 32 is that of the network inputs here
  /// (35 in 96x112, 46 in 128x128); smaller faces are enlarged, and nothing is gained by it.
  /// (ISO/IEC 19794-5 asks for 90 in a full frontal portrait.)
  package static let eyeDistance = SuitabilityLimits(limited: 32, insufficient: 16)

  /// Variance of the Laplacian over the variance of the gray values (Pech-Pacheco et al. 2000,
  /// https://doi.org/10.1109/ICPR.2000.903548, made independent of contrast). No standard has a limit.
  /// Of 25 AT&T faces at 96x112 it was 0.042 to 0.41 as they are (median 0.14), 0.011 to 0.041 after a
  /// Gaussian blur of one pixel, 0.0026 to 0.0073 after one of two pixels.
  package static let sharpness = SuitabilityLimits(limited: 0.02, insufficient: 0.005)

  /// Degrees from frontal. ISO/IEC 19794-5 asks for 5 to 8 in a portrait; Sengupta et al. 2016,
  /// https://doi.org/10.1109/WACV.2016.7477558, found recognition to drop by a tenth at profile.
  package static let yaw = SuitabilityLimits(limited: 20, insufficient: 45)
  package static let roll = SuitabilityLimits(limited: 20, insufficient: 45)

  /// Gray levels between the 5th and the 95th percentile of the face. ISO/IEC 19794-5 asks for 7 bits
  /// (128 levels) of range in the face; these are 6 and 5 bits.
  package static let contrast = SuitabilityLimits(limited: 64, insufficient: 32)
}
