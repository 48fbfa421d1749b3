import Basics
import Tensors

/// The complete state of a training, as stored in a checkpoint.
package struct TrainingState {
  let parameters: FloatBuffer
  let statistics: FloatBuffer
  var optimizer: Optimizer
  var history = TrainingHistory()
  /// The number of finished steps.
  var step = 0
  /// The factor of the moving average, 0..<1.
  let averaging: Float
  /// The moving average of the parameters; empty without one.
  private let average: FloatBuffer

  package init(
    parameters: FloatBuffer, statistics: FloatBuffer, optimizer: Optimizer, averaging: Float = 0
  ) {
    self.parameters = parameters
    self.statistics = statistics
    self.optimizer = optimizer
    self.averaging = averaging
    average = averaging > 0 ? FloatBuffer(parameters.values) : FloatBuffer(count: 0)
  }

  /// The parameters of the trained model.
  var trained: FloatBuffer { averaging > 0 ? average : parameters }

  /// Takes the parameters of a step into the average: a = f a + (1 - f) w. In the first steps f is only (1 + step) /
  /// (10 + step), so that the average soon forgets the start.
  func takeIntoAverage() {
    guard averaging > 0 else { return }
    let factor = min(averaging, Float(1 + step) / Float(10 + step))
    let (average, parameters) = (average, parameters)
    let size = 1 << 15
    inParallel(count: (parameters.count + size - 1) / size) { piece, _ in
      for place in piece * size..<min((piece + 1) * size, parameters.count) {
        average.pointer[place] +=
          (1 - factor) * (parameters.pointer[place] - average.pointer[place])
      }
    }
  }
}

/// The reason why a training cannot continue from a checkpoint.
package enum CheckpointFailure: Error, Equatable {
  case isNone(path: String)
  case otherTraining(path: String, expected: String, found: String)
  case otherSize(path: String, name: String, expected: Int, found: Int)
}

extension TrainingState {
  private static let trainingKey = "facet.checkpoint"
  private static let stepKey = "facet.step"
  /// More steps than any training takes; a larger number is not one of this program.
  private static let mostSteps = 1 << 32

  /// Returns a whole number that is stored as a `Float`.
  ///
  /// - Throws: `CheckpointFailure.isNone`.
  private static func whole(_ value: Float, _ path: String) throws(CheckpointFailure) -> Int {
    guard value >= 0, value <= Float(mostSteps) else { throw .isNone(path: path) }
    return Int(value)
  }

  /// - Parameter training: A description of the training: the checkpoint of another one is refused.
  func write(to path: String, training: String) throws {
    let points = history.points.flatMap {
      [Float($0.step), Float($0.loss), Float($0.accuracy), Float($0.rate)]
    }
    let validation = history.validation.flatMap {
      [Float($0.step), Float($0.accuracy), Float($0.low), Float($0.high), Float($0.pairs)]
    }
    let tensors = buffers.map {
      ($0.name, Tensor(shape: [$0.buffer.count], values: $0.buffer.values))
    }
    try writeSafetensors(
      tensors + [
        ("history", Tensor(shape: [history.points.count, 4], values: points)),
        ("validation", Tensor(shape: [history.validation.count, 5], values: validation)),
      ],
      metadata: [Self.trainingKey: training, Self.stepKey: "\(step)"], to: path)
  }

  /// - Throws: `CheckpointFailure`, `SafetensorsError`, `FileError`.
  package mutating func read(from path: String, training: String) throws {
    let file = try SafetensorsFile(path: path)
    guard let found = file.metadata[Self.trainingKey], let step = file.metadata[Self.stepKey],
      let step = Int(step), (0...Self.mostSteps).contains(step)
    else { throw CheckpointFailure.isNone(path: path) }
    guard found == training else {
      throw CheckpointFailure.otherTraining(path: path, expected: training, found: found)
    }
    for (name, buffer) in buffers {
      let tensor = try file.tensor(named: name)
      guard tensor.values.count == buffer.count else {
        throw CheckpointFailure.otherSize(
          path: path, name: name, expected: buffer.count, found: tensor.values.count)
      }
      buffer.set(tensor.values)
    }
    let points = try file.tensor(named: "history").values
    history = TrainingHistory()
    for place in stride(from: 0, to: points.count - 3, by: 4) {
      history.points.append(
        TrainingHistory.Point(
          step: try Self.whole(points[place], path), loss: Double(points[place + 1]),
          accuracy: Double(points[place + 2]), rate: Double(points[place + 3])))
    }
    let measured = try file.tensor(named: "validation").values
    for place in stride(from: 0, to: measured.count - 4, by: 5) {
      history.validation.append(
        TrainingHistory.Validation(
          step: try Self.whole(measured[place], path), accuracy: Double(measured[place + 1]),
          low: Double(measured[place + 2]), high: Double(measured[place + 3]),
          pairs: try Self.whole(measured[place + 4], path)))
    }
    self.step = step
    optimizer.steps = step
  }

  private var buffers: [(name: String, buffer: FloatBuffer)] {
    [
      ("parameters", parameters), ("statistics", statistics), ("first", optimizer.first),
      ("second", optimizer.second),
    ] + (averaging > 0 ? [("average", average)] : [])
  }
}

extension CheckpointFailure: CustomStringConvertible {
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .isNone(let path):
      "'\(path)' is not a checkpoint of a training. Use the file that an interrupted training names."
    case .otherTraining(let path, let expected, let found):
      """
      '\(path)' is the checkpoint of another training (\(found)), not of this one (\(expected)). \
      Use the same options as before the interruption.
      """
    case .otherSize(let path, let name, let expected, let found):
      """
      '\(path)' contains \(found) numbers for '\(name)', but this training has \(expected). Use the \
      checkpoint of this training, or leave --resume out to start again.
      """
    }
  }
}
