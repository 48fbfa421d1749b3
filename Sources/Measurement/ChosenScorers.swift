import Basics
import Datasets
import Identification
import Networks
import Runs

/// The methods that a measurement compares: the requested methods that have a model.
struct ChosenScorers {
  /// The methods in the order requested.
  package let methods: [ScoringMethod]
  /// A sentence for each requested method that is left out.
  package private(set) var absent: [String] = []
  /// The transformers other than the H2L of a report.
  private let models: ByMethod<TransformerModel>

  /// - Parameters:
  ///   - asked: The requested methods; `nil` for those of a report and of `transformers`.
  ///   - registered: The methods other than stage 1 and the EMD.
  ///   - transformers: The paths of model files.
  /// - Throws: `JobError` if none is left, and the errors of files.
  package init(
    _ asked: [ScoringMethod]?, models: Models, registered: [ScoringMethod],
    transformers: ByMethod<String> = [:]
  ) throws {
    let asked =
      asked
      ?? [.stage1, .emd] + registered
      + transformers.methods.filter { !registered.contains($0) }
    var methods: [ScoringMethod] = []
    var opened: ByMethod<TransformerModel> = [:]
    for method in asked where !methods.contains(method) {
      if let path = transformers[method] {
        let model = try TransformerModel(file: ModelFile(path: path))
        try model.require(models.backbone.shape, digest: models.backboneDigest)
        opened[method] = model
        methods.append(method)
      } else if let sentence = Self.absence(of: method, models, registered) {
        absent.append(sentence)
      } else {
        methods.append(method)
      }
    }
    guard !methods.isEmpty else {
      // As in `SortedModels`: what is missing is missing on the command line.
      throw JobError(
        "All scorers are left out. \(absent.joined(separator: " "))", status: .usage)
    }
    self.methods = methods
    self.models = opened
  }

  /// Returns the reason why a scorer without a file is left out.
  private static func absence(
    of method: ScoringMethod, _ models: Models, _ registered: [ScoringMethod]
  ) -> String? {
    switch method {
    case .stage1, .emd: nil
    case .h2l:
      models.reranker?.isTrained == true
        ? nil
        : """
        The scorer 'h2l' is left out: \
        \(models.reranker == nil ? "no trained H2L was given." : "the H2L that was given is not trained.") \
        \(Models.trainingAdvice)
        """
    case .v: missing(method, .vit)
    case .h1: missing(method, .h1)
    case .h2: missing(method, .h2)
    default:
      registered.contains(method)
        ? nil : "The scorer '\(method.rawValue)' is left out: this version does not have it."
    }
  }

  private static func missing(_ method: ScoringMethod, _ kind: TransformerKind) -> String {
    """
    The scorer '\(method.rawValue)' is left out: it needs a model file of the architecture \
    '\(kind.rawValue)'. Import one with 'facet model import' and add it to \
    \(kind.readsPair ? "--reranker" : "--model").
    """
  }

  /// The files other than the backbone's and the H2L's of a report.
  package var files: [EvaluationResults.ScorerModel] {
    methods.compactMap { method in
      models[method].map {
        EvaluationResults.ScorerModel(
          scorer: method, architecture: $0.kind.rawValue, path: $0.path,
          sha256: $0.sha256.hexadecimal)
      }
    }
  }

  /// Returns the scorers of the model files.
  ///
  /// - Parameter times: Records the times of the gallery's embeddings by models of single pictures.
  package func scorers(
    _ gallery: Gallery, _ settings: JobSettings, times: inout StageClock
  ) throws -> (scorers: ByMethod<any Scorer>, failures: [PictureFailure]) {
    var scorers: ByMethod<any Scorer> = [:]
    var failures: [PictureFailure] = []
    for method in methods {
      guard let model = models[method] else { continue }
      let progress = Progress(
        "Gallery for \(method.rawValue)", total: gallery.entries.count,
        isQuiet: settings.isQuiet)
      let start = ContinuousClock.now
      let scorer = try TransformerScorer(model, gallery: gallery, progress: progress.update)
      if !method.reranks {
        times.add("\(method.rawValue) gallery", milliseconds(since: start))
      }
      if settings.isStrict, let failure = scorer.failures.first { throw StrictFailure(failure) }
      failures += scorer.failures
      scorers[method] = scorer
    }
    return (scorers, failures)
  }
}
