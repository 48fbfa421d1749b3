import Foundation
import Tensors
import _TestSupport

@testable import Networks

/// A transformer with weights and inputs from a hash, for which the published network's outputs are
/// known.
struct GoldenTransformer: Sendable, CustomStringConvertible {
  let name: String
  /// The transformer that has the same parameters.
  var kinds: String?
  var form: TransformerForm
  /// The number of images or pairs of images.
  var count = 3

  static let all: [GoldenTransformer] = [
    GoldenTransformer(name: "h2l.depth1", form: small(.h2l)),
    GoldenTransformer(name: "h2l.depth2", form: small(.h2l) { $0.depth = 2 }),
    GoldenTransformer(name: "h2l.single", form: small(.h2l) { $0.sharesHead = true }),
    GoldenTransformer(name: "h2l.nopos", form: small(.h2l) { $0.positionCount = nil }),
    GoldenTransformer(
      name: "h2l.unfold",
      form: small(.h2l) {
        $0.pixels = .windows
        $0.grid = PatchGrid(rows: 14, columns: 14)
        $0.positionCount = 394
      }, count: 2),
    GoldenTransformer(
      name: "h2l.full", kinds: "h2l.depth1",
      form: small(.h2l) {
        $0.tokenSize = 512
        $0.hiddenSize = 2048
        $0.outputSize = 512
      }, count: 2),
    GoldenTransformer(name: "h2", form: small(.h2)),
    GoldenTransformer(name: "h1", form: small(.h1) { $0.positionCount = 129 }, count: 6),
    GoldenTransformer(
      name: "vit",
      form: small(.vit) {
        $0.depth = 2
        $0.pixels = .squares(side: 8)
        $0.grid = PatchGrid(rows: 14, columns: 14)
        $0.positionCount = 197
      }, count: 2),
  ]

  static func named(_ name: String) -> GoldenTransformer { all.first { $0.name == name }! }

  private static func small(
    _ kind: TransformerKind, _ change: (inout TransformerForm) -> Void = { _ in }
  ) -> TransformerForm {
    var form = TransformerForm(kind: kind)
    form.heads = 2
    form.tokenSize = 32
    form.hiddenSize = 48
    form.outputSize = 16
    form.positionCount = 130
    change(&form)
    if kind != .h2l { form.outputSize = 512 }
    return form
  }

  var description: String { name }
  var pairs: Int { count }

  /// The published parameters, including the norm after CLS that only an H2L's training uses.
  var published: [ParameterShape] {
    let unused = ["weight", "bias"].map {
      ParameterShape(name: "mlp_head.0." + $0, shape: [form.tokenSize])
    }
    return form.parameters + (form.kind == .h2l ? unused : [])
  }

  func values(_ parameter: ParameterShape) throws -> [Float] {
    let kind = try Self.allKinds.get()[kinds ?? name]![parameter.name]!
    return HashedValues.parameter("\(name).\(parameter.name)", kind: kind, shape: parameter.shape)
  }

  private static let allKinds = Result { try GoldenFile.weightKinds() }

  func tensors() throws -> [String: Tensor] {
    try Dictionary(
      uniqueKeysWithValues: form.parameters.map {
        ($0.name, Tensor(shape: $0.shape, values: try values($0)))
      })
  }

  /// The patches of images, `[N, C]` each; for pairs, the queries come first, then their partners.
  func inputs() -> [[Float]] {
    let images = form.kind.readsPair ? 2 * count : count
    if let pixels = form.pixels {
      return Self.pictures(name, count: images).map {
        pixels.patches($0, rows: 14, channels: 3)
      }
    }
    let (channels, patches) = (form.tokenSize, form.grid.count)
    let map = HashedValues.unit("input.patches.\(channels)", count: images * channels * patches)
    return (0..<images).map { image in
      (0..<patches * channels).map { place in
        let (patch, channel) = (place / channels, place % channels)
        return map[(image * channels + channel) * patches + patch]
      }
    }
  }

  /// Returns hashed pictures of 112 by 112, from planes to pixels.
  private static func pictures(_ name: String, count: Int) -> [[Float]] {
    let plane = 112 * 112
    let planes = HashedValues.unit("input.\(name)", count: count * 3 * plane)
    return (0..<count).map { picture in
      (0..<3 * plane).map { planes[picture * 3 * plane + $0 % 3 * plane + $0 / 3] }
    }
  }
}
