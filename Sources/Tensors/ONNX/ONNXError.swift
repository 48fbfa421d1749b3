import Basics

/// The reason why an ONNX file cannot be read as a network.
package struct ONNXError: Error, Equatable {
  package enum Problem: Error, Equatable {
    case notONNX
    /// The file is of another kind, recognized by its content.
    case foreign(ForeignContent)
    case damaged(offset: Int, reason: String)
    /// The file contains more than any network of faces does.
    case excessive(what: String)
    /// The numbers of a tensor are in another file.
    case externalData(tensor: String)
    case badTensor(name: String, reason: String)
    /// The graph refers to a value that no earlier node makes.
    case missingValue(name: String, node: String)
    /// The operator, or the way in which it is used, is not known.
    case unsupported(operator: String, node: String, reason: String)
    /// The graph as a whole is neither a backbone nor a detector.
    case unusable(reason: String)
    case noSuchNode(name: String, known: [String])
  }

  package let path: String
  package let problem: Problem

  package init(_ path: String, _ problem: Problem) {
    self.path = path
    self.problem = problem
  }
}

extension ONNXError: CustomStringConvertible {
  /// The sentence in one line, whatever the file contains.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch problem {
    case .notONNX:
      "'\(path)' is not an ONNX file: it does not contain a graph."
    case .foreign(let content):
      "'\(path)' is not an ONNX file: it is \(content); \(content.adviceForNetworks)."
    case .damaged(let offset, let reason):
      "'\(path)' is incomplete or damaged at byte \(offset): \(reason). Download or copy the file "
        + "again."
    case .excessive(let what):
      "'\(path)' is refused: it contains \(what), more than any network for faces."
    case .externalData(let tensor):
      "'\(path)' keeps the numbers of '\(tensor)' in another file. Save the network as one file "
        + "(onnx.save_model(model, path, save_as_external_data=False)), and try again."
    case .badTensor(let name, let reason):
      "'\(path)' is damaged: the tensor '\(name)' \(reason). Download or copy the file again."
    case .missingValue(let name, let node):
      "'\(path)' is damaged: the node '\(node)' reads '\(name)', which no earlier node makes."
    case .unsupported(let name, let node, let reason):
      "'\(path)' cannot be imported: its node '\(node)' has the operator \(name)\(reason)."
    case .unusable(let reason):
      "'\(path)' cannot be imported: \(reason)."
    case .noSuchNode(let name, let known):
      "'\(path)' does not have a map '\(name)' for --patches. Its last maps are "
        + known.map { "'\($0)'" }.joined(separator: ", ") + "."
    }
  }
}
