import Networks
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The result of a training: tensors and the metadata of a model file.
package struct TrainedModel: Sendable {
  let tensors: [(name: String, tensor: Tensor)]
  var metadata: [String: String]

  /// Writes a model file: matrices and filters in 16 bits, unless `isWide`; everything else in 32.
  ///
  /// - Parameter notes: Additional metadata about the training.
  package func write(to path: String, isWide: Bool = false, notes: [String: String]) throws {
    let writer = try SafetensorsWriter(
      path: path,
      entries: tensors.map { name, tensor in
        SafetensorsEntry(
          name: name, type: isWide || tensor.shape.count < 2 ? .float32 : .float16,
          shape: tensor.shape)
      }, metadata: metadata.merging(notes) { $1 })
    for (name, tensor) in tensors { try writer.append(tensor.values, to: name) }
    try writer.finish()
  }
}

extension TrainedModel {
  /// Returns the network of a backbone, as a model file gives it, with weights in 32 bits.
  ///
  /// - Throws: The errors of writing and reading a file in the system's folder for temporary files.
  func backbone() throws -> any Backbone {
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/facet-validation-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(to: path, isWide: true, notes: [:])
    return try loadBackbone(path: path)
  }
}
