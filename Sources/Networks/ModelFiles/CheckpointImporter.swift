import Tensors

/// How checkpoints of one architecture become a model file. A new architecture is one more entry of
/// `all`; one that was published in several files (such as a cascade of networks) says how many.
package struct CheckpointImporter: Sendable {
  package let architecture: String
  /// How many checkpoints one network was published in.
  let fileCount: Int
  /// The tensors that it would take from each of `fileCount` checkpoints, in the form that fits them
  /// best.
  let parameters: @Sendable ([ReadCheckpoint]) -> [[ParameterShape]]
  /// - Throws: `ModelFileError` where something is missing, does not fit or is not known.
  let network: @Sendable ([ReadCheckpoint], ImportOptions) throws -> ImportedNetwork

  package init(
    architecture: String, fileCount: Int = 1,
    parameters: @escaping @Sendable ([ReadCheckpoint]) -> [[ParameterShape]],
    network: @escaping @Sendable ([ReadCheckpoint], ImportOptions) throws -> ImportedNetwork
  ) {
    self.architecture = architecture
    self.fileCount = fileCount
    self.parameters = parameters
    self.network = network
  }

  static let all: [CheckpointImporter] =
    BackboneKind.all.map(CheckpointImporter.init) + [cascade]

  private init(_ kind: BackboneKind) {
    self.init(
      architecture: kind.name,
      parameters: { [kind.fitting($0[0].shapes).parameters] },
      network: { checkpoints, options in
        let checkpoint = checkpoints[0]
        let architecture = try kind.fitting(checkpoint.shapes).applying(options, checkpoint)
        return ImportedNetwork(
          tensors: try checkpoint.take(architecture.parameters, ignoring: architecture.ignores),
          metadata: architecture.metadata)
      })
  }
}

/// What a user may choose beyond what a checkpoint says.
public struct ImportOptions: Sendable, Equatable {
  /// Of `resnet_face18`: the layer whose result the patches are, "layer3" or "layer4".
  public var patches: String?

  public init() {}
}

/// A network on its way into a model file.
package struct ImportedNetwork: Sendable {
  package var tensors: [(name: String, tensor: Tensor)]
  package var metadata: [String: String]

  package init(tensors: [(name: String, tensor: Tensor)], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }
}

extension BackboneArchitecture {
  fileprivate func applying(_ options: ImportOptions, _ checkpoint: ReadCheckpoint)
    throws(ModelFileError) -> BackboneArchitecture
  {
    guard let name = options.patches else { return self }
    guard self.name == Self.resNetFace18.name,
      let source = ResNetFace18Form.PatchSource(rawValue: name)
    else {
      throw .noSuchPatches(path: checkpoint.path, architecture: self.name, patches: name)
    }
    var form = ResNetFace18Form(checkpoint.shapes)
    form.patches = source
    return .resNetFace18(form)
  }
}
