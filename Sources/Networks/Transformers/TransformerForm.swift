/// The size and the variant of a published transformer: the shapes of its tensors.
struct TransformerForm: Sendable, Equatable {
  let kind: TransformerKind
  var depth = 1
  var heads = 1
  var tokenSize = 512
  var hiddenSize = 2048
  /// The output size of an H2L's heads.
  var outputSize = 512
  var grid = PatchGrid.eightByEight
  /// The number of rows of the positions; `nil` if there are none.
  var positionCount: Int?
  /// Whether an H2L has one head for both images.
  var sharesHead = false
  /// The division of pictures into patches; `nil` if it reads a backbone's patches.
  var pixels: PixelPatches?

  static let channels = 3

  /// The tensors that it consists of.
  var parameters: [ParameterShape] {
    var list: [ParameterShape] = []
    func add(_ name: String, _ shape: Int...) {
      list.append(ParameterShape(name: name, shape: shape))
    }
    let inner = heads * HybridShape.headSize
    add("cls_token", 1, 1, tokenSize)
    if kind.readsPair { add("sep", 1, 1, tokenSize) }
    if let positionCount { add("pos_embedding", 1, positionCount, tokenSize) }
    if let pixels {
      add("patch_to_embedding.weight", tokenSize, pixels.size(channels: Self.channels))
      add("patch_to_embedding.bias", tokenSize)
    }
    for block in 0..<depth {
      let attention = "transformer.layers.\(block).0.fn."
      let mlp = "transformer.layers.\(block).1.fn."
      for norm in [attention, mlp] {
        add(norm + "norm.weight", tokenSize)
        add(norm + "norm.bias", tokenSize)
      }
      add(attention + "fn.to_qkv.weight", 3 * inner, tokenSize)
      add(attention + "fn.to_out.0.weight", tokenSize, inner)
      add(attention + "fn.to_out.0.bias", tokenSize)
      add(mlp + "fn.net.0.weight", hiddenSize, tokenSize)
      add(mlp + "fn.net.0.bias", hiddenSize)
      add(mlp + "fn.net.3.weight", tokenSize, hiddenSize)
      add(mlp + "fn.net.3.bias", tokenSize)
    }
    switch kind {
    case .h2l:
      for suffix in sharesHead ? [""] : ["1", "2"] {
        add("fc\(suffix).weight", outputSize, grid.count * tokenSize)
        add("fc\(suffix).bias", outputSize)
        list += BatchNormalization.parameters("bn\(suffix)", channels: outputSize)
      }
    case .h2:
      add("fc.weight", 2, tokenSize)
      add("fc.bias", 2)
    case .h1, .vit: break
    }
    if kind != .h2l {
      add("mlp_head.0.weight", tokenSize)
      add("mlp_head.0.bias", tokenSize)
    }
    return list
  }

  /// The metadata of a model file made from a checkpoint, except those of the picture that it may
  /// read.
  var metadata: [String: String] {
    [
      ModelKey.architecture: kind.rawValue, ModelKey.grid: "\(grid)", HybridKey.depth: "\(depth)",
      HybridKey.heads: "\(heads)", HybridKey.training: "published",
      ModelKey.embeddingSize: "\(kind == .h2l ? outputSize : kind == .h2 ? 2 : tokenSize)",
    ]
  }

  /// Returns whether a published file may contain a tensor that scores do not need: the layer that
  /// classifies the training identities, counters, and the norm that only H2L's training uses.
  func ignores(_ tensor: String) -> Bool {
    tensor.hasPrefix("loss.") || tensor.hasSuffix("num_batches_tracked")
      || (kind == .h2l && tensor.hasPrefix("mlp_head."))
  }
}

extension TransformerForm {
  /// Creates the form of published weights from the shapes of their tensors; properties that these
  /// leave open or make impossible are as published.
  init(_ kind: TransformerKind, shapes: [String: [Int]]) {
    self.kind = kind
    func shape(_ name: String, _ dimensions: Int) -> [Int]? {
      guard let shape = shapes[name], shape.count == dimensions,
        shape.allSatisfy({ (1...1_000_000).contains($0) })
      else { return nil }
      return shape
    }
    if let token = shape("cls_token", 3) { tokenSize = token[2] }
    let first = "transformer.layers.0."
    if let qkv = shape(first + "0.fn.fn.to_qkv.weight", 2) {
      heads = max(1, qkv[0] / (3 * HybridShape.headSize))
    }
    if let expand = shape(first + "1.fn.fn.net.0.weight", 2) { hiddenSize = expand[0] }
    while depth < 256, shapes["transformer.layers.\(depth).0.fn.fn.to_qkv.weight"] != nil {
      depth += 1
    }
    positionCount = shape("pos_embedding", 3)?[1]
    sharesHead = kind == .h2l && shapes["fc.weight"] != nil
    let head = shape(sharesHead ? "fc.weight" : "fc1.weight", 2)
    if kind == .h2l, let head { outputSize = head[0] }
    let embeds = shapes["patch_to_embedding.weight"] != nil
    if kind == .vit {
      let size = shape("patch_to_embedding.weight", 2)?[1]
      let side = (1...64).first { $0 * $0 * Self.channels == size }
      pixels = .squares(side: side ?? 8)
    } else if kind == .h2l, embeds {
      pixels = .windows
    }
    let inferred = Self.grid(kind, positions: positionCount, head: head, tokenSize: tokenSize)
    if pixels == nil {
      grid = inferred ?? .eightByEight
    } else {
      // Pictures are divided into as many rows as columns.
      grid =
        inferred.flatMap { $0.rows == $0.columns ? $0 : nil } ?? PatchGrid(rows: 14, columns: 14)
    }
  }

  /// Returns the grid that fits the number of patches; `nil` if it cannot be determined.
  private static func grid(
    _ kind: TransformerKind, positions: Int?, head: [Int]?, tokenSize: Int
  ) -> PatchGrid? {
    switch kind {
    case .h2l:
      return head.flatMap { $0[1] % tokenSize == 0 ? PatchGrid(ofPatches: $0[1] / tokenSize) : nil }
    case .h2:
      return positions.flatMap { $0 % 2 == 0 ? PatchGrid(ofPatches: ($0 - 2) / 2) : nil }
    case .vit: return positions.flatMap { PatchGrid(ofPatches: $0 - 1) }
    case .h1:
      // The published transformer has positions for a pair, and uses those of one image.
      return positions.flatMap {
        PatchGrid(ofPatches: $0 - 1) ?? PatchGrid(ofPatches: ($0 - 1) / 2)
      }
    }
  }
}

extension PatchGrid {
  /// Creates the grid of a number of patches: a square, or the grid of faces of 112 by 96 pixels.
  init?(ofPatches count: Int) {
    if count == 42 {
      self.init(rows: 7, columns: 6)
    } else if let side = (1...64).first(where: { $0 * $0 == count }) {
      self.init(rows: side, columns: side)
    } else {
      return nil
    }
  }
}
