import Foundation
import Tensors
import Testing
import _TestSupport

@testable import Networks

/// ResNetFace18 with gates, without published values to compare with.
@Suite struct SqueezeExcitationTests {
  let golden = GoldenNetwork.all[0]
  static let gatedNetwork: LayeredNetwork = {
    var form = ResNetFace18Form()
    form.hasGates = true
    return ResNetFace18.network(form)
  }()

  @Test func gatesAgreeWithTheirDefinition() throws {
    let (channels, places) = (64, 12)
    var layers: [NetworkLayer] = []
    var unit = ConvolutionLayer("unit", input: 0, inputs: channels, outputs: channels, kernel: 1)
    unit.hasBias = true
    let value = layers.add(.convolution(unit))
    let gated = ResNetFace18.addGates("se.", input: value, channels: channels, to: &layers)
    func values(_ parameter: ParameterShape) -> [Float] {
      HashedValues.unit(parameter.name, count: parameter.shape.reduce(1, *))
    }
    #expect(
      layers.parameters.dropFirst(2).map(\.shape) == [[4, 64], [4], [1], [64, 4], [64]])
    let graph = try ConvolutionGraph(
      channels: channels, height: 4, width: 3, layout: .planes,
      steps: layers.map { try $0.step(values) }, outputs: [(value, .planes), (gated, .planes)])
    let plan = try ConvolutionPlan(graph, batch: 1)
    #expect(!plan.implementations.contains { $0.contains("ref") }, "\(plan.implementations)")
    let found = try plan.run(HashedValues.unit("map", count: channels * places))

    func matrix(_ name: String, _ vector: [Double], _ outputs: Int) -> [Double] {
      let weight = HashedValues.unit(name + ".weight", count: outputs * vector.count)
      let bias = HashedValues.unit(name + ".bias", count: outputs)
      return (0..<outputs).map { row in
        vector.indices.reduce(Double(bias[row])) {
          $0 + Double(weight[row * vector.count + $1]) * vector[$1]
        }
      }
    }
    let map = found[0].map(Double.init)
    let means = (0..<channels).map {
      map[$0 * places..<($0 + 1) * places].reduce(0, +) / Double(places)
    }
    let slope = Double(HashedValues.unit("se.1.weight", count: 1)[0])
    let few = matrix("se.0", means, 4).map { $0 < 0 ? slope * $0 : $0 }
    let gates = matrix("se.2", few, channels).map { 1 / (1 + exp(-$0)) }
    let expected = map.indices.map { map[$0] * gates[$0 / places] }
    #expect(relativeError(found[1].map(Double.init), expected) < 1e-5)
  }

  /// Gates of one half have the same effect as half the gain and half the shift of the block's last
  /// normalization.
  @Test func gatesActBeforeTheInputIsAdded() throws {
    func values(_ parameter: ParameterShape) -> [Float] {
      let count = parameter.shape.reduce(1, *)
      if parameter.name.contains(".se.") { return [Float](repeating: 0, count: count) }
      let isLast = parameter.name.hasPrefix("fc5.")
      let isVariance = parameter.name.hasSuffix("running_var")
      let scale =
        parameter.shape.count > 1 ? (3 / Float(count / parameter.shape[0])).squareRoot() : 1
      // The embedding is not compared.
      return isLast
        ? [Float](repeating: 0, count: count)
        : HashedValues.unit(parameter.name, count: count).map {
          isVariance ? 1 + abs($0) : scale * $0
        }
    }
    func halved(_ parameter: ParameterShape) -> [Float] {
      let isHalf = parameter.name.hasSuffix("bn2.weight") || parameter.name.hasSuffix("bn2.bias")
      return values(parameter).map { isHalf ? $0 / 2 : $0 }
    }
    let input = ResNetFace18.network().input
    let gated = try LayeredBackbone(Self.gatedNetwork, input: input, values: values)
    let plain = try LayeredBackbone(ResNetFace18.network(), input: input, values: halved)
    let face = HashedValues.unit("face", count: input.count)
    let found = try gated.features([face])[0].patches
    let expected = try plain.features([face])[0].patches
    #expect(relativeError(found, expected) < 1e-5)
  }

  @Test func theVariantIsRecognizedAndNamed() throws {
    let folder = try TemporaryFolder()
    let checkpoint = folder.file("weights.pt")
    let output = folder.file("model.safetensors")
    try golden.checkpoint(at: checkpoint, Self.gatedNetwork.parameters)
    try importCheckpoints(paths: [checkpoint], architecture: golden.name, output: output)
    let file = try ModelFile(path: output)
    #expect(file.metadata[ModelKey.variant] == "squeeze-excitation")
    #expect(try BackboneArchitecture.of(file).parameters == Self.gatedNetwork.parameters)
    #expect(try loadBackbone(file).shape == ResNetFace18.network().shape)

    let missing = "layer4.1.se.fc.2.bias"
    try golden.checkpoint(
      at: checkpoint, Self.gatedNetwork.parameters.filter { $0.name != missing })
    #expect(throws: ModelFileError.missingTensor(path: checkpoint, name: missing, shape: [512])) {
      try importCheckpoints(paths: [checkpoint], architecture: golden.name, output: output)
    }
  }

  @Test func anUnknownVariantIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("model.safetensors")
    var metadata = golden.architecture.metadata
    metadata[ModelKey.variant] = "attention"
    try writeSafetensors([("a", Tensor(shape: [1], values: [0]))], metadata: metadata, to: path)
    #expect(
      throws: ModelFileError.badMetadata(
        path: path, key: ModelKey.variant, value: "attention",
        expected: "'squeeze-excitation' (for a width that is a multiple of 16) or nothing")
    ) { try loadBackbone(path: path) }
  }
}
