import Identification
import Networks

/// The scorers that a measurement compares: those asked for that have a model.
struct ChosenScorers {
  let names: [ScorerName]
  /// For each that was asked for and has no model, a sentence.
  private(set) var absent: [String] = []
  /// Transformers besides the H2L of a report.
  private let models: [ScorerName: TransformerModel]

  /// - Parameters:
  ///   - asked: `nil`: the stages of a report and what `transformers` holds.
  ///   - transformers: Paths of model files.
  /// - Throws: `JobError` where none is left, and what is wrong with a file.
  init(_ asked: [ScorerName]?, models: Models, transformers: [ScorerName: String]) throws {
    let own = ScorerName.allCases.filter { transformers[$0] != nil && $0 != .h2l }
    let asked = asked ?? [.stage1, .emd, .h2l] + own
    var names: [ScorerName] = []
    var opened: [ScorerName: TransformerModel] = [:]
    for name in asked where !names.contains(name) {
      if let path = transformers[name] {
        let model = try TransformerModel(file: ModelFile(path: path))
        try model.require(models.backbone.shape, digest: models.backboneDigest)
        opened[name] = model
        names.append(name)
      } else if let sentence = Self.absence(of: name, models) {
        absent.append(sentence)
      } else {
        names.append(name)
      }
    }
    guard !names.isEmpty else {
      throw JobError("No scorer is left to measure. \(absent.joined(separator: " "))")
    }
    self.names = names
    self.models = opened
  }

  /// Why there is no such scorer where no file was given for it.
  private static func absence(of name: ScorerName, _ models: Models) -> String? {
    switch name {
    case .stage1, .c, .emd, .d: nil
    case .h2l:
      models.transformer == nil
        ? "The scorer 'h2l' is left out. \(EmbeddingMapMissing(models.backbone.shape))" : nil
    case .v: missing(name, .vit)
    case .h1: missing(name, .h1)
    case .h2: missing(name, .h2)
    }
  }

  private static func missing(_ name: ScorerName, _ kind: TransformerKind) -> String {
    """
    The scorer '\(name.rawValue)' is left out: it needs a model file of the architecture \
    '\(kind.rawValue)', imported with 'facet model import', in the list of \
    \(kind.readsPair ? "--reranker" : "--model").
    """
  }

  /// Files besides the backbone's and the H2L's of a report.
  var files: [EvaluationResults.ScorerModel] {
    names.compactMap { name in
      models[name].map {
        EvaluationResults.ScorerModel(
          scorer: name, architecture: $0.kind.rawValue, path: $0.path,
          sha256: $0.sha256.hexadecimal)
      }
    }
  }

  /// Each with each of its weightings, in the order asked for.
  ///
  /// - Parameter times: Takes what the gallery's embeddings of the models of single pictures took.
  func scorers(
    _ identifier: Identifier, job: EvaluateJob, times: inout StageClock
  ) throws -> (scorers: [MeasuredScorer], failures: [PictureFailure]) {
    let settings = job.settings.identification
    var scorers: [MeasuredScorer] = []
    var failures: [PictureFailure] = []
    for name in names {
      if name.isEMD {
        for weighting in job.weightings {
          let distance = EarthMoversDistance(
            weighting: weighting, solver: settings.solver, epsilon: settings.epsilon)
          scorers.append(
            MeasuredScorer(
              name: name, weighting: weighting, scorer: TransportScorer(identifier, distance)))
        }
      } else if let model = models[name] {
        let gallery = identifier.gallery
        let progress = Progress(
          "Gallery for \(name.rawValue)", total: gallery.entries.count,
          isQuiet: job.settings.isQuiet)
        let start = ContinuousClock.now
        let scorer = try TransformerScorer(model, gallery: gallery, progress: progress.update)
        if !name.readsPair {
          times.add("\(name.rawValue) gallery", milliseconds(since: start))
        }
        if job.settings.isStrict, let failure = scorer.failures.first {
          throw StrictFailure(failure)
        }
        failures += scorer.failures
        scorers.append(MeasuredScorer(name: name, weighting: nil, scorer: scorer))
      } else {
        let scorer: any Scorer =
          name == .h2l ? HybridScorer(identifier) : EmbeddingScorer(identifier.gallery)
        scorers.append(MeasuredScorer(name: name, weighting: nil, scorer: scorer))
      }
    }
    return (scorers, failures)
  }
}

/// A scorer under the name that results give it.
struct MeasuredScorer {
  let name: ScorerName
  /// Of an EMD.
  let weighting: PatchWeighting?
  let scorer: any Scorer

  /// In the table of times.
  var stage: String { weighting.map { "\(name.rawValue) \($0.rawValue)" } ?? name.rawValue }
}
