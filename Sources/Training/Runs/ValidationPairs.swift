import Basics
import Datasets
import Identification
import Statistics

/// Pairs of pictures on which a training is measured from time to time. They change nothing of it.
package struct ValidationPairs: Sendable {
  /// A pair by the places of its pictures.
  struct Pair: Sendable, Equatable {
    let first: Int
    let second: Int
    let isSame: Bool
    let fold: Int
  }

  /// The pictures of the pairs, aligned faces.
  package let pictures: [ListedPicture]
  let pairs: [Pair]
  /// The number of steps between two measurements.
  package let every: Int

  /// - Parameters:
  ///   - list: The pairs of a file.
  ///   - pictures: Those of `list`, each once.
  ///   - every: 1 or more.
  /// - Throws: `TrainingFailure.fewValidationPairs` if there are too few for ten folds.
  package init(
    _ list: FacePairs, pictures: [ListedPicture], every: Int
  ) throws(TrainingFailure) {
    precondition(every > 0)
    guard list.folding != .none else {
      throw .fewValidationPairs(
        same: list.pairs.count { $0.isSame }, different: list.pairs.count { !$0.isSame })
    }
    let places = Dictionary(
      pictures.enumerated().map { (PathKey($1.path), $0) }, uniquingKeysWith: { first, _ in first })
    self.pictures = pictures
    self.every = every
    pairs = list.pairs.compactMap { pair in
      guard let first = places[PathKey(pair.first)], let second = places[PathKey(pair.second)]
      else { return nil }
      return Pair(first: first, second: second, isSame: pair.isSame, fold: pair.fold)
    }
  }

  /// Returns the pairs whose pictures could be used, with the new places of these.
  ///
  /// - Parameter places: The new place of each picture; `nil` for one that failed.
  /// - Throws: `TrainingFailure.fewValidationPairs` if a fold has lost its pairs of a kind.
  func usable(_ places: [Int?]) throws(TrainingFailure) -> [Pair] {
    let kept = pairs.compactMap { pair -> Pair? in
      guard let first = places[pair.first], let second = places[pair.second] else { return nil }
      return Pair(first: first, second: second, isSame: pair.isSame, fold: pair.fold)
    }
    let folds = Set(kept.map(\.fold))
    guard folds.count > 1, folds.max() == folds.count - 1, Set(kept.map(\.isSame)).count == 2
    else {
      throw .fewValidationPairs(
        same: kept.count { $0.isSame }, different: kept.count { !$0.isSame })
    }
    return kept
  }
}

extension TrainingHistory {
  /// The accuracy on the validation pairs, each fold judged by the threshold of the others.
  package struct Validation: Sendable, Equatable, Codable {
    /// The number of finished steps; 0 before the first.
    package let step: Int
    /// The mean over the folds, 0...1, with Student's 95% interval over them.
    package let accuracy: Double
    package let low: Double
    package let high: Double
    package let pairs: Int

    package init(step: Int, accuracy: Double, low: Double, high: Double, pairs: Int) {
      self.step = step
      self.accuracy = accuracy
      self.low = low
      self.high = high
      self.pairs = pairs
    }

    /// - Parameter scores: One for each pair, higher for the same person.
    init(step: Int, _ scores: [Float], of pairs: [ValidationPairs.Pair]) {
      let accuracy = FoldAccuracy(
        zip(scores, pairs).map {
          VerificationScore(score: Double($0), isSame: $1.isSame, fold: $1.fold)
        })
      let interval = accuracy.spread.interval
      self.init(
        step: step, accuracy: accuracy.mean, low: interval.low, high: interval.high,
        pairs: pairs.count)
    }
  }
}
