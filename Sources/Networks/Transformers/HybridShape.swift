import Tensors

/// The size and the variant of a two-image Hybrid-ViT.
package struct HybridShape: Sendable, Equatable {
  /// Number of transformer blocks.
  package let depth: Int
  /// Attention heads of 64 numbers each.
  package let heads: Int
  /// Width of a token.
  package let tokenSize: Int
  /// Width inside the MLP.
  package let hiddenSize: Int
  /// Length of each image's output.
  package let outputSize: Int
  /// Patches of one image.
  package let grid: PatchGrid
  /// Width of a patch before `patch_to_embedding`; equals `tokenSize` where that layer is absent.
  package let patchSize: Int
  package let hasPositions: Bool
  /// One linear head for both images in place of one for each.
  package let sharesHead: Bool

  /// Tokens of a pair: CLS, the query's patches, SEP, the candidate's patches.
  package var tokenCount: Int { 2 * grid.count + 2 }

  static let headSize = 64
}

/// Why a set of parameters is not a two-image Hybrid-ViT.
package enum HybridError: Error, Equatable {
  case missing(parameter: String, expected: String)
  case wrongShape(parameter: String, expected: String, found: [Int])
  case grid(PatchGrid, patches: Int)
}

extension HybridError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let parameter, let expected):
      "The H2L has no parameter '\(parameter)'; expected \(expected)."
    case .wrongShape(let parameter, let expected, let found):
      "The H2L's parameter '\(parameter)' has the shape \(found); expected \(expected)."
    case .grid(let grid, let patches):
      """
      The H2L's heads take \(patches) patches of each face, but its grid \(grid) has \
      \(grid.count).
      """
    }
  }
}

/// The parameters of a state dict, taken one by one with their shapes checked.
struct HybridParameters {
  let tensors: [String: Tensor]

  func contains(_ name: String) -> Bool { tensors[name] != nil }

  /// - Parameter shape: `nil` in a place where any size will do.
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
