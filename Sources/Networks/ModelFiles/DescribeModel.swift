import Basics
import Tensors

/// What `facet model inspect` prints: the kind of network, its metadata, digest and tensors; of a
/// checkpoint, its tensors and the architectures they fit.
///
/// - Returns: Lines without line ends; the same for the same file.
/// - Throws: `SafetensorsError`, `CheckpointError` or `FileError`.
public func describeModel(path: String) throws -> [String] {
  let digest = try SHA256.digest(ofFileAt: path)
  let size = try MappedFile(path).count
  let description =
    try ModelFile.isCheckpoint(path) ? describeCheckpoint(path) : describeSafetensors(path)
  return description.heading
    + aligned(
      [("SHA-256", "\(digest)"), ("bytes", "\(size)")] + description.facts
        + [
          ("tensors", "\(description.tensors.count)"),
          ("values", "\(description.tensors.reduce(0) { $0 + $1.elementCount })"),
        ])
    + [""] + aligned(description.tensors.map { ($0.name, "\($0.type.rawValue) \($0.shape)") })
}

private struct ModelDescription {
  var heading: [String]
  var facts: [(String, String)]
  var tensors: [SafetensorsEntry]
}

private func describeSafetensors(_ path: String) throws -> ModelDescription {
  let file = try SafetensorsFile(path: path)
  let architecture = file.metadata[ModelKey.architecture]
  return ModelDescription(
    heading: [
      architecture.map { "Model file, architecture \($0)" }
        ?? "Safetensors file without a 'facet.architecture': no model file"
    ],
    facts: file.metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
    tensors: file.entries)
}

private func describeCheckpoint(_ path: String) throws -> ModelDescription {
  let tensors = try CheckpointFile(path: path).stateDictionary().tensors.map {
    SafetensorsEntry(name: $0.name, type: $0.tensor.elementType, shape: $0.tensor.shape)
  }
  let shapes = Dictionary(
    tensors.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
  let fitting = BackboneKind.all.filter { kind in
    kind.fitting(shapes).parameters.allSatisfy { shapes[$0.name] == $0.shape }
  }
  return ModelDescription(
    heading: ["PyTorch checkpoint; make a model file with 'facet model import'"],
    facts: [
      (
        "fits",
        fitting.isEmpty ? "no known architecture" : fitting.map(\.name).joined(separator: ", ")
      )
    ], tensors: tensors)
}

/// Two columns.
private func aligned(_ rows: [(String, String)]) -> [String] {
  let width = rows.map(\.0.count).max() ?? 0
  return rows.map { name, value in
    name + String(repeating: " ", count: width - name.count + 2) + value
  }
}
