/// The form of a residual network of the InsightFace family; the defaults describe `iresnet50`.
struct ResidualForm: Sendable, Equatable {
  /// The names of the tensors.
  enum Naming: Sendable {
    /// `layer1.0.conv1`, by stage and block: arcface_torch, ElasticFace, MagFace.
    case stages
    /// `body.0.res_layer.1`, blocks numbered throughout: face.evoLVe, CurricularFace, AdaFace.
    case body
  }

  var naming = Naming.stages
  /// The number of blocks of each of the four stages.
  var depths = [3, 4, 14, 3]
  var embeddingSize = 512
  /// Whether blocks end with squeeze-and-excitation (IR-SE).
  var hasGates = false
  /// Whether the last normalization has a gain and a shift of its own.
  var hasEmbeddingGain = true

  static let widths = [64, 128, 256, 512]
  /// The largest number of blocks of a stage; the deepest published networks have 60.
  static let depthLimit = 100
  static let embeddingSizes = 1...16384

  /// The usual name of the depth, such as "50": the number of layers with weights, as the papers
  /// count them.
  var depthName: String {
    let known = [
      18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 14, 3], 100: [3, 13, 30, 3],
      152: [3, 8, 36, 3], 200: [6, 26, 60, 6],
    ]
    return known.first { $0.value == depths }.map { "\($0.key)" }
      ?? depths.map { "\($0)" }.joined(separator: "-")
  }
}

extension ResidualForm {
  /// Creates the form of published weights from the shapes of their tensors; properties that these
  /// leave open keep their defaults.
  init(_ naming: Naming, _ shapes: [String: [Int]]) {
    self.naming = naming
    let found = naming == .stages ? Self.stageDepths(shapes) : Self.bodyDepths(shapes)
    if let found { depths = found }
    hasGates = shapes[Self.gates(naming)] != nil
    let (matrix, gain) =
      naming == .stages
      ? ("fc.weight", "features.weight") : ("output_layer.3.weight", "output_layer.4.weight")
    if let shape = shapes[matrix], shape.count == 2, Self.embeddingSizes.contains(shape[0]) {
      embeddingSize = shape[0]
    }
    // A file without any normalization of the embedding lacks it: the gain is expected then.
    let mean = naming == .stages ? "features.running_mean" : "output_layer.4.running_mean"
    hasEmbeddingGain = shapes[gain] != nil || shapes[mean] == nil
  }

  private static func gates(_ naming: Naming) -> String {
    naming == .stages ? "layer1.0.se.fc1.weight" : "body.0.res_layer.5.fc1.weight"
  }

  private static func stageDepths(_ shapes: [String: [Int]]) -> [Int]? {
    let depths = (1...4).map { stage in
      (0...depthLimit).first { shapes["layer\(stage).\($0).conv1.weight"] == nil } ?? 0
    }
    return depths.allSatisfy { $0 > 0 } ? depths : nil
  }

  private static func bodyDepths(_ shapes: [String: [Int]]) -> [Int]? {
    var depths = [0, 0, 0, 0]
    var stage = 0
    for block in 0..<4 * depthLimit {
      guard let shape = shapes["body.\(block).res_layer.1.weight"] else { break }
      guard let place = shape.first.flatMap({ widths.firstIndex(of: $0) }), place >= stage else {
        return nil
      }
      stage = place
      depths[place] += 1
    }
    return depths.allSatisfy { (1...depthLimit).contains($0) } ? depths : nil
  }
}
