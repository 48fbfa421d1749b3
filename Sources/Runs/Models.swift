import Basics
import Evidence
import Faces
import Identification
import Networks
import Tensors

/// The networks of a job.
package struct Models {
  package let backbone: any Backbone
  package let backboneDigest: SHA256Digest
  /// The H2L; `nil` if none was given.
  package let reranker: Reranker?
  /// The detector; `nil` if all pictures are aligned faces.
  private let finder: FaceFinder?
  package var detectorDigest: SHA256Digest? { finder?.detector.digest }
  /// The predictor of 68 landmarks; `nil` if none was given.
  package let landmarkPredictor: LandmarkPredictor?
  /// The sources of faces in the queries' and the gallery's pictures.
  package let querySource: FaceExtraction
  package let gallerySource: FaceExtraction
  /// The models for reports, with remarks.
  package let files: [Provenance.ModelFile]
  /// The notes for every report.
  package let notes: [String]
  /// What each method's networks were trained on, as far as their files say it.
  package let trainingPictures: ByMethod<TrainingPictures>
  /// How a face enters the backbone, for the processing log.
  package let tensor: String

  /// The H2L of --reranker.
  package struct Reranker {
    /// What its matrix products were asked to be and are, for reports.
    package let precision: Precision
    package let transformer: HybridTransformer
    package let file: Provenance.ModelFile
    /// Whether it is trained; otherwise it does not rank.
    package let isTrained: Bool
    fileprivate let training: KnownTraining
  }

  package init(_ settings: JobSettings) throws {
    let file = try ModelFile(path: settings.model)
    if let kind = TransformerKind(rawValue: file.architecture) {
      throw JobError(
        kind == .h2l
          ? "'\(settings.model)' is an H2L re-ranker. Give it as --reranker, and its backbone as --model."
          : """
          '\(settings.model)' contains the architecture '\(kind.rawValue)', which only 'facet evaluate' \
          uses. Give a backbone as --model.
          """)
    }
    backbone = try loadBackbone(file)
    backboneDigest = file.digest
    let detector = try settings.detector.map { path in
      (path, try loadDetector(path))
    }
    let shape = backbone.shape
    let predictor = try settings.landmarks.map { try LandmarkPredictor(path: $0) }
    landmarkPredictor = predictor
    let finder = try detector.map { _, networks in
      try FaceFinder(networks, for: shape, settings, predictor: predictor)
    }
    self.finder = finder
    querySource = finder.map { .photographs($0, settings.queryFaces) } ?? .aligned
    gallerySource = finder.map { .photographs($0, settings.galleryFaces) } ?? .aligned
    let detectorEntry = detector.map { path, networks in
      Provenance.ModelFile(
        role: "Detector", path: path, architecture: networks.kind.rawValue,
        sha256: networks.digest, remark: nil)
    }
    let landmarkEntry = landmarkPredictor.map { predictor in
      Provenance.ModelFile(
        role: "Landmarks", path: settings.landmarks!, architecture: LandmarkPredictor.architecture,
        sha256: predictor.digest, remark: LandmarkPredictor.remark)
    }
    let metadata = file.metadata
    func value(_ key: String) -> String { metadata[key] ?? "?" }
    // Model files have the value "grey"; lint-words: allow.
    let isGray = value(ModelKey.color) == "grey"  // lint-words: allow
    let color = isGray ? "gray" : value(ModelKey.color)
    tensor = """
      1 × \(isGray ? 1 : 3) × \(value(ModelKey.inputHeight)) × \
      \(value(ModelKey.inputWidth)) (pictures, channels, rows, columns), \(color), each sample x of \
      0 to 255 as (x − \(value(ModelKey.subtract))) / \(value(ModelKey.divide))
      """
    var backboneEntry = Provenance.ModelFile(
      role: "Backbone", path: settings.model, architecture: file.architecture,
      sha256: file.digest,
      remark: BuiltInModels.contains(file.path)
        ? BuiltInModels.remark : file.metadata[ModelKey.license])
    backboneEntry.facts = ModelFacts(
      author: metadata[ModelKey.author], license: metadata[ModelKey.license],
      trainingSet: metadata[ModelKey.trainingSet], publishedAccuracy: metadata[ModelKey.accuracy])
    if let path = settings.reranker {
      reranker = try Self.reranker(
        path, backbone, digest: file.digest, precision: settings.precision ?? .float)
    } else {
      reranker = nil
    }
    let seen = KnownTraining(of: file)
    var trainingPictures: ByMethod<TrainingPictures> = [:]
    trainingPictures[.stage1] = seen.pictures
    trainingPictures[.emd] = seen.pictures
    // The H2L sees faces through its backbone.
    let both = [seen.pictures, reranker?.training.pictures].compactMap(\.self)
    if let first = both.first {
      trainingPictures[.h2l] = both.dropFirst().reduce(first) { $0.union($1) }
    }
    self.trainingPictures = trainingPictures
    notes =
      (reranker?.isTrained == true ? [] : [Self.noOpinionNote(reranker)])
      + [seen.problem, reranker?.training.problem].compactMap(\.self)
    files = [backboneEntry] + [reranker?.file, detectorEntry, landmarkEntry].compactMap(\.self)
  }

  /// Opens the H2L of a file, or makes an untrained one from the backbone.
  ///
  /// - Throws: `EmbeddingMapMissing` if the backbone's patches do not allow an untrained H2L.
  private static func reranker(
    _ path: String, _ backbone: any Backbone, digest: SHA256Digest, precision: Precision
  ) throws -> Reranker {
    guard path == JobSettings.startOfReranker else {
      let file = try ModelFile(path: path)
      let reranker = try HybridModel(file: file, precision: precision)
      try reranker.require(backbone.shape, digest: digest)
      return Reranker(
        precision: precision, transformer: reranker.transformer,
        file: Provenance.ModelFile(
          role: "Re-ranker", path: path, architecture: "h2l", sha256: reranker.sha256,
          remark: reranker.isUntrained
            ? HybridModel.untrainedRemark
            : BuiltInModels.contains(path) ? BuiltInModels.remark : nil),
        isTrained: !reranker.isUntrained, training: KnownTraining(of: file))
    }
    let parameters = try HybridStart().parameters(for: backbone)
    return Reranker(
      precision: precision,
      transformer: try HybridTransformer(
        parameters: parameters, grid: backbone.shape.grid, precision: precision),
      file: Provenance.ModelFile(
        role: "Re-ranker", path: "made from the backbone (facet train h2l --steps 0)",
        architecture: "h2l", sha256: HybridModel.digest(of: parameters),
        remark: HybridModel.untrainedRemark),
      isTrained: false, training: KnownTraining())
  }

  /// Returns the way in which an enrolled gallery's faces were found.
  ///
  /// - Returns: `nil` if this job does not have the gallery's detector.
  package func source(like origin: FaceOrigin) -> FaceExtraction? {
    switch origin {
    case .aligned: return .aligned
    case .detected(let digest, let policy, let minimumFace, let minimumScore, let alignment):
      guard let finder, finder.detector.digest.hexadecimal == digest else { return nil }
      if alignment.points.needsPredictor {
        guard let landmarkPredictor,
          landmarkPredictor.digest.hexadecimal == alignment.predictor
        else { return nil }
      }
      return .photographs(
        FaceFinder(
          detector: FaceDetector(
            search: finder.detector.search, minimumFace: minimumFace,
            minimumScore: minimumScore),
          template: finder.template,
          alignment: PointAlignment(alignment.points, predictor: landmarkPredictor)), policy)
    }
  }

  /// The advice on how to train an H2L.
  package static let trainingAdvice = """
    'facet train h2l --model FILE --pictures PATH -o FILE' trains one for this backbone; give it with \
    --reranker.
    """

  private static func noOpinionNote(_ reranker: Reranker?) -> String {
    reranker == nil
      ? "This report does not use the H2L, because no trained H2L was given. \(trainingAdvice)"
      : """
      The H2L is not trained and only repeats the backbone's cosine. It ran to measure its time and \
      does not rank in this report. \(trainingAdvice)
      """
  }
}

/// What is known of a model's training pictures.
private struct KnownTraining {
  /// `nil` if the model does not say it, or its list cannot be used.
  var pictures: TrainingPictures?
  /// The reason why the list cannot be used.
  var problem: String?

  init() {}

  init(of file: ModelFile) {
    do { pictures = try TrainingPictures(of: file) } catch { problem = "\(error)" }
  }
}

/// Opens a detector's model file.
package func loadDetector(_ path: String) throws -> any FaceSearch {
  try loadFaceSearch(path: path)
}

extension FaceFinder {
  /// Finds faces and aligns them for a backbone.
  ///
  /// - Parameter predictor: That of `settings.landmarks`.
  /// - Throws: `JobError` if the backbone's input does not have an alignment, or if the alignment needs a
  ///   predictor and there is none.
  package init(
    _ search: any FaceSearch, for shape: BackboneShape, _ settings: JobSettings,
    predictor: LandmarkPredictor?
  ) throws {
    guard predictor != nil || !settings.alignment.needsPredictor else {
      throw JobError(
        """
        The alignment '\(settings.alignment.rawValue)' needs a predictor of 68 landmarks. Give one \
        with --landmarks.
        """, status: .usage)
    }
    guard
      let template = AlignmentTemplate(
        width: shape.inputWidth, height: shape.inputHeight, alignment: shape.alignment)
    else {
      throw JobError(
        """
        Facet does not have an alignment for this model's input of \(shape.inputWidth) x \
        \(shape.inputHeight) pixels. Give faces that are aligned for it, with --aligned.
        """)
    }
    self.init(
      detector: FaceDetector(
        search: search, minimumFace: settings.minimumFace, minimumScore: settings.minimumScore),
      template: template, alignment: PointAlignment(settings.alignment, predictor: predictor))
  }
}
