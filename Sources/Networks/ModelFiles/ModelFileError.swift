import Basics
import Tensors

/// The reason why a file cannot be used as a network.
package enum ModelFileError: Error, Equatable {
  /// The file has to be imported, but a model file is expected.
  case isCheckpoint(path: String, kind: CheckpointKind = .pyTorch)
  /// The file is not dlib's face network; the reason explains where.
  case dlib(path: String, reason: String)
  case isNoModel(path: String)
  /// The file to import is a model file already.
  case isModel(path: String)
  case missingMetadata(path: String, key: String)
  case badMetadata(path: String, key: String, value: String, expected: String)
  case missingTensor(path: String, name: String, shape: [Int])
  case wrongShape(path: String, name: String, expected: [Int], found: [Int])
  case unexpectedTensor(path: String, name: String)
  case notFinite(path: String, name: String)
  case unknownArchitecture(path: String, name: String, known: [String])
  /// The network is of another kind than the required one.
  case otherArchitecture(path: String, expected: String, found: String)
  /// The checkpoint contains none of MTCNN's three networks.
  case noCascadeStage(path: String)
  /// None of the checkpoints contains MTCNN's network of this name, or two do.
  case stageCount(paths: [String], stage: String, found: Int)
  /// The checkpoint is one of MTCNN's three networks, but all are needed.
  case partOfCascade(path: String, stage: String)
  case wrongNumberOfFiles(architecture: String, expected: Int, found: Int)
  /// The tensors, given without an architecture, do not belong to a known network.
  case unrecognized(path: String, known: [String])
  /// The tensors, given without an architecture, belong to a known network except for some.
  case nearly(
    path: String, architecture: String, found: Int, expected: Int, problem: String)
  case noSuchPatches(path: String, architecture: String, patches: String)
  case noSuchColor(path: String, architecture: String, color: String)
}

/// The kinds of published files that `facet model import` reads, with their article.
package enum CheckpointKind: String, Sendable {
  case pyTorch = "a PyTorch checkpoint"
  case onnx = "an ONNX file"
  case dlib = "a network of dlib"
}

extension ModelFileError: CustomStringConvertible {
  /// The sentence in one line, whatever the file contains.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .isCheckpoint(let path, let kind):
      "'\(path)' is \(kind.rawValue), not a model file. Convert it with 'facet model import'."
    case .dlib(let path, let reason):
      "'\(path)' cannot be read as dlib's face network: \(reason). Only "
        + "'dlib_face_recognition_resnet_model_v1.dat' is read. Download or copy it again."
    case .isNoModel(let path):
      "'\(path)' does not name its network ('facet.architecture' is missing). Create a "
        + "model file with 'facet model import'."
    case .isModel(let path):
      "'\(path)' is already a model file. Use it as it is, or import the original checkpoint again."
    case .missingMetadata(let path, let key):
      "'\(path)' is incomplete: its metadata lack '\(key)'. Import the model again."
    case .badMetadata(let path, let key, let value, let expected):
      "'\(path)' has '\(value)' for '\(key)' in its metadata (expected \(expected)). "
        + "Import the model again."
    case .missingTensor(let path, let name, let shape):
      "'\(path)' lacks the tensor '\(name)' of shape \(shape), so it is not a file of this "
        + "architecture."
    case .wrongShape(let path, let name, let expected, let found):
      "'\(path)' has the tensor '\(name)' with shape \(found) (expected \(expected)), so it is not "
        + "a file of this architecture."
    case .unexpectedTensor(let path, let name):
      "'\(path)' has a tensor '\(name)' that does not belong to this "
        + "architecture."
    case .notFinite(let path, let name):
      "'\(path)' has a tensor '\(name)' with values that are infinite or not numbers. "
        + "Download or copy it again."
    case .otherArchitecture(let path, let expected, let found):
      "'\(path)' contains a network of the kind '\(found)' (expected "
        + "'\(expected)')."
    case .noCascadeStage(let path):
      "'\(path)' contains none of MTCNN's three networks (P-Net, R-Net, O-Net). "
        + "Import pnet.pt, rnet.pt and onet.pt together."
    case .stageCount(let paths, let stage, let found):
      "MTCNN requires one checkpoint each for pnet, rnet and onet; \(stage) is "
        + (found == 0 ? "in none" : "in \(found)") + " of "
        + paths.map { "'\($0)'" }.joined(separator: ", ") + "."
    case .partOfCascade(let path, let stage):
      "'\(path)' is \(stage), one of MTCNN's three networks. Import all three: 'facet model import "
        + "pnet.pt rnet.pt onet.pt -o mtcnn.safetensors'."
    case .unknownArchitecture(let path, let name, let known):
      "'\(path)': unknown architecture '\(name)'; choose one of "
        + known.joined(separator: ", ") + "."
    case .wrongNumberOfFiles(let architecture, let expected, let found):
      "The architecture '\(architecture)' is imported from \(expected) checkpoint"
        + "\(expected == 1 ? "" : "s"), not from \(found)."
    case .unrecognized(let path, let known):
      "'\(path)' does not match a known network ("
        + known.joined(separator: ", ") + "). Run 'facet model inspect' to list its contents."
    case .nearly(let path, let architecture, let found, let expected, let problem):
      "'\(path)' resembles the architecture '\(architecture)' (\(found) of \(expected) tensors), "
        + "but: \(problem)"
    case .noSuchPatches(let path, let architecture, let patches):
      "'\(path)' has the architecture '\(architecture)', which does not have patches '\(patches)'. "
        + "'resnet_face18' has layer3 and layer4, 'dlib_resnet' has 8x8, 4x4 and 2x2, ONNX files have "
        + "the names of their nodes; other architectures do not use --patches."
    case .noSuchColor(let path, let architecture, let color):
      "'\(path)' has the architecture '\(architecture)', which does not support the colors '\(color)'. "
        + "--color is rgb or bgr, for networks that read color pictures."
    }
  }
}
