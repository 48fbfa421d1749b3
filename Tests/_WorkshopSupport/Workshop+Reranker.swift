import Runs
import Tensors
import _TestSupport

@testable import Networks

extension Workshop {
  /// An H2L for the workshop's backbone that passes for trained, with weights made from a hash.
  ///
  /// - Parameter backbone: The digest of its backbone, for the metadata.
  package func trainedReranker(
    named name: String = "trained.safetensors", depth: Int? = nil, heads: Int? = nil,
    backbone: String? = nil
  ) throws -> String {
    var form = TransformerForm(kind: .h2l)
    if let depth { form.depth = depth }
    if let heads { form.heads = heads }
    form.hiddenSize = 32
    form.outputSize = 16
    form.grid = PatchGrid(rows: 7, columns: 6)
    form.positionCount = 86
    let tensors = form.parameters.map { parameter in
      let unit = HashedValues.unit(
        "trained.\(parameter.name)", count: parameter.shape.reduce(1, *))
      let isVariance = parameter.name.hasSuffix("running_var")
      let scale =
        parameter.shape.count == 2 ? (3 / Float(parameter.shape[1])).squareRoot() : 0.1
      return (
        name: parameter.name,
        tensor: Tensor(
          shape: parameter.shape, values: unit.map { isVariance ? 1 + abs($0) : scale * $0 })
      )
    }
    let path = folder.file(name)
    var metadata = form.metadata
    metadata[HybridKey.backbone] = backbone
    try writeSafetensors(tensors, metadata: metadata, to: path)
    return path
  }

  /// With that H2L.
  package func trainedSettings() throws -> JobSettings {
    var settings = settings
    settings.reranker = try trainedReranker()
    return settings
  }
}
