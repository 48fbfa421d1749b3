#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// JSON as this program writes it: sorted keys, indentation, arrays of numbers on one line,
/// unescaped slashes, a newline at the end. The same value gives the same text.
package enum JSONText {
  /// - Throws: `JSONTextError` for a value that JSON cannot represent.
  package static func encode(_ value: some Encodable) throws(JSONTextError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return String(decoding: joinedNumbers(Array(try encoder.encode(value))), as: UTF8.self) + "\n"
    } catch EncodingError.invalidValue(let value, let context) {
      if let number = value as? any BinaryFloatingPoint, !number.isFinite {
        throw .notFinite(value: "\(number)", place: Self.place(context.codingPath))
      }
      throw .notEncodable(reason: context.debugDescription, place: Self.place(context.codingPath))
    } catch {
      throw .notEncodable(reason: "\(error)", place: "")
    }
  }

  /// Puts arrays that contain only numbers on one line: a matrix has thousands.
  private static func joinedNumbers(_ json: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(json.count)
    var isInString = false
    var index = 0
    while index < json.count {
      let byte = json[index]
      if isInString {
        result.append(byte)
        if byte == UInt8(ascii: "\\") {
          index += 1
          result.append(json[index])
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
      } else if byte == UInt8(ascii: "["), let end = endOfNumbers(json, after: index) {
        for byte in json[index...end] where byte != 10 && byte != 32 {
          result.append(byte)
          if byte == UInt8(ascii: ",") { result.append(32) }
        }
        index = end
      } else {
        isInString = byte == UInt8(ascii: "\"")
        result.append(byte)
      }
      index += 1
    }
    return result
  }

  /// Returns the index of the bracket that closes an array of numbers; `nil` if the array contains
  /// anything else.
  private static func endOfNumbers(_ json: [UInt8], after start: Int) -> Int? {
    var index = start + 1
    while index < json.count {
      switch json[index] {
      case UInt8(ascii: "]"): return index
      case 10, 32, UInt8(ascii: ","), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        index += 1
      default: return nil
      }
    }
    return nil
  }

  private static func place(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "[\($0)]" } ?? "." + $0.stringValue }.joined()
  }
}

/// The reason why a value cannot be written as JSON.
package enum JSONTextError: Error, Equatable, Sendable {
  /// - place: The keys on the way to the value, such as ".results[2].score".
  case notFinite(value: String, place: String)
  case notEncodable(reason: String, place: String)
}

extension JSONTextError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notFinite(let value, let place):
      "The value at '\(place)' is \(value), which JSON cannot represent."
    case .notEncodable(let reason, let place):
      "The value at '\(place)' cannot be written as JSON: \(reason)"
    }
  }
}
