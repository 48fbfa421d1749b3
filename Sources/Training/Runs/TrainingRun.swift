import Basics

/// A runner of the steps of a training, with learning rate, reports, checkpoints and an orderly
/// stop.
struct TrainingRun {
  let settings: TrainingSettings
  /// A description of the training; see `TrainingState.write`.
  let training: String
  /// Receives a report after some steps.
  let report: (TrainingProgress, TrainingHistory) throws -> Void

  /// The result of a step.
  struct Outcome {
    let loss: Double
    let correct: Int
    let count: Int
  }

  /// Measures the parameters on the validation pairs from time to time.
  struct Validating {
    /// The number of steps between two measurements.
    let every: Int
    /// Measures after a number of finished steps.
    let measure: (_ step: Int) throws -> TrainingHistory.Validation
  }

  /// - Parameters:
  ///   - state: The state at a step: 0, or the step of a checkpoint.
  ///   - gradient: The buffer in which `step` leaves the gradient.
  ///   - step: Computes one step.
  ///   - applied: Called after a step's gradient was applied.
  ///   - validating: Measures before the first step, after every few, and after the last; `nil` for not.
  /// - Returns: Whether all steps are finished; otherwise the user stopped the training, and a
  ///   checkpoint is written if one was requested.
  /// - Throws: `TrainingFailure.diverged`.
  func run(
    _ state: inout TrainingState, gradient: FloatBuffer, step: (Int) throws -> Outcome,
    applied: () -> Void, validating: Validating? = nil
  ) throws -> Bool {
    let reportEvery = max(1, settings.steps / 200)
    let storeEvery = max(1, settings.steps / 10)
    var (loss, correct, count, steps, items) = (0.0, 0, 0, 0, 0)
    let first = state.step
    var reported = state.history.validation.count
    if let validating, state.history.validation.isEmpty {
      state.history.validation.append(try validating.measure(state.step))
    }
    while state.step < settings.steps {
      if Interruption.isPending {
        if let path = settings.checkpoint { try state.write(to: path, training: training) }
        return false
      }
      let outcome = try step(state.step)
      guard outcome.loss.isFinite else { throw TrainingFailure.diverged(step: state.step + 1) }
      let rate = settings.rate.rate(at: state.step)
      state.optimizer.step(state.parameters, gradient: gradient, rate: Float(rate))
      applied()
      state.takeIntoAverage()
      state.step += 1
      loss += outcome.loss
      correct += outcome.correct
      count += outcome.count
      steps += 1
      items += outcome.count
      if let validating, state.step % validating.every == 0 || state.step == settings.steps {
        state.history.validation.append(try validating.measure(state.step))
      }
      if state.step % reportEvery == 0 || state.step == settings.steps {
        let point = TrainingHistory.Point(
          step: state.step, loss: loss / Double(steps),
          accuracy: Double(correct) / Double(max(1, count)), rate: rate)
        state.history.points.append(point)
        try report(
          TrainingProgress(
            step: state.step, steps: settings.steps, loss: point.loss, accuracy: point.accuracy,
            rate: rate, stepsHere: state.step - first, items: items,
            validation: state.history.validation.count > reported
              ? state.history.validation.last?.accuracy : nil), state.history)
        reported = state.history.validation.count
        (loss, correct, count, steps) = (0, 0, 0, 0)
      }
      if state.step % storeEvery == 0, state.step < settings.steps, let path = settings.checkpoint {
        try state.write(to: path, training: training)
      }
    }
    return true
  }
}

/// The reason why a training failed.
package enum TrainingFailure: Error, Equatable {
  case diverged(step: Int)
  case fewIdentities(found: Int)
  case fewPictures
  case fewValidationPairs(same: Int, different: Int)
  case otherArchitecture(path: String, reason: String)
}

extension TrainingFailure: CustomStringConvertible {
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .diverged(let step):
      """
      The training diverged: the loss of step \(step) is not a number. Try a smaller --rate, or a \
      longer --warm-up.
      """
    case .fewIdentities(let found):
      """
      The training pictures show \(found) identit\(found == 1 ? "y" : "ies"), but at least two are \
      required. Use a folder with one subfolder per identity.
      """
    case .fewPictures:
      """
      No identity has two pictures, which a pair of the same person requires. Use --pictures with \
      two or more of at least one identity, or --portraits with --portraits-each 2 or more.
      """
    case .fewValidationPairs(let same, let different):
      """
      The pairs of --validate that can be used are \(same) of one person and \(different) of two, but \
      ten folds need at least ten of each in all folds. Use more pairs.
      """
    case .otherArchitecture(let path, let reason):
      "'\(path)' cannot be the start of a training: \(reason) Use another --start, or leave it out."
    }
  }
}
