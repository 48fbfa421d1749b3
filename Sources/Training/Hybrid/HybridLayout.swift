import Networks
import Tensors

/// The position of each parameter of a two-image Hybrid-ViT, with the names of the published state
/// dictionary.
struct HybridLayout: Sendable {
  /// The output that is computed from the last tokens.
  enum Output: Sendable, Equatable {
    /// The output of H2L: a linear layer and a batch normalization for each image; the score is a
    /// cosine.
    case twoHeads(size: Int)
    /// The output of H2: a LayerNorm and a linear layer on CLS, two logits.
    case classToken
  }

  struct Block: Sendable {
    let qkv: Int
    let out: Int
    let outBias: Int
    let normGain: Int
    let normShift: Int
    let expand: Int
    let expandBias: Int
    let contract: Int
    let contractBias: Int
  }

  let output: Output
  /// The number of patches of one image.
  let patches: Int
  let tokenSize: Int
  let heads: Int
  let hidden: Int
  private(set) var parameters = ParameterLayout()
  let classToken: Int
  let separator: Int
  let positions: Int
  let blocks: [Block]
  /// The weights of the heads, the query's first (H2L), or of the CLS token's LayerNorm and linear
  /// layer (H2).
  let weights: [Int]
  let biases: [Int]
  let gains: [Int]
  let shifts: [Int]
  /// The threshold of the pair loss.
  let threshold: Int
  let classes: Int
  let classCount: Int

  static let headSize = 64
  static let thresholdName = "loss.threshold"
  static let classesName = "classes.weight"

  var tokens: Int { 2 * patches + 2 }
  var inner: Int { heads * Self.headSize }
  /// The number of values of a pair's tokens.
  var pairSize: Int { tokens * tokenSize }

  /// - Parameter classCount: The number of identities; 0 if the loss is not over identities.
  init(
    output: Output, patches: Int, tokenSize: Int, heads: Int, hidden: Int, depth: Int,
    classCount: Int
  ) {
    self.output = output
    self.patches = patches
    self.tokenSize = tokenSize
    self.heads = heads
    self.hidden = hidden
    self.classCount = classCount
    var layout = ParameterLayout()
    let inner = heads * Self.headSize
    classToken = layout.add("cls_token", [1, 1, tokenSize], decays: false)
    separator = layout.add("sep", [1, 1, tokenSize], decays: false)
    positions = layout.add("pos_embedding", [1, 2 * patches + 2, tokenSize], decays: false)
    blocks = (0..<depth).map { index in
      let attention = "transformer.layers.\(index).0.fn.fn."
      let mlp = "transformer.layers.\(index).1.fn."
      return Block(
        qkv: layout.add(attention + "to_qkv.weight", [3 * inner, tokenSize], decays: true),
        out: layout.add(attention + "to_out.0.weight", [tokenSize, inner], decays: true),
        outBias: layout.add(attention + "to_out.0.bias", [tokenSize], decays: false),
        normGain: layout.add(mlp + "norm.weight", [tokenSize], decays: false),
        normShift: layout.add(mlp + "norm.bias", [tokenSize], decays: false),
        expand: layout.add(mlp + "fn.net.0.weight", [hidden, tokenSize], decays: true),
        expandBias: layout.add(mlp + "fn.net.0.bias", [hidden], decays: false),
        contract: layout.add(mlp + "fn.net.3.weight", [tokenSize, hidden], decays: true),
        contractBias: layout.add(mlp + "fn.net.3.bias", [tokenSize], decays: false))
    }
    var size = 2
    switch output {
    case .twoHeads(let vector):
      size = vector
      weights = ["1", "2"].map {
        layout.add("fc\($0).weight", [vector, patches * tokenSize], decays: true)
      }
      biases = ["1", "2"].map { layout.add("fc\($0).bias", [vector], decays: false) }
      gains = ["1", "2"].map { layout.add("bn\($0).weight", [vector], decays: false) }
      shifts = ["1", "2"].map { layout.add("bn\($0).bias", [vector], decays: false) }
    case .classToken:
      gains = [layout.add("mlp_head.0.weight", [tokenSize], decays: false)]
      shifts = [layout.add("mlp_head.0.bias", [tokenSize], decays: false)]
      weights = [layout.add("fc.weight", [2, tokenSize], decays: true)]
      biases = [layout.add("fc.bias", [2], decays: false)]
    }
    threshold = layout.add(Self.thresholdName, [1], decays: false)
    classes = layout.add(Self.classesName, [classCount, size], decays: true)
    parameters = layout
  }
}
