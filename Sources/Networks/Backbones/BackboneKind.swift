/// A kind of backbone by its name; some kinds have several forms. A new kind is one more entry of
/// `all`.
struct BackboneKind: Sendable {
  /// The form published by its authors.
  let published: BackboneArchitecture
  /// Returns the form of published weights, by the shapes of their tensors.
  let fitting: @Sendable (_ shapes: [String: [Int]]) -> BackboneArchitecture
  /// Returns the form that a model file names.
  let described: @Sendable (ModelFile) throws(ModelFileError) -> BackboneArchitecture
  /// Returns the form that fits, with the patches of another layer; `nil` if the architecture has
  /// no layer of that name.
  let choosing: @Sendable (_ patches: String, _ shapes: [String: [Int]]) -> BackboneArchitecture?

  /// Returns whether a file is of this kind and not of another with the same tensors.
  var isPreferred: @Sendable (ReadCheckpoint) -> Bool = { _ in false }

  var name: String { published.name }

  /// Creates a kind with one form.
  private init(_ architecture: BackboneArchitecture) {
    published = architecture
    fitting = { _ in architecture }
    described = { (_) throws(ModelFileError) in architecture }
    choosing = { _, _ in nil }
  }

  private init(
    published: BackboneArchitecture,
    fitting: @escaping @Sendable ([String: [Int]]) -> BackboneArchitecture,
    described: @escaping @Sendable (ModelFile) throws(ModelFileError) -> BackboneArchitecture,
    choosing: @escaping @Sendable (String, [String: [Int]]) -> BackboneArchitecture?
  ) {
    self.published = published
    self.fitting = fitting
    self.described = described
    self.choosing = choosing
  }

  /// Creates a kind of the InsightFace family.
  private init(
    _ kind: ResidualNetwork,
    isPreferred: @escaping @Sendable (ReadCheckpoint) -> Bool = { _ in false }
  ) {
    self.init(
      published: .residual(kind, ResidualForm(kind.naming, [:])),
      fitting: { .residual(kind, ResidualForm(kind.naming, $0)) },
      described: { (file) throws(ModelFileError) in
        let shapes = Dictionary(
          file.contents.entries.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first }
        )
        return .residual(kind, ResidualForm(kind.naming, shapes))
      }, choosing: { _, _ in nil })
    self.isPreferred = isPreferred
  }

  static let all: [BackboneKind] = [
    BackboneKind(.mobileFaceNet),
    BackboneKind(
      published: .resNetFace18, fitting: { .resNetFace18(ResNetFace18Form($0)) },
      described: { (file) throws(ModelFileError) in .resNetFace18(try ResNetFace18Form(file)) },
      choosing: { patches, shapes in
        guard let source = ResNetFace18Form.PatchSource(rawValue: patches) else { return nil }
        var form = ResNetFace18Form(shapes)
        form.patches = source
        return .resNetFace18(form)
      }),
    BackboneKind(.sphere20),
    BackboneKind(.inceptionResNetV1),
    BackboneKind(.iresnet),
    BackboneKind(.magFace) { $0.prefix.contains("features.module.") },
    BackboneKind(.ir),
    BackboneKind(.faceViT) { $0.isPartOfTransformer },
    BackboneKind(.adaFace),
    BackboneKind(
      published: .dlibResNet(.four), fitting: { _ in .dlibResNet(.four) },
      described: { (file) throws(ModelFileError) in
        let name = try file.text(ModelKey.patches)
        guard let patches = DlibResNet.PatchSource(rawValue: name) else {
          throw .badMetadata(
            path: file.path, key: ModelKey.patches, value: name,
            expected: DlibResNet.PatchSource.allCases.map { "'\($0.rawValue)'" }
              .joined(separator: " or "))
        }
        return .dlibResNet(patches)
      },
      choosing: { patches, _ in
        DlibResNet.PatchSource(rawValue: patches).map { .dlibResNet($0) }
      }),
  ]

  /// A backbone imported from ONNX, which its file describes. It is not in `all`, because no
  /// checkpoint contains one.
  static let graph = BackboneKind(
    published: .mobileFaceNet, fitting: { _ in .mobileFaceNet },
    described: { (file) throws(ModelFileError) in try .graph(file) }, choosing: { _, _ in nil })

  static func named(_ name: String) -> BackboneKind? {
    name == StepGraph.architecture ? graph : all.first { $0.name == name }
  }

  /// - Parameter path: The file that names it, for the error.
  /// - Throws: `unknownArchitecture`.
  static func named(_ name: String, path: String) throws(ModelFileError) -> BackboneKind {
    guard let found = named(name) else {
      throw .unknownArchitecture(path: path, name: name, known: all.map(\.name))
    }
    return found
  }
}

extension BackboneArchitecture {
  /// Returns the architecture and form that a model file names.
  ///
  /// - Throws: `unknownArchitecture`, `missingMetadata`, `badMetadata`.
  static func of(_ file: ModelFile) throws(ModelFileError) -> BackboneArchitecture {
    try BackboneKind.named(file.architecture, path: file.path).described(file)
  }
}

/// Opens a backbone of any known architecture.
///
/// - Throws: `ModelFileError`, `SafetensorsError` or `FileError`, each with the file's name.
/// - Complexity: O(weights); the first pictures take about ten milliseconds more.
package func loadBackbone(path: String) throws -> any Backbone {
  try loadBackbone(ModelFile(path: path))
}

/// Opens a backbone from an open model file; see `loadBackbone(path:)`.
package func loadBackbone(_ file: ModelFile) throws -> any Backbone {
  let architecture = try BackboneArchitecture.of(file)
  try architecture.check(file)
  let backbone = try architecture.make(file)
  guard let mirrored = file.metadata[ModelKey.mirrored] else { return backbone }
  guard mirrored == ModelKey.appended else {
    throw ModelFileError.badMetadata(
      path: file.path, key: ModelKey.mirrored, value: mirrored, expected: "'\(ModelKey.appended)'")
  }
  return MirroredBackbone(backbone)
}
