import Basics

/// The reason why a PyTorch checkpoint cannot be read.
package struct CheckpointError: Error, Equatable {
  package enum Problem: Error, Equatable {
    case notACheckpoint
    /// The file is of another kind, recognized by its content.
    case foreign(ForeignContent)
    case damaged(offset: Int, reason: String)
    /// The pickle requests a class or function that is not needed for tensors.
    case refusedGlobal(name: String)
    /// The pickle uses an instruction that tensors and plain containers do not need.
    case refusedInstruction(name: String, offset: Int)
    /// The file contains more than any checkpoint of weights does.
    case excessive(what: String)
    case compressed(entry: String)
    case bigEndian
    case missingStorage(key: String)
    case shortStorage(key: String, expected: Int, found: Int)
    /// The shape, strides and offset of a tensor do not fit its storage.
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
  /// The sentence in one line, whatever the file contains.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    let advice = "Save only the weights with torch.save(model.state_dict(), …), and try again"
    let again = "Download or copy the file again"
    return switch problem {
    case .notACheckpoint:
      "'\(path)' is not a PyTorch checkpoint: it is neither a zip archive with a 'data.pkl' nor "
        + "a file in the older format of torch.save."
    case .foreign(let content):
      "'\(path)' is not a PyTorch checkpoint: it is \(content); \(content.adviceForNetworks)."
    case .damaged(let offset, let reason):
      "'\(path)' is incomplete or damaged at byte \(offset): \(reason). \(again)."
    case .refusedGlobal(let name):
      "'\(path)' is refused: its pickle requests '\(name)', which is not a tensor. \(advice)."
    case .refusedInstruction(let name, let offset):
      "'\(path)' is refused: its pickle uses the instruction \(name) at byte \(offset), which "
        + "tensors do not need. \(advice)."
    case .excessive(let what):
      "'\(path)' is refused: it contains \(what), more than any file of weights. \(advice)."
    case .compressed(let entry):
      "'\(path)' is refused: its entry '\(entry)' is compressed, which torch.save never does. "
        + "\(advice)."
    case .bigEndian:
      "'\(path)' was written on a big-endian machine, which is not supported. Save it again on "
        + "another."
    case .missingStorage(let key):
      "'\(path)' is incomplete or damaged: the numbers of storage '\(key)' are missing. "
        + "\(again)."
    case .shortStorage(let key, let expected, let found):
      "'\(path)' is incomplete or damaged: storage '\(key)' needs \(expected) bytes, but has "
        + "\(found). \(again)."
    case .badTensor(let key, let reason):
      "'\(path)' is damaged: a tensor of storage '\(key)' \(reason). \(again)."
    case .badDictionary(let reason):
      "Cannot read '\(path)': a dictionary in it has \(reason). \(advice)."
    case .noStateDictionary:
      "'\(path)' does not contain a dictionary of tensors. \(advice)."
    }
  }
}
