import Identification

/// The JSON of `facet verify`. Rates are percentages; intervals are of 95 %.
public struct VerificationResults: Sendable, Codable, Equatable {
  public var results: [Row] = []
  public var settings: Settings
  /// Pictures and pairs that were left out, and why.
  public var failures: [PictureFailure] = []

  /// How well one scorer with one weighting and one alpha tells pairs apart.
  public struct Row: Sendable, Codable, Equatable {
    public var scorer: Method
    /// Of the EMD only.
    public var weights: PatchWeighting?
    public var grid: String?
    public var solver: TransportSolver?
    /// Of the re-rankers only.
    public var alpha: Double?
    public var same: Int
    public var different: Int
    public var accuracy: Accuracy?
    /// Why there is no accuracy; a sentence.
    public var accuracyRefused: String?
    public var equalErrorRate: Rate
    public var areaUnderCurve: Rate
    public var rates: [RateAtFAR]
    public var curve: Curve

    enum CodingKeys: String, CodingKey {
      case scorer, weights, grid, solver, alpha, same, different, accuracy, accuracyRefused
      case equalErrorRate = "EER"
      case areaUnderCurve = "AUC"
      case rates = "TAR@FAR"
      case curve
    }
  }

  /// Each fold judged by the threshold of the others.
  public struct Accuracy: Sendable, Codable, Equatable {
    /// Over the folds.
    public var mean: Double
    public var standardError: Double
    /// Student's, of the mean over the folds.
    public var interval: Interval
    /// Wilson's, of all judgements together.
    public var pooledInterval: Interval
    public var folds: [FoldAccuracy.Fold]
  }

  public struct Rate: Sendable, Codable, Equatable {
    public var value: Double
    /// From pairs drawn again.
    public var interval: Interval
    public var threshold: Double?
  }

  /// TAR@FAR.
  public struct RateAtFAR: Sendable, Codable, Equatable {
    public var limit: Double
    public var value: Double?
    /// Clopper and Pearson's.
    public var interval: Interval?
    public var threshold: Double?
    public var falseAcceptRate: Double?
    public var falseAcceptInterval: Interval?
    /// Why there is no rate; a sentence.
    public var refused: String?

    enum CodingKeys: String, CodingKey {
      case limit = "FAR"
      case value = "TAR"
      case interval, threshold, falseAcceptRate, falseAcceptInterval, refused
    }
  }

  /// The corners of the curve of true over false accepts, the highest threshold first (without the
  /// one that accepts nothing).
  public struct Curve: Sendable, Codable, Equatable {
    public var thresholds: [Double]
    public var falseAcceptRates: [Double]
    public var trueAcceptRates: [Double]
  }

  public typealias Settings = MeasurementSettings<Subject>

  /// What was compared.
  public struct Subject: Sendable, Codable, Equatable {
    public var pairs: String
    public var format: PairFormat
    public var folding: FacePairs.Folding
    public var pairCount: Int
    /// Without those that were left out.
    public var pairsScored: Int
    public var pictures: Int
    public var resamples: Int
    public var seed: UInt64
  }
}
