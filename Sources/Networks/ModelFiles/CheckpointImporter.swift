import Tensors

/// A converter from checkpoints of one architecture to a model file. A new architecture is one more
/// entry of `all`. An architecture published in several files (such as a cascade of networks)
/// specifies their number.
package struct CheckpointImporter: Sendable {
  package let architecture: String
  /// The number of checkpoints in which one network was published.
  let fileCount: Int
  /// Returns the tensors to take from each of `fileCount` checkpoints, in the form that fits them
  /// best.
  let expected: @Sendable ([ReadCheckpoint]) -> [ExpectedTensors]
  /// Returns whether the importer goes before others whose tensors fit as well.
  var isPreferred: @Sendable (ReadCheckpoint) -> Bool = { _ in false }
  /// - Throws: `ModelFileError` if something is missing, does not fit or is unknown.
  let network: @Sendable ([ReadCheckpoint], ImportOptions) throws -> ImportedNetwork

  package init(
    architecture: String, fileCount: Int = 1,
    expected: @escaping @Sendable ([ReadCheckpoint]) -> [ExpectedTensors],
    network: @escaping @Sendable ([ReadCheckpoint], ImportOptions) throws -> ImportedNetwork
  ) {
    self.architecture = architecture
    self.fileCount = fileCount
    self.expected = expected
    self.network = network
  }

  static let all: [CheckpointImporter] =
    BackboneKind.all.map(CheckpointImporter.init)
    + TransformerKind.allCases.map(CheckpointImporter.init) + [cascade]

  private init(_ kind: BackboneKind) {
    self.init(
      architecture: kind.name,
      expected: {
        let form = kind.fitting($0[0].shapes)
        return [ExpectedTensors(form.parameters, ignoring: form.ignores)]
      },
      network: { checkpoints, options in
        let checkpoint = checkpoints[0]
        var form = kind.fitting(checkpoint.shapes)
        if let patches = options.patches {
          guard let chosen = kind.choosing(patches, checkpoint.shapes) else {
            throw ModelFileError.noSuchPatches(
              path: checkpoint.path, architecture: kind.name, patches: patches)
          }
          form = chosen
        }
        let input = try form.input.applying(options, kind.name, checkpoint)
        return ImportedNetwork(
          tensors: try checkpoint.take(ExpectedTensors(form.parameters, ignoring: form.ignores)),
          metadata: form.metadata.merging(input.metadata) { $1 }.merging(options.metadata) { $1 })
      })
    isPreferred = kind.isPreferred
  }

  private init(_ kind: TransformerKind) {
    self.init(
      architecture: kind.rawValue,
      expected: {
        let form = TransformerForm(kind, shapes: $0[0].shapes)
        return [ExpectedTensors(form.parameters) { name, _ in form.ignores(name) }]
      },
      network: { checkpoints, options in
        let checkpoint = checkpoints[0]
        guard options.patches == nil else {
          throw ModelFileError.noSuchPatches(
            path: checkpoint.path, architecture: kind.rawValue, patches: options.patches!)
        }
        let form = TransformerForm(kind, shapes: checkpoint.shapes)
        let tensors = try checkpoint.take(
          ExpectedTensors(form.parameters) { name, _ in form.ignores(name) })
        var metadata = form.metadata
        if let pixels = form.pixels {
          let input = PictureCutter(pixels, rows: form.grid.rows).input
          metadata.merge(try input.applying(options, kind.rawValue, checkpoint).metadata) { $1 }
        } else if options.color != nil {
          throw ModelFileError.noSuchColor(
            path: checkpoint.path, architecture: kind.rawValue, color: options.color!)
        }
        return ImportedNetwork(tensors: tensors, metadata: metadata)
      })
  }
}

/// The tensors that a network needs from a checkpoint, and those that the checkpoint may contain in
/// addition.
package struct ExpectedTensors: Sendable {
  package let parameters: [ParameterShape]
  let isIgnored: @Sendable (_ name: String, _ shape: [Int]) -> Bool

  package init(
    _ parameters: [ParameterShape], ignoring isIgnored: @escaping @Sendable (String, [Int]) -> Bool
  ) {
    self.parameters = parameters
    self.isIgnored = isIgnored
  }
}

/// The user's choices for an import.
package struct ImportOptions: Sendable, Equatable {
  /// The layer of `resnet_face18` whose result consists of the patches, "layer3" or "layer4".
  package var patches: String?
  /// The order of colors for networks that take them: "rgb" or "bgr". `nil`: as published.
  package var color: String?
  /// What the user says about the origin of the weights, by the keys of the model file.
  package var origin: [String: String] = [:]
  /// The number subtracted from each sample of 0...255, and the divisor. `nil`: as published.
  package var subtract: Float?
  package var divide: Float?
  /// Whether the features of the mirrored picture are appended to the embedding.
  package var appendsMirrored = false

  package init() {}

  var metadata: [String: String] {
    appendsMirrored ? [ModelKey.mirrored: ModelKey.appended] : [:]
  }
}

/// A network to be written to a model file.
package struct ImportedNetwork: Sendable {
  package var tensors: [(name: String, tensor: Tensor)]
  package var metadata: [String: String]

  package init(tensors: [(name: String, tensor: Tensor)], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }
}

extension PictureInput {
  fileprivate func applying(
    _ options: ImportOptions, _ architecture: String, _ checkpoint: ReadCheckpoint
  ) throws(ModelFileError) -> PictureInput {
    var input = self
    if let color = options.color {
      guard let colored = with(color: color) else {
        throw .noSuchColor(path: checkpoint.path, architecture: architecture, color: color)
      }
      input = colored
    }
    if let subtract = options.subtract { input.subtract = subtract }
    if let divide = options.divide { input.divide = divide }
    return input
  }
}
