import Basics
import Evidence
import Faces
import Networks
import Tensors

/// The networks of a job.
package struct Models {
  package let backbone: any Backbone
  package let backboneDigest: SHA256Digest
  /// `nil`: none was given.
  package let reranker: Reranker?
  /// `nil`: all pictures are aligned faces.
  private let finder: FaceFinder?
  package var detectorDigest: SHA256Digest? { finder?.detector.networks.digest }
  /// How faces come out of the queries' and of the gallery's pictures.
  package let querySource: FaceExtraction
  package let gallerySource: FaceExtraction
  /// For reports: what was used, and what must be known of it.
  package let files: [Provenance.ModelFile]
  /// Sentences for every report.
  package let notes: [String]
  /// How a face enters the backbone, for the processing log.
  package let tensor: String

  /// The H2L of --reranker.
  package struct Reranker {
    package let transformer: HybridTransformer
    package let file: Provenance.ModelFile
    /// Else it has no opinion.
    package let isTrained: Bool
  }

  package init(_ settings: JobSettings) throws {
    let file = try ModelFile(path: settings.model)
    if let kind = TransformerKind(rawValue: file.architecture) {
      throw JobError(
        kind == .h2l
          ? "'\(settings.model)' is an H2L re-ranker: give it as --reranker, and its backbone as --model."
          : """
          '\(settings.model)' holds the architecture '\(kind.rawValue)', which 'facet evaluate' compares \
          with others; give a backbone as --model.
          """)
    }
    backbone = try loadBackbone(file)
    backboneDigest = file.digest
    let detector = try settings.detector.map { path in
      (path, try loadDetector(path))
    }
    let shape = backbone.shape
    let finder = try detector.map { _, networks in
      try FaceFinder(networks, for: shape, settings)
    }
    self.finder = finder
    querySource = finder.map { .photographs($0, settings.queryFaces) } ?? .aligned
    gallerySource = finder.map { .photographs($0, settings.galleryFaces) } ?? .aligned
    let detectorEntry = detector.map { path, networks in
      Provenance.ModelFile(
        role: "Detector", path: path, architecture: CascadeNetworks.architecture,
        sha256: networks.digest, remark: nil)
    }
    let metadata = file.metadata
    func value(_ key: String) -> String { metadata[key] ?? "?" }
    let color = value(ModelKey.color)
    tensor = """
      1 × \(color == "grey" ? 1 : 3) × \(value(ModelKey.inputHeight)) × \
      \(value(ModelKey.inputWidth)) (pictures, channels, rows, columns), \(color), each sample x of \
      0 to 255 as (x − \(value(ModelKey.subtract))) / \(value(ModelKey.divide))
      """
    let backboneEntry = Provenance.ModelFile(
      role: "Backbone", path: settings.model, architecture: file.architecture,
      sha256: file.digest,
      remark: BuiltInModels.contains(file.path)
        ? BuiltInModels.remark : file.metadata[ModelKey.license])
    if let path = settings.reranker {
      reranker = try Self.reranker(path, backbone, digest: file.digest)
    } else {
      reranker = nil
    }
    notes = reranker?.isTrained == true ? [] : [Self.noOpinionNote(reranker)]
    files = [backboneEntry] + [reranker?.file, detectorEntry].compactMap(\.self)
  }

  /// The H2L of a file, or the backbone's own start.
  ///
  /// - Throws: `EmbeddingMapMissing` where the backbone's patches allow no start.
  private static func reranker(
    _ path: String, _ backbone: any Backbone, digest: SHA256Digest
  ) throws -> Reranker {
    guard path == JobSettings.startOfReranker else {
      let reranker = try HybridModel(file: ModelFile(path: path))
      try reranker.require(backbone.shape, digest: digest)
      return Reranker(
        transformer: reranker.transformer,
        file: Provenance.ModelFile(
          role: "Re-ranker", path: path, architecture: "h2l", sha256: reranker.sha256,
          remark: reranker.isUntrained
            ? HybridModel.untrainedRemark
            : BuiltInModels.contains(path) ? BuiltInModels.remark : nil),
        isTrained: !reranker.isUntrained)
    }
    let parameters = try HybridStart().parameters(for: backbone)
    return Reranker(
      transformer: try HybridTransformer(parameters: parameters, grid: backbone.shape.grid),
      file: Provenance.ModelFile(
        role: "Re-ranker", path: "made from the backbone (facet train h2l --steps 0)",
        architecture: "h2l", sha256: HybridModel.digest(of: parameters),
        remark: HybridModel.untrainedRemark),
      isTrained: false)
  }

  /// The way in which an enrolled gallery's faces were found.
  ///
  /// - Returns: `nil` where this job has not its detector.
  package func source(like origin: FaceOrigin) -> FaceExtraction? {
    switch origin {
    case .aligned: return .aligned
    case .detected(let digest, let policy, let minimumFace, let minimumScore):
      guard let finder, finder.detector.networks.digest.hexadecimal == digest else { return nil }
      return .photographs(
        FaceFinder(
          detector: FaceDetector(
            networks: finder.detector.networks, minimumFace: minimumFace,
            minimumScore: minimumScore),
          template: finder.template), policy)
    }
  }

  /// How an H2L comes to have an opinion.
  package static let trainingAdvice = """
    'facet train h2l --model FILE --pictures PATH -o FILE' trains one for this backbone; give it with \
    --reranker.
    """

  private static func noOpinionNote(_ reranker: Reranker?) -> String {
    reranker == nil
      ? "No trained H2L was given, so the H2L takes no part in this report. \(trainingAdvice)"
      : """
      The H2L is not trained: it repeats the backbone's cosine, so it ran for its time only and has \
      no opinion in this report. \(trainingAdvice)
      """
  }
}

/// Opens a detector's model file.
package func loadDetector(_ path: String) throws -> CascadeNetworks {
  try CascadeNetworks(ModelFile(path: path))
}

extension FaceFinder {
  /// Finds faces and aligns them for a backbone.
  ///
  /// - Throws: `JobError` where no alignment is known for the backbone's input.
  package init(_ networks: CascadeNetworks, for shape: BackboneShape, _ settings: JobSettings)
    throws
  {
    guard let template = AlignmentTemplate(width: shape.inputWidth, height: shape.inputHeight)
    else {
      throw JobError(
        """
        No alignment is known for this model's pictures of \(shape.inputWidth) x \
        \(shape.inputHeight) pixels; give faces that are aligned for it, and --aligned.
        """)
    }
    self.init(
      detector: FaceDetector(
        networks: networks, minimumFace: settings.minimumFace, minimumScore: settings.minimumScore),
      template: template)
  }
}
