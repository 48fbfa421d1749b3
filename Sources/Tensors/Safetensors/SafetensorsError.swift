import Basics

/// The reason why a safetensors file cannot be read or written.
package struct SafetensorsError: Error, Equatable {
  package enum Problem: Error, Equatable {
    /// The file is of another kind, recognized by its content.
    case foreign(ForeignContent)
    /// The file is shorter than the 8 bytes that contain the length of the header.
    case tooShort(bytes: Int)
    case headerTooLong(length: UInt64, available: Int)
    /// The header is not the text that the format requires.
    case header(offset: Int, reason: String)
    case duplicate(name: String)
    case unknownElementType(name: String, type: String)
    case tooManyElements(name: String)
    /// The shape and element type need another number of bytes than the offsets span.
    case sizeMismatch(name: String, expected: Int, found: Int)
    case outside(name: String, end: Int, available: Int)
    /// A tensor does not begin where the one before it ends.
    case notContiguous(name: String, expected: Int, found: Int)
    /// The data continues after the last tensor.
    case trailingBytes(count: Int)
    case missing(name: String)
    case wrongElementType(name: String, expected: ElementType, found: ElementType)
    /// The values given to a writer do not fill its tensors.
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
  /// The sentence in one line, whatever the file contains.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    let text =
      switch problem {
      case .foreign(let content): "it is \(content)"
      case .tooShort(let bytes):
        "it has \(bytes) bytes, fewer than the 8 that every safetensors file begins with"
      case .headerTooLong(let length, let available):
        "its header claims \(length) bytes, but only \(available) follow (the limit is 100 MB)"
      case .header(let offset, let reason):
        "its header is damaged at byte \(offset): \(reason)"
      case .duplicate(let name):
        "its header contains '\(name)' twice"
      case .unknownElementType(let name, let type):
        "tensor '\(name)' has the unknown element type '\(type)'"
      case .tooManyElements(let name):
        "tensor '\(name)' has a shape with too many elements"
      case .sizeMismatch(let name, let expected, let found):
        "tensor '\(name)' needs \(expected) bytes by its shape, but its offsets span \(found)"
      case .outside(let name, let end, let available):
        "tensor '\(name)' ends at byte \(end) of \(available): the file is incomplete or damaged"
      case .notContiguous(let name, let expected, let found):
        "tensor '\(name)' begins at byte \(found) of the data instead of \(expected)"
      case .trailingBytes(let count):
        "\(count) bytes follow the last tensor"
      case .missing(let name):
        "it does not contain a tensor '\(name)'"
      case .wrongElementType(let name, let expected, let found):
        "tensor '\(name)' has the element type \(found.rawValue), not \(expected.rawValue)"
      case .incomplete(let name, let expected, let found):
        "tensor '\(name)' received \(found) of \(expected) elements"
      case .excess(let name, let expected):
        "tensor '\(name)' received more than its \(expected) elements"
      case .notWritable(let operation, let reason):
        "\(operation) failed: \(reason)"
      }
    switch problem {
    case .foreign(let content):
      return "'\(path)' is not a safetensors file: \(text); \(content.adviceForNetworks)."
    case .incomplete, .excess, .notWritable:
      return "Cannot write '\(path)': \(text). Check the disk."
    case .missing, .wrongElementType:
      return "'\(path)' is not the expected kind of file: \(text)."
    default: return "'\(path)' is not a valid safetensors file: \(text). Copy or create it again."
    }
  }
}
