import Basics
import Tensors

/// Returns the output of `facet model inspect`: for a model file the kind of network, its metadata,
/// digest, layers with their operations, and tensors; for a checkpoint its tensors and the
/// architecture they fit.
///
/// - Returns: The lines without line ends; the same for the same file.
/// - Throws: `SafetensorsError`, `CheckpointError` or `FileError`.
package func describeModel(path: String) throws -> [String] {
  let digest = try SHA256.digest(ofFileAt: path)
  let size = try MappedFile(path).count
  let description =
    if try DlibNetworkFile.isDlib(path) {
      try describeDlib(path)
    } else if try ModelFile.isCheckpoint(path) {
      try describeCheckpoint(path)
    } else if try ONNXFile.isONNX(path) {
      try describeONNX(path)
    } else {
      try describeSafetensors(path)
    }
  var lines = description.heading
  lines += aligned(
    [("SHA-256", "\(digest)"), ("bytes", "\(size)")] + description.facts
      + [
        ("tensors", "\(description.tensors.count)"),
        ("values", "\(description.tensors.reduce(0) { $0 + $1.elementCount })"),
      ])
  if let layers = description.layers { lines += [""] + table(of: layers) }
  return lines + [""]
    + aligned(description.tensors.map { ($0.name, "\($0.type.rawValue) \($0.shape)") })
}

private struct ModelDescription {
  var heading: [String]
  var facts: [(String, String)]
  var layers: [LayerSummary]?
  var tensors: [SafetensorsEntry]
}

private func describeSafetensors(_ path: String) throws -> ModelDescription {
  let file = try SafetensorsFile(path: path)
  let architecture = file.metadata[ModelKey.architecture]
  var description = ModelDescription(
    heading: [
      architecture.map { "Model file, architecture \($0)" }
        ?? "Safetensors file without 'facet.architecture', not a model file"
    ],
    // The steps of a graph are listed as layers.
    facts: file.metadata.filter { $0.key != ModelKey.graph }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) },
    layers: try? layers(of: path, architecture),
    tensors: file.entries)
  if let layers = description.layers {
    let trained = layers.reduce(0) { $0 + $1.parameters }
    let operations = layers.reduce(0) { $0 + $1.operations }
    let isPair = architecture.flatMap(TransformerKind.init)?.readsPair ?? false
    description.facts += [
      ("layers", "\(layers.count)"), ("parameters", "\(trained)"),
      (
        "operations",
        "\(fixed(Double(operations) / 1e9, 3)) GFLOP per \(isPair ? "pair" : "face") (products)"
      ),
    ]
  }
  return description
}

/// - Returns: `nil` for an architecture whose layers cannot be listed.
private func layers(of path: String, _ architecture: String?) throws -> [LayerSummary]? {
  guard let architecture else { return nil }
  let file = try ModelFile(path: path)
  if BackboneKind.named(architecture) != nil { return try BackboneArchitecture.of(file).layers }
  guard let kind = TransformerKind(rawValue: architecture) else { return nil }
  let shapes = Dictionary(
    file.contents.entries.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
  return TransformerForm(kind, shapes: shapes).layers
}

extension BackboneArchitecture {
  /// The input that an import would record, and how to override it.
  fileprivate var inputFacts: [(String, String)] {
    let color = input.metadata[ModelKey.color]!
    return [
      (
        "input",
        """
        \(color) \(input.height)x\(input.width), each sample x of 0 to 255 as \
        (x - \(input.subtract)) / \(input.divide), as published; --color, --subtract and --divide \
        override it
        """
      ),
      ("aligned", metadata[ModelKey.alignment]!),
    ]
  }
}

private func table(of layers: [LayerSummary]) -> [String] {
  let rows =
    [["layer", "output", "parameters", "MFLOP"]]
    + layers.map { layer in
      [
        layer.name, layer.output.map(String.init).joined(separator: "x"), "\(layer.parameters)",
        fixed(Double(layer.operations) / 1e6, 1),
      ]
    }
  let widths = (0..<4).map { column in rows.map { $0[column].count }.max()! }
  return rows.map { row in
    row.enumerated().map { column, cell in
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 ? cell + padding : padding + cell
    }.joined(separator: "  ")
  }
}

private func describeONNX(_ path: String) throws -> ModelDescription {
  let file = try ONNXFile(path: path)
  var operators: [String: Int] = [:]
  for node in file.nodes { operators[node.kind, default: 0] += 1 }
  func shape(_ port: ONNXFile.Port) -> String {
    "\(port.name) " + port.shape.map { $0.map { "\($0)" } ?? "?" }.joined(separator: "x")
  }
  var facts = [
    ("inputs", file.inputs.map(shape).joined(separator: ", ")),
    ("outputs", file.outputs.map(shape).joined(separator: ", ")),
    ("operators", "version \(file.operators)"),
    (
      "nodes",
      operators.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    ),
  ]
  do {
    let network = try importedONNX(path: path)
    facts.append(("fits", network.metadata[ModelKey.architecture]!))
    for key in [
      ModelKey.grid, ModelKey.embeddingSize, ModelKey.color, ModelKey.subtract,
      ModelKey.divide, ModelKey.alignment,
    ] {
      if let value = network.metadata[key] { facts.append((key, value)) }
    }
  } catch {
    facts.append(("fits", "no known network: \(error)"))
  }
  return ModelDescription(
    heading: ["ONNX file. Create a model file with 'facet model import'."], facts: facts,
    tensors: file.constants.values.sorted { $0.name < $1.name }.map {
      SafetensorsEntry(name: $0.name, type: $0.type, shape: $0.shape)
    })
}

private func describeCheckpoint(_ path: String) throws -> ModelDescription {
  let checkpoint = try ReadCheckpoint(path: path)
  let tensors = try CheckpointFile(path: path).stateDictionary().tensors.map {
    SafetensorsEntry(name: $0.name, type: $0.tensor.elementType, shape: $0.tensor.shape)
  }
  func input(_ checkpoint: ReadCheckpoint) -> [(String, String)] {
    guard let importer = try? CheckpointImporter.fitting([checkpoint], named: nil),
      let kind = BackboneKind.named(importer.architecture)
    else { return [] }
    return kind.fitting(checkpoint.shapes).inputFacts
  }
  func fitting(_ checkpoint: ReadCheckpoint) -> String {
    do throws(ModelFileError) {
      return try CheckpointImporter.fitting([checkpoint], named: nil).architecture
    } catch .unrecognized {
      return "no known architecture"
    } catch {
      return error.description
    }
  }
  let facts =
    checkpoint.parts.map {
      [("fits", fitting($0.transformer)), ("its backbone fits", fitting($0.backbone))]
        + input($0.backbone)
    } ?? [("fits", fitting(checkpoint))] + input(checkpoint)
  return ModelDescription(
    heading: ["PyTorch checkpoint. Create a model file with 'facet model import'."], facts: facts,
    tensors: tensors)
}

private func describeDlib(_ path: String) throws -> ModelDescription {
  let checkpoint = try ReadCheckpoint(path: path)
  let kind = BackboneKind.named(DlibResNet.architecture)!
  return ModelDescription(
    heading: ["Network of dlib. Create a model file with 'facet model import'."],
    facts: [("fits", kind.name)] + kind.published.inputFacts,
    tensors: checkpoint.tensors.sorted { $0.key < $1.key }.map {
      SafetensorsEntry(name: $0.key, type: $0.value.elementType, shape: $0.value.shape)
    })
}

/// Returns rows aligned in two columns.
private func aligned(_ rows: [(String, String)]) -> [String] {
  // A line end in a name or a value would look like another line.
  let rows = rows.map { (displayed($0.0), displayed($0.1)) }
  let width = rows.map(\.0.count).max() ?? 0
  return rows.map { name, value in
    name + String(repeating: " ", count: width - name.count + 2) + value
  }
}
