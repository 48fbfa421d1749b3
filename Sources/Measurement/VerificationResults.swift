import Datasets
import Faces
import Identification
import Statistics

/// The JSON of `facet verify`. Rates are percentages; intervals are of 95 %.
package struct VerificationResults: Sendable, Codable, Equatable {
  package var results: [Row] = []
  package var settings: Settings
  /// Pictures and pairs that were left out, and why.
  package var failures: [PictureFailure] = []
  /// Boxes of the detector that were not used.
  package var doubtful: [DoubtfulSighting] = []

  /// How well one scorer with one weighting and one alpha tells pairs apart.
  package struct Row: Sendable, Codable, Equatable {
    package var scorer: ScoringMethod
    /// Of the EMD only.
    package var weights: PatchWeighting?
    package var grid: String?
    package var solver: TransportSolver?
    /// Of the re-rankers only.
    package var alpha: Double?
    package var same: Int
    package var different: Int
    package var accuracy: Accuracy?
    /// Why there is no accuracy; a sentence.
    package var accuracyRefused: String?
    package var equalErrorRate: Rate
    package var areaUnderCurve: Rate
    package var rates: [RateAtFAR]
    package var curve: Curve

    package enum CodingKeys: String, CodingKey {
      case scorer, weights, grid, solver, alpha, same, different, accuracy, accuracyRefused
      case equalErrorRate = "EER"
      case areaUnderCurve = "AUC"
      case rates = "TAR@FAR"
      case curve
    }
  }

  /// Each fold judged by the threshold of the others.
  package struct Accuracy: Sendable, Codable, Equatable {
    /// Over the folds.
    package var mean: Double
    package var standardError: Double
    /// Student's, of the mean over the folds.
    package var interval: Interval
    /// Wilson's, of all judgments together.
    package var pooledInterval: Interval
    package var folds: [FoldAccuracy.Fold]
  }

  package struct Rate: Sendable, Codable, Equatable {
    package var value: Double
    /// From pairs drawn again.
    package var interval: Interval
    package var threshold: Double?
  }

  /// TAR@FAR.
  package struct RateAtFAR: Sendable, Codable, Equatable {
    package var limit: Double
    package var value: Double?
    /// Clopper and Pearson's.
    package var interval: Interval?
    package var threshold: Double?
    package var falseAcceptRate: Double?
    package var falseAcceptInterval: Interval?
    /// Why there is no rate; a sentence.
    package var refused: String?

    package enum CodingKeys: String, CodingKey {
      case limit = "FAR"
      case value = "TAR"
      case interval, threshold, falseAcceptRate, falseAcceptInterval, refused
    }
  }

  /// The corners of the curve of true over false accepts, the highest threshold first (without the
  /// one that accepts nothing).
  package struct Curve: Sendable, Codable, Equatable {
    package var thresholds: [Double]
    package var falseAcceptRates: [Double]
    package var trueAcceptRates: [Double]
  }

  package typealias Settings = MeasurementSettings<Subject>

  /// What was compared.
  package struct Subject: Sendable, Codable, Equatable {
    package var pairs: String
    package var format: PairFormat
    package var folding: FacePairs.Folding
    package var pairCount: Int
    /// Without those that were left out.
    package var pairsScored: Int
    package var pictures: Int
    package var resamples: Int
    package var seed: UInt64
    /// For each scorer that was asked for and is left out, a sentence.
    package var absent: [String]?
  }
}
