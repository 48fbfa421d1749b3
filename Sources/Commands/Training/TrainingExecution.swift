import Basics
import Datasets
import Identification
import Networks
import Runs
import Training

#if canImport(Glibc)
  import Glibc
#endif

/// The common part of all trainings: outputs that are checked before the work, a checkpoint, the
/// progress, and the result.
struct TrainingExecution {
  let source: FaceSource
  var settings: TrainingSettings
  let outputs: TrainingOutputs
  /// The title of what is opened before the first step: "Faces".
  let opening: String
  /// The same in a sentence: "faces were opened".
  let openingSentence: String
  let isStrict: Bool
  /// The notes for the model file and the log, in addition to those of all trainings.
  let notes: [String: String]
  /// The trained network at the beginning of a sentence: "Backbone".
  let what: String
  /// What the model was trained on before this training: that of the model it begins with.
  var earlier: TrainingPictures?
  /// The pairs on which it is measured, and their pictures.
  var validation: TrainingValidation?
  var validationPictures: [ListedPicture] = []

  typealias Report = (TrainingProgress, TrainingHistory) throws -> Void

  /// - Parameter train: Takes the settings, a function that reports the number of opened faces, and a
  ///   function that reports the progress of the training.
  func run(
    _ train: (TrainingSettings, _ opened: (Int) -> Void, _ report: @escaping Report) throws ->
      TrainingResult
  ) throws -> JobResult {
    let total = source.labels.count
    var settings = settings
    let checkpoint = settings.checkpoint ?? outputs.standardCheckpoint
    settings.checkpoint = checkpoint
    let trained = TrainingPictures(source.pictures, after: earlier)
    let list = try trained.text()
    var notes = trainingNotes.merging(notes) { $1 }
    if !trained.pictures.isEmpty {
      notes[ModelKey.trainingPictures] = SHA256.digest(of: Array(list.utf8)).hexadecimal
    }
    if let validation {
      let (text, warning) = validation.note(validationPictures, trained: trained)
      notes[TrainingLog.validationKey] = text
      if let warning { writeToStandardError(warning + "\n") }
    }
    let reporter = TrainingOutputs.Reporter(outputs, settings: notes)
    let progress = Progress(opening, total: total, isQuiet: outputs.isQuiet)
    let result: TrainingResult
    do {
      result = try train(
        settings,
        { done in
          progress.update(done)
          if done == total { reporter.begin() }
        }, reporter.report)
    } catch is Interrupted {
      // From the first step on, a training ends with a checkpoint and does not throw.
      return JobResult(
        status: .interrupted,
        lines: ["Stopped by the user while \(openingSentence). Nothing was written."])
    }
    if isStrict, let failure = result.failures.first { throw StrictFailure(failure) }
    guard let model = result.model else {
      return JobResult(
        status: .interrupted,
        lines: [
          "Stopped by the user. To continue, use --resume '\(checkpoint)' and the same options."
        ],
        failures: result.failures)
    }
    // The list first: a model without its list is noticed, a list without its model does no harm.
    if !trained.pictures.isEmpty { try AtomicFile.write(list, to: outputs.pictures) }
    try model.write(to: outputs.model, notes: notes)
    if self.settings.checkpoint == nil { unlink(checkpoint) }
    let last = result.history.points.last
    return JobResult(
      lines: [
        "\(what) in '\(outputs.model)', trained on \(result.pictureCount) pictures of "
          + "\(result.identityCount) identities"
          + (last.map { "; last loss \(fixed($0.loss, 3))" } ?? "")
          + (result.history.validation.last.map {
            "; accuracy on the pairs \(fixed(100 * $0.accuracy, 2))%"
          } ?? "") + "."
      ], failures: result.failures)
  }

  private var trainingNotes: [String: String] {
    [
      "facet.training": "facet \(programVersion)",
      trainingDataKey: source.description,
      "facet.training.steps": "\(settings.steps)",
      "facet.training.batch": "\(settings.batch)",
      "facet.training.seed": "\(settings.seed)",
      "facet.training.rate":
        "\(settings.rate.peak), \(settings.rate.schedule.rawValue), warm-up \(settings.rate.warmUp)",
      "facet.training.optimizer": "\(settings.optimizer), decay \(settings.decay)",
      ModelKey.license: "trained by facet; see its own data",
    ]
  }
}

extension TrainingPictures {
  /// The digests of pictures and of their labels.
  ///
  /// A picture that cannot be read is left out: the training lists it among its failures.
  ///
  /// - Parameter earlier: Others, of which they become a part.
  fileprivate init(_ pictures: [ListedPicture], after earlier: TrainingPictures?) {
    let digests = collectInParallel(count: pictures.count, grain: 16) { place, _ in
      try? SHA256.digest(ofFileAt: pictures[place].location)
    }
    let own = TrainingPictures(
      pictures: Set(digests.compactMap(\.self)),
      people: Set(Set(pictures.compactMap(\.label)).map(Self.digest(ofLabel:))))
    self = earlier.map(own.union) ?? own
  }
}
