import Basics

/// The file of `facet train --log`: the course of a training.
package struct TrainingLog: Codable, Equatable, Sendable {
  /// The time, which varies from run to run.
  package struct Times: Codable, Equatable, Sendable {
    package let machine: String
    package let seconds: Double
    package let itemsPerSecond: Double

    package init(machine: String, seconds: Double, itemsPerSecond: Double) {
      self.machine = machine
      self.seconds = seconds
      self.itemsPerSecond = itemsPerSecond
    }
  }

  /// The settings by their keys in the model file.
  package let command: [String: String]
  package let points: [TrainingHistory.Point]
  /// Absent without `--validate`.
  package let validation: [TrainingHistory.Validation]?
  package let volatile: Times?

  package init(command: [String: String], history: TrainingHistory, volatile: Times) {
    self.command = command
    points = history.points
    validation = history.validation.isEmpty ? nil : history.validation
    self.volatile = volatile
  }

  /// The keys of `command` that say what was trained.
  package static let networkKey = "facet.training.network"
  package static let depthKey = "facet.training.depth"
  package static let headsKey = "facet.training.heads"
  package static let validationKey = "facet.training.validation"

  /// Reads a log.
  ///
  /// - Throws: `FileError`; `TrainingLogError` if it is not one.
  package init(path: String) throws {
    let bytes = try readFile(path, limit: StrictJSON.mostBytes)
    do {
      self = try StrictJSON.decode(TrainingLog.self, from: bytes)
    } catch {
      throw TrainingLogError.isNone(path: path)
    }
    let steps = points.map(\.step)
    let shares =
      points.map(\.accuracy) + (validation ?? []).flatMap { [$0.accuracy, $0.low, $0.high] }
    guard !points.isEmpty, steps.allSatisfy({ $0 > 0 }),
      zip(steps, steps.dropFirst()).allSatisfy(<),
      points.allSatisfy({ $0.loss.isFinite && $0.rate.isFinite }),
      shares.allSatisfy({ (0...1).contains($0) }),
      (validation ?? []).allSatisfy({ $0.step >= 0 })
    else { throw TrainingLogError.isNone(path: path) }
  }
}

/// Why a file is not drawn as the course of a training.
package enum TrainingLogError: Error, Equatable, CustomStringConvertible {
  case isNone(path: String)

  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .isNone(let path):
      """
      '\(path)' is not the log of a training. Give files that 'facet train' wrote with --log.
      """
    }
  }
}
