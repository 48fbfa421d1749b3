import Basics

/// Why a PyTorch checkpoint cannot be read.
package struct CheckpointError: Error, Equatable {
  package enum Problem: Error, Equatable {
    case notACheckpoint
    /// A file of another kind, known by its content.
    case foreign(ForeignContent)
    case damaged(offset: Int, reason: String)
    /// The pickle asks for a class or function beyond those that make up tensors.
    case refusedGlobal(name: String)
    /// The pickle uses an instruction that tensors and plain containers do not need.
    case refusedInstruction(name: String, offset: Int)
    /// More than any checkpoint of weights holds.
    case excessive(what: String)
    case compressed(entry: String)
    case bigEndian
    case missingStorage(key: String)
    case shortStorage(key: String, expected: Int, found: Int)
    /// A tensor whose shape, strides and offset do not fit its storage.
    case badTensor(key: String, reason: String)
    case badDictionary(reason: String)
    case noStateDictionary
  }

  package let path: String
  package let problem: Problem

  init(_ path: String, _ problem: Problem) {
    self.path = path
    self.problem = problem
  }
}

extension CheckpointError: CustomStringConvertible {
  /// In one line, whatever the file brings into it.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    let advice = "save the weights alone, with torch.save(model.state_dict(), …), and try again"
    let again = "fetch or copy the file again"
    return switch problem {
    case .notACheckpoint:
      "'\(path)' is not a PyTorch checkpoint: it is neither a zip archive with a 'data.pkl' nor "
        + "a file of the older format; give the file that torch.save wrote."
    case .foreign(let content):
      "'\(path)' is not a PyTorch checkpoint: it is \(content); \(content.adviceForNetworks)."
    case .damaged(let offset, let reason):
      "'\(path)' is cut off or damaged at byte \(offset): \(reason); \(again)."
    case .refusedGlobal(let name):
      "'\(path)' is refused: the pickle asks for '\(name)', which is no tensor; \(advice)."
    case .refusedInstruction(let name, let offset):
      "'\(path)' is refused: the pickle uses the instruction \(name) at byte \(offset), which no "
        + "file of tensors needs; \(advice)."
    case .excessive(let what):
      "'\(path)' is refused: it holds \(what), more than any file of weights; \(advice)."
    case .compressed(let entry):
      "'\(path)' is refused: its entry '\(entry)' is compressed, which torch.save never does; "
        + "\(advice)."
    case .bigEndian:
      "'\(path)' was written on a big-endian machine, which is not supported; save it again on "
        + "another."
    case .missingStorage(let key):
      "'\(path)' is cut off or damaged: the numbers of storage '\(key)' are missing; "
        + "\(again)."
    case .shortStorage(let key, let expected, let found):
      "'\(path)' is cut off or damaged: storage '\(key)' needs \(expected) bytes, but \(found) "
        + "are there; \(again)."
    case .badTensor(let key, let reason):
      "'\(path)' is damaged: a tensor of storage '\(key)' \(reason); \(again)."
    case .badDictionary(let reason):
      "'\(path)' cannot be read: a dictionary in it has \(reason); \(advice)."
    case .noStateDictionary:
      "'\(path)' holds no dictionary of tensors; \(advice)."
    }
  }
}
