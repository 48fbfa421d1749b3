import Datasets
import Faces
import Identification
import Statistics

/// The JSON of `facet verify`, with rates in percent and 95% intervals.
package struct VerificationResults: Sendable, Codable, Equatable {
  package var results: [Row] = []
  package var settings: Settings
  /// The pictures and pairs that were left out, with reasons.
  package var failures: [PictureFailure] = []
  /// The detector's boxes that were not used.
  package var doubtful: [DoubtfulSighting] = []

  /// The results of one scorer with one weighting and one alpha.
  package struct Row: Sendable, Codable, Equatable {
    package var scorer: ScoringMethod
    /// The weighting, for the EMD only.
    package var weights: PatchWeighting?
    package var grid: String?
    package var solver: TransportSolver?
    /// Alpha, for re-rankers only.
    package var alpha: Double?
    package var same: Int
    package var different: Int
    package var accuracy: Accuracy?
    /// The reason why the accuracy is missing, as a sentence.
    package var accuracyRefused: String?
    /// The accuracy as the published code measures it, if it was requested.
    package var published: Published?
    package var equalErrorRate: Rate
    package var areaUnderCurve: Rate
    package var rates: [RateAtFAR]
    package var curve: Curve

    package enum CodingKeys: String, CodingKey {
      case scorer, weights, grid, solver, alpha, same, different, accuracy, accuracyRefused
      case published
      case equalErrorRate = "EER"
      case areaUnderCurve = "AUC"
      case rates = "TAR@FAR"
      case curve
    }
  }

  /// The accuracy with the threshold of the other folds.
  package struct Accuracy: Sendable, Codable, Equatable {
    /// The mean over the folds.
    package var mean: Double
    package var standardError: Double
    /// Student's interval of the mean over the folds.
    package var interval: Interval
    /// Wilson's interval of all judgments together.
    package var pooledInterval: Interval
    /// Wilson's interval of all judgments together, clustered by the people of both pictures.
    package var peopleInterval: Interval?
    package var folds: [FoldAccuracy.Fold]
  }

  /// The accuracy as the thesis's published code measures it, in percent.
  package struct Published: Sendable, Codable, Equatable {
    package var mean: Double
    /// The standard deviation over ten blocks, with n; absent for one decision over all pairs.
    package var deviation: Double?
    /// How pairs are accepted.
    package var rule: String
  }

  package struct Rate: Sendable, Codable, Equatable {
    package var value: Double
    /// The interval from resampled pairs.
    package var interval: Interval
    /// The interval from people drawn again with replacement.
    package var peopleInterval: Interval?
    package var threshold: Double?
  }

  /// The true accept rate at a false accept rate.
  package struct RateAtFAR: Sendable, Codable, Equatable {
    package var limit: Double
    package var value: Double?
    /// The interval of Clopper and Pearson.
    package var interval: Interval?
    /// Wilson's interval, clustered by the people of both pictures.
    package var peopleInterval: Interval?
    package var threshold: Double?
    package var falseAcceptRate: Double?
    package var falseAcceptInterval: Interval?
    package var falseAcceptPeopleInterval: Interval?
    /// The reason why the rate is missing, as a sentence.
    package var refused: String?

    package enum CodingKeys: String, CodingKey {
      case limit = "FAR"
      case value = "TAR"
      case interval, peopleInterval, threshold, falseAcceptRate, falseAcceptInterval
      case falseAcceptPeopleInterval, refused
    }
  }

  /// The corners of the curve of true over false accepts, the highest threshold first (without the
  /// one that accepts nothing).
  package struct Curve: Sendable, Codable, Equatable {
    package var thresholds: [Double]
    package var falseAcceptRates: [Double]
    package var trueAcceptRates: [Double]
    /// Absent if there are no two people.
    package var band: Band?
  }

  /// The pointwise 95% interval of the true accept rate at some false accept rates, in percent, from people drawn
  /// again with replacement.
  package struct Band: Sendable, Codable, Equatable {
    package var falseAcceptRates: [Double]
    package var low: [Double]
    package var high: [Double]
  }

  package typealias Settings = MeasurementSettings<Subject>

  /// The compared pairs.
  package struct Subject: Sendable, Codable, Equatable {
    package var pairs: String
    package var format: PairFormat
    package var folding: FacePairs.Folding
    package var pairCount: Int
    /// The number of scored pairs.
    package var pairsScored: Int
    package var pictures: Int
    package var resamples: Int
    package var seed: UInt64
    /// The number of people in the pairs, and how they are distinguished.
    package var people: Int
    package var peopleBy: FacePairs.PeopleSource
    /// A sentence for each requested scorer that is left out.
    package var absent: [String]?
  }
}
