import Basics

/// Why a safetensors file cannot be read or written.
package struct SafetensorsError: Error, Equatable {
  package enum Problem: Error, Equatable {
    /// A file of another kind, known by its content.
    case foreign(ForeignContent)
    /// Fewer than the 8 bytes that say how long the header is.
    case tooShort(bytes: Int)
    case headerTooLong(length: UInt64, available: Int)
    /// The header is not the text that the format asks for.
    case header(offset: Int, reason: String)
    case duplicate(name: String)
    case unknownElementType(name: String, type: String)
    case tooManyElements(name: String)
    /// Shape and element type ask for another number of bytes than the offsets span.
    case sizeMismatch(name: String, expected: Int, found: Int)
    case outside(name: String, end: Int, available: Int)
    /// A tensor does not begin where the one before it ends.
    case notContiguous(name: String, expected: Int, found: Int)
    /// The data go on behind the last tensor.
    case trailingBytes(count: Int)
    case missing(name: String)
    case wrongElementType(name: String, expected: ElementType, found: ElementType)
    /// What a writer was given does not fill its tensors.
    case incomplete(name: String, expected: Int, found: Int)
    case excess(name: String, expected: Int)
    case notWritable(operation: String, reason: String)
  }

  package let path: String
  package let problem: Problem

  init(_ path: String, _ problem: Problem) {
    self.path = path
    self.problem = problem
  }
}

extension SafetensorsError: CustomStringConvertible {
  /// In one line, whatever the file brings into it.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    let text =
      switch problem {
      case .foreign(let content): "it is \(content)"
      case .tooShort(let bytes):
        "it has \(bytes) bytes, fewer than the 8 that every safetensors file begins with"
      case .headerTooLong(let length, let available):
        "its header claims \(length) bytes, but \(available) are there (and 100 MB are allowed)"
      case .header(let offset, let reason):
        "its header is damaged at byte \(offset): \(reason)"
      case .duplicate(let name):
        "its header names '\(name)' twice"
      case .unknownElementType(let name, let type):
        "tensor '\(name)' has the element type '\(type)', which this program does not know"
      case .tooManyElements(let name):
        "tensor '\(name)' has a shape with too many elements"
      case .sizeMismatch(let name, let expected, let found):
        "tensor '\(name)' needs \(expected) bytes by its shape, but its offsets span \(found)"
      case .outside(let name, let end, let available):
        "tensor '\(name)' ends at byte \(end) of \(available): the file is cut off or damaged"
      case .notContiguous(let name, let expected, let found):
        "tensor '\(name)' begins at byte \(found) of the data, where \(expected) was expected"
      case .trailingBytes(let count):
        "\(count) bytes follow the last tensor"
      case .missing(let name):
        "it holds no tensor '\(name)'"
      case .wrongElementType(let name, let expected, let found):
        "tensor '\(name)' has the element type \(found.rawValue), not \(expected.rawValue)"
      case .incomplete(let name, let expected, let found):
        "tensor '\(name)' was given \(found) of \(expected) elements"
      case .excess(let name, let expected):
        "tensor '\(name)' was given more than its \(expected) elements"
      case .notWritable(let operation, let reason):
        "\(operation) failed: \(reason)"
      }
    switch problem {
    case .foreign(let content):
      return "'\(path)' is not a safetensors file: \(text); \(content.adviceForNetworks)."
    case .incomplete, .excess, .notWritable:
      return "'\(path)' cannot be written: \(text); check the disk."
    case .missing, .wrongElementType:
      return "'\(path)' does not fit: \(text); give the file that is meant for this."
    default: return "'\(path)' is not a valid safetensors file: \(text); copy it or make it again."
    }
  }
}
