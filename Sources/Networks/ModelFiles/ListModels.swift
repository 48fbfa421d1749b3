import Basics
import Tensors

#if canImport(Glibc)
  import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file in a folder of models.
package struct ListedModel: Sendable, Equatable {
  /// The name within the folder; it comes from outside.
  package let name: String
  package let state: State

  package enum State: Sendable, Equatable {
    case usable(Facts)
    /// A file that is not a usable model, with a sentence.
    case broken(String)
  }

  package struct Facts: Sendable, Equatable {
    package let architecture: String
    /// The input, such as "rgb 112x96"; `nil` if the model reads a backbone's patches.
    package let input: String?
    package let grid: String?
    package let embedding: String?
    package let sha256: SHA256Digest
    /// The digest of the backbone's file that it was made for.
    package let backbone: String?
  }
}

/// Returns the `.safetensors` files of a folder by name, each as a model or with its error.
///
/// Tensors are found by name and shape; their values are hashed, not checked.
///
/// - Throws: `FileError` if the folder cannot be read.
/// - Complexity: O(bytes of all files), for the digests.
package func listModels(in folder: String) throws(FileError) -> [ListedModel] {
  guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw .cannotOpen(path: folder, code: ENOENT)
    }
    throw .cannotOpen(path: folder, code: isFolder ? EACCES : ENOTDIR)
  }
  let models = names.filter { $0.hasSuffix(".safetensors") && !$0.hasPrefix(".") }
  return models.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }.map { name in
    do {
      return ListedModel(name: name, state: .usable(try facts(of: folder + "/" + name)))
    } catch {
      return ListedModel(name: name, state: .broken("\(error)"))
    }
  }
}

private func facts(of path: String) throws -> ListedModel.Facts {
  try requireRegularFile(path)
  let file = try ModelFile(path: path)
  let shapes = Dictionary(
    file.contents.entries.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
  var expected: [ParameterShape] = []
  var readsPicture = true
  if BackboneKind.named(file.architecture) != nil {
    let architecture = try BackboneArchitecture.of(file)
    try architecture.check(file)
    expected = architecture.parameters
  } else if let kind = TransformerKind(rawValue: file.architecture) {
    let form = TransformerForm(kind, shapes: shapes)
    expected = form.parameters
    readsPicture = form.pixels != nil
  }
  for parameter in expected {
    guard let shape = shapes[parameter.name] else {
      throw ModelFileError.missingTensor(
        path: path, name: parameter.name, shape: parameter.shape)
    }
    guard shape == parameter.shape else {
      throw ModelFileError.wrongShape(
        path: path, name: parameter.name, expected: parameter.shape, found: shape)
    }
  }
  let input = readsPicture ? try? PictureInput(file) : nil
  return ListedModel.Facts(
    architecture: file.architecture,
    input: input.map { "\($0.metadata[ModelKey.color]!) \($0.height)x\($0.width)" },
    grid: file.metadata[ModelKey.grid], embedding: file.metadata[ModelKey.embeddingSize],
    sha256: file.digest, backbone: file.metadata[HybridKey.backbone])
}
