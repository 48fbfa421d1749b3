import Basics
import Drawing
import Identification
import Networks
import Runs
import Training

#if canImport(Glibc)
  import Glibc
#endif

/// The outputs of a training other than its model: progress, log, loss curve.
package struct TrainingOutputs: Sendable, Equatable {
  /// The file of the model.
  package var model: String
  /// The file of the log, JSON.
  package var log: String?
  /// The file of the loss curve, PNG, or PDF by its name.
  package var curve: String?
  package var isQuiet = false
  /// The items of a step: "pictures" or "pairs".
  var items = "pictures"

  package init(model: String) { self.model = model }

  /// Checks before the work that all files may be written; see `OutputFile.check`.
  ///
  /// The checkpoint of a stopped training is an input of `--resume`. Only the training that continues
  /// it may replace it.
  ///
  /// - Parameter inputs: The inputs other than the pictures and the checkpoint.
  package func check(_ settings: TrainingSettings, _ faces: TrainingFaces, inputs: [String?]) throws
  {
    if curve != nil { try requireFonts() }
    let checkpoint = settings.checkpoint ?? standardCheckpoint
    let isResumed =
      settings.resume.flatMap { FileIdentity($0) } == FileIdentity(checkpoint)
      && FileIdentity(checkpoint) != nil
    var files = [
      OutputFile(model, .model), OutputFile(checkpoint, .model), OutputFile(pictures, .json),
    ]
    if let log { files.append(OutputFile(log, .json)) }
    if let curve { files.append(OutputFile(curve, curve.hasSuffix(".pdf") ? .pdf : .png)) }
    try checkOutputs(
      files,
      inputs: CommandInputs([faces.pictures, isResumed ? nil : settings.resume] + inputs))
    if !isResumed, let bytes = leadingBytes(of: checkpoint, count: 1), !bytes.isEmpty {
      throw JobError(OutputError.stopped(checkpoint: checkpoint))
    }
  }

  /// The file of the digests of the training pictures.
  var pictures: String { TrainingPictures.path(besideModel: model) }

  /// The default file of the state.
  var standardCheckpoint: String { model + ".checkpoint" }

  /// Shows and writes a training while it runs.
  final class Reporter {
    private let outputs: TrainingOutputs
    private let settings: [String: String]
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var start: ContinuousClock.Instant?
    private var lastLine = 0

    init(_ outputs: TrainingOutputs, settings: [String: String]) {
      self.outputs = outputs
      self.settings = settings
    }

    /// Starts the clock.
    func begin() { start = ContinuousClock.now }

    func report(_ progress: TrainingProgress, _ history: TrainingHistory) throws {
      let elapsed = start.map { seconds(ContinuousClock.now - $0) } ?? 0
      let speed = elapsed > 0 ? Double(progress.items) / elapsed : 0
      if !outputs.isQuiet { show(progress, elapsed: elapsed, speed: speed) }
      let isLast = progress.step == progress.steps
      let tenth = progress.step * 10 / progress.steps
      guard isLast || tenth > lastLine else { return }
      lastLine = tenth
      if let path = outputs.log {
        let log = TrainingLog(
          command: settings, history: history,
          volatile: TrainingLog.Times(
            machine: machineDescription(), seconds: elapsed, itemsPerSecond: speed))
        try AtomicFile.write(try JSONText.encode(log), to: path)
      }
      if let path = outputs.curve {
        try LossCurve(history, title: "Training, \(progress.steps) steps").write(to: path)
      }
    }

    private func show(_ progress: TrainingProgress, elapsed: Double, speed: Double) {
      let isLast = progress.step == progress.steps
      let twentieth = progress.step * 20 / progress.steps
      let before = (progress.step - max(1, progress.steps / 200)) * 20 / progress.steps
      guard isTerminal || isLast || twentieth > before || progress.validation != nil else { return }
      var text = "Step \(progress.step) of \(progress.steps): loss \(fixed(progress.loss, 3))"
      text += ", accuracy \(fixed(100 * progress.accuracy, 1))%"
      if let validation = progress.validation {
        text += ", on the pairs \(fixed(100 * validation, 2))%"
      }
      text += ", \(fixed(speed, 0)) \(outputs.items)/s"
      if !isLast, elapsed > 0 {
        let left = elapsed / Double(progress.stepsHere) * Double(progress.steps - progress.step)
        text += ", about \(Int(left) / 60) min \(Int(left) % 60) s left"
      }
      writeToStandardError(
        isTerminal
          ? lineRenewal + text + (isLast || progress.validation != nil ? "\n" : "") : text + "\n")
    }
  }
}
