import Foundation
import Pictures
import Tensors
import Testing
import _TestSupport

@testable import Networks

/// A network of the InsightFace family with weights from a hash, as in the golden file.
struct FamilyMember: Sendable, CustomTestStringConvertible {
  let name: String
  let kind: ResidualNetwork

  static let all = [
    FamilyMember(name: "iresnet18", kind: .iresnet),
    FamilyMember(name: "iresnet50", kind: .iresnet),
    FamilyMember(name: "iresnet100", kind: .iresnet),
    FamilyMember(name: "ir_50", kind: .faceViT),
    FamilyMember(name: "ir_se_50", kind: .faceViT),
    FamilyMember(name: "adaface_ir_18", kind: .adaFace),
    FamilyMember(name: "adaface_ir_50", kind: .adaFace),
  ]

  var testDescription: String { name }

  static func kinds() throws -> [String: [String: String]] {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: SharedData.path("golden/family_kinds.json")))
    return try JSONDecoder().decode([String: [String: String]].self, from: data)
  }

  /// The depths that are published under the name.
  var depths: [Int] {
    name.hasSuffix("18") ? [2, 2, 2, 2] : name.hasSuffix("50") ? [3, 4, 14, 3] : [3, 13, 30, 3]
  }

  var form: ResidualForm {
    var form = ResidualForm()
    form.naming = kind.naming
    form.depths = depths
    form.hasGates = name.contains("_se_")
    form.hasEmbeddingGain = kind.name != "adaface"
    return form
  }

  var network: LayeredNetwork { kind.network(form) }

  /// Shapes without values, as a checkpoint has them.
  var shapes: [String: [Int]] {
    Dictionary(uniqueKeysWithValues: network.parameters.map { ($0.name, $0.shape) })
  }
}

@Suite struct ResidualFamilyTests {
  @Test(
    .enabled(if: SharedData.isPresent, "the shared data folder is absent"),
    arguments: FamilyMember.all)
  func agreesWithThePublishedNetwork(member: FamilyMember) throws {
    let kinds = try FamilyMember.kinds()[member.name]!
    let network = member.network
    let names = network.parameters.map(\.name)
    #expect(Set(names) == Set(kinds.keys.filter { !$0.hasSuffix("num_batches_tracked") }))
    let backbone = try LayeredBackbone(network, input: network.input) { parameter in
      HashedValues.parameter(
        member.name + "." + parameter.name, kind: kinds[parameter.name]!, shape: parameter.shape)
    }
    // The published input, from planes to pixels.
    let (count, plane) = (network.input.count, network.input.count / 3)
    let planes = HashedValues.unit("input." + member.name, count: 2 * count)
    let scale: Float = member.kind.divide == 12.8 ? 127.5 / 12.8 : 1
    let inputs = (0..<2).map { picture in
      (0..<count).map { planes[picture * count + $0 % 3 * plane + $0 / 3] * scale }
    }
    let faces = try backbone.features(inputs)
    let golden = try GoldenFile(path: SharedData.path("golden/family.safetensors"))
    var embeddings = faces.map(\.embedding)
    if member.kind.name == "adaface" {
      let lengths = embeddings.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      #expect(relativeError(lengths, golden.floats(member.name + ".norm")) < 1e-4)
      embeddings = zip(embeddings, lengths).map { embedding, length in
        embedding.map { $0 / length }
      }
    }
    #expect(
      relativeError(embeddings.flatMap(\.self), golden.floats(member.name + ".embedding")) < 1e-4)
    let map = faces.flatMap { face in
      (0..<512).flatMap { channel in (0..<49).map { face.patches[$0 * 512 + channel] } }
    }
    let sampled = stride(from: 0, to: map.count, by: 29).map { map[$0] }
    #expect(relativeError(sampled, golden.floats(member.name + ".patches_7x7")) < 1e-4)
  }

  @Test(arguments: FamilyMember.all) func theFormIsFoundFromTheShapes(member: FamilyMember) {
    #expect(ResidualForm(member.kind.naming, member.shapes) == member.form)
  }

  @Test func depthsThatGoBackwardsOrEndEarlyAreNotBelieved() {
    var shapes = FamilyMember.all[3].shapes
    shapes["body.23.res_layer.1.weight"] = [64, 512, 3, 3]
    #expect(ResidualForm(.body, shapes).depths == ResidualForm().depths)
    #expect(ResidualForm(.stages, ["layer1.0.conv1.weight": [64]]).depths == [3, 4, 14, 3])
  }

  /// Each file as its publisher wrote it; only the beginnings of names and the shapes differ.
  @Test(arguments: [
    ("iresnet18", "", "iresnet", "rgb", "127.5"),
    ("iresnet18", "module.", "iresnet", "rgb", "127.5"),
    ("iresnet18", "features.module.", "magface", "bgr", "255.0"),
    ("ir_se_50", "backbone.", "ir", "rgb", "127.5"),
    ("adaface_ir_18", "model.", "adaface", "bgr", "127.5"),
    ("adaface_ir_18", "net.", "adaface", "bgr", "127.5"),
  ])
  func aCheckpointIsRecognizedByItsNames(
    name: String, prefix: String, architecture: String, color: String, divide: String
  ) throws {
    let folder = try TemporaryFolder()
    let member = FamilyMember.all.first { $0.name == name }!
    var tensors = member.network.parameters.map { parameter in
      Self.zeros(prefix + parameter.name, parameter.shape)
    }
    // The classifiers of MagFace and AdaFace.
    if prefix == "features.module." { tensors.append(Self.zeros("fc.weight", [5, 512])) }
    if prefix == "model." { tensors.append(Self.zeros("head.kernel", [512, 5])) }
    let path = folder.file("weights.ckpt")
    try writeSafetensors(tensors, metadata: [:], to: path)
    let output = folder.file("model.safetensors")
    let imported = try importCheckpoints(paths: [path], output: output)
    #expect(imported.map(\.architecture) == [architecture])
    let file = try ModelFile(path: output)
    #expect(file.metadata[ModelKey.color] == color)
    #expect(file.metadata[ModelKey.divide] == divide)
    #expect(file.metadata[ModelKey.alignment] == "112x112")
    #expect(Set(file.contents.entries.map(\.name)) == Set(member.network.parameters.map(\.name)))
    #expect(try loadBackbone(file).shape.alignment == .arcFace)
    let lines = try describeModel(path: output)
    #expect(lines.contains { $0.hasPrefix("facet.input.divide") && $0.hasSuffix(divide) })
  }

  @Test func theTrapsAreOverridden() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("weights.safetensors")
    let tensors = FamilyMember.all[0].network.parameters.map { Self.zeros($0.name, $0.shape) }
    try writeSafetensors(tensors, metadata: [:], to: path)
    var options = ImportOptions()
    options.color = "bgr"
    options.subtract = 0
    options.divide = 255
    options.appendsMirrored = true
    let output = folder.file("model.safetensors")
    try importCheckpoints(paths: [path], options: options, output: output)
    let backbone = try loadBackbone(path: output)
    #expect(backbone.shape.embeddingSize == 1024)
    let metadata = try ModelFile(path: output).metadata
    #expect(metadata[ModelKey.color] == "bgr" && metadata[ModelKey.subtract] == "0.0")
    #expect(metadata[ModelKey.divide] == "255.0")
    // An H2L starts from the upright half.
    #expect(try backbone.embeddingMap().bias.count == 512)
    #expect(throws: ModelFileError.isModel(path: output)) {
      try importCheckpoints(paths: [output], output: path)
    }
  }

  /// The published way of testing: both halves have length 1, and the patches are the upright ones.
  @Test func theMirroredPictureIsAppended() throws {
    let backbone = try loadBackbone(path: BuiltInModels.backbonePath)
    let mirrored = MirroredBackbone(backbone)
    let picture = Picture(
      width: 128, height: 128, channels: .gray,
      samples: HashedValues.unit("mirrored", count: 128 * 128).map { UInt8(127.5 + 127 * $0) })
    let both = try mirrored.features(of: [picture])[0]
    let (one, other) = (
      try backbone.features(of: [picture])[0], try backbone.features(of: [picture.mirrored])[0]
    )
    let size = one.embedding.count
    #expect(both.embedding.count == 2 * size && both.patches == one.patches)
    func unit(_ values: [Float]) -> [Float] {
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { $0 / length }
    }
    #expect(relativeError(Array(both.embedding[..<size]), unit(one.embedding)) < 1e-6)
    #expect(relativeError(Array(both.embedding[size...]), unit(other.embedding)) < 1e-6)
  }

  private static func zeros(_ name: String, _ shape: [Int]) -> (name: String, tensor: Tensor) {
    (name, Tensor(shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *))))
  }
}
