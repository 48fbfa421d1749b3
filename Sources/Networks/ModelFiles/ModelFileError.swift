import Basics
import Tensors

/// Why a file cannot serve as a network.
package enum ModelFileError: Error, Equatable {
  /// A PyTorch checkpoint where a model file is expected.
  case isCheckpoint(path: String)
  case isNoModel(path: String)
  case missingMetadata(path: String, key: String)
  case badMetadata(path: String, key: String, value: String, expected: String)
  case missingTensor(path: String, name: String, shape: [Int])
  case wrongShape(path: String, name: String, expected: [Int], found: [Int])
  case unexpectedTensor(path: String, name: String)
  case notFinite(path: String, name: String)
  case unknownArchitecture(path: String, name: String, known: [String])
  /// A network of another kind than is needed here.
  case otherArchitecture(path: String, expected: String, found: String)
  /// A checkpoint with none of MTCNN's three networks.
  case noCascadeStage(path: String)
  /// MTCNN's network of this name is in none of the checkpoints, or in two.
  case stageCount(paths: [String], stage: String, found: Int)
  /// One of MTCNN's three networks where all are needed.
  case partOfCascade(path: String, stage: String)
  case wrongNumberOfFiles(architecture: String, expected: Int, found: Int)
  /// Without a name: the tensors are of no known network.
  case unrecognized(path: String, known: [String])
  /// Without a name: the tensors are of a known network but for some.
  case nearly(
    path: String, architecture: String, found: Int, expected: Int, problem: String)
  case noSuchPatches(path: String, architecture: String, patches: String)
  case noSuchColor(path: String, architecture: String, color: String)
}

extension ModelFileError: CustomStringConvertible {
  /// In one line, whatever the file brings into it.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .isCheckpoint(let path):
      "'\(path)' is a PyTorch checkpoint, not a model file; make one with 'facet model import'."
    case .isNoModel(let path):
      "'\(path)' says nothing of what network it holds ('facet.architecture' is missing); make a "
        + "model file with 'facet model import'."
    case .missingMetadata(let path, let key):
      "'\(path)' is incomplete: its metadata lack '\(key)'; import the model again."
    case .badMetadata(let path, let key, let value, let expected):
      "'\(path)' has '\(value)' for '\(key)' in its metadata, where \(expected) is expected; "
        + "import the model again."
    case .missingTensor(let path, let name, let shape):
      "'\(path)' lacks the tensor '\(name)' of shape \(shape); give the file of this "
        + "architecture."
    case .wrongShape(let path, let name, let expected, let found):
      "'\(path)' has the tensor '\(name)' with shape \(found), where \(expected) is expected; "
        + "give the file of this architecture."
    case .unexpectedTensor(let path, let name):
      "'\(path)' has a tensor '\(name)' that this architecture does not know; give the file of "
        + "this architecture."
    case .notFinite(let path, let name):
      "'\(path)' has a tensor '\(name)' with values that are infinite or no numbers; fetch it again."
    case .otherArchitecture(let path, let expected, let found):
      "'\(path)' holds a network of the kind '\(found)', where '\(expected)' is needed; give a file "
        + "of that kind."
    case .noCascadeStage(let path):
      "'\(path)' holds none of MTCNN's three networks: neither P-Net, nor R-Net, nor O-Net has its "
        + "tensors; give pnet.pt, rnet.pt and onet.pt."
    case .stageCount(let paths, let stage, let found):
      "MTCNN takes one checkpoint for each of pnet, rnet and onet; \(stage) is "
        + (found == 0 ? "in none" : "in \(found)") + " of "
        + paths.map { "'\($0)'" }.joined(separator: ", ") + "; give one of each."
    case .partOfCascade(let path, let stage):
      "'\(path)' is \(stage), one of MTCNN's three networks; give all three: 'facet model import "
        + "pnet.pt rnet.pt onet.pt -o mtcnn.safetensors'."
    case .unknownArchitecture(let path, let name, let known):
      "'\(path)': the architecture '\(name)' is not known here; choose one of "
        + known.joined(separator: ", ") + "."
    case .wrongNumberOfFiles(let architecture, let expected, let found):
      "The architecture '\(architecture)' is imported from \(expected) checkpoint"
        + "\(expected == 1 ? "" : "s"), not from \(found); give as many."
    case .unrecognized(let path, let known):
      "'\(path)' holds the tensors of no network that is known here, which are "
        + known.joined(separator: ", ") + "; 'facet model inspect' lists what it holds."
    case .nearly(let path, let architecture, let found, let expected, let problem):
      "'\(path)' resembles the architecture '\(architecture)' (\(found) of \(expected) tensors), "
        + "but: \(problem)"
    case .noSuchPatches(let path, let architecture, let patches):
      "'\(path)' holds the architecture '\(architecture)', which gives no patches '\(patches)'; "
        + "'resnet_face18' has layer3 and layer4, the others take no --patches."
    case .noSuchColor(let path, let architecture, let color):
      "'\(path)' holds the architecture '\(architecture)', which takes no colors '\(color)'; "
        + "--color is rgb or bgr, for networks that read colored pictures."
    }
  }
}
