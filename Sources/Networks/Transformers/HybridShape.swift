import Tensors

/// The size and the variant of a two-image Hybrid-ViT.
package struct HybridShape: Sendable, Equatable {
  /// The number of transformer blocks.
  package let depth: Int
  /// The number of attention heads, of 64 numbers each.
  package let heads: Int
  /// The width of a token.
  package let tokenSize: Int
  /// The width inside the MLP.
  package let hiddenSize: Int
  /// The length of each image's output.
  package let outputSize: Int
  /// The patches of one image.
  package let grid: PatchGrid
  /// The width of a patch before `patch_to_embedding`; equals `tokenSize` if that layer is absent.
  package let patchSize: Int
  package let hasPositions: Bool
  /// Whether one linear head serves both images, instead of one for each.
  package let sharesHead: Bool

  /// The number of tokens of a pair: CLS, the query's patches, SEP, the candidate's patches.
  package var tokenCount: Int { 2 * grid.count + 2 }

  static let headSize = 64
}

/// The reason why parameters do not form a two-image Hybrid-ViT.
package enum HybridError: Error, Equatable {
  case missing(parameter: String, expected: String)
  case wrongShape(parameter: String, expected: String, found: [Int])
  case grid(PatchGrid, patches: Int)
}

extension HybridError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let parameter, let expected):
      "The H2L lacks the parameter '\(parameter)' (expected \(expected))."
    case .wrongShape(let parameter, let expected, let found):
      "The H2L's parameter '\(parameter)' has the shape \(found) (expected \(expected))."
    case .grid(let grid, let patches):
      """
      The H2L's heads take \(patches) patches of each face, but its grid \(grid) has \
      \(grid.count).
      """
    }
  }
}

/// The parameters of a state dictionary, taken one by one with their shapes checked.
struct HybridParameters {
  let tensors: [String: Tensor]

  func contains(_ name: String) -> Bool { tensors[name] != nil }

  /// - Parameter shape: The shape, with `nil` for any size.
  func take(_ name: String, _ shape: [Int?]) throws(HybridError) -> Tensor {
    let expected = "[" + shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ") + "]"
    guard let tensor = tensors[name] else {
      throw .missing(parameter: name, expected: expected)
    }
    guard tensor.shape.count == shape.count,
      zip(tensor.shape, shape).allSatisfy({ $1 == nil || $0 == $1 })
    else {
      throw .wrongShape(parameter: name, expected: expected, found: tensor.shape)
    }
    return tensor
  }
}
