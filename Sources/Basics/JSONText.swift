#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// JSON as this program writes it: keys in order, indented, slashes as they are, a newline at the
/// end. The same value gives the same text.
public enum JSONText {
  /// - Throws: `JSONTextError` for a value that JSON has no word for.
  public static func encode(_ value: some Encodable) throws(JSONTextError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    } catch EncodingError.invalidValue(let value, let context) {
      if let number = value as? any BinaryFloatingPoint, !number.isFinite {
        throw .notFinite(value: "\(number)", place: Self.place(context.codingPath))
      }
      throw .notEncodable(reason: context.debugDescription, place: Self.place(context.codingPath))
    } catch {
      throw .notEncodable(reason: "\(error)", place: "")
    }
  }

  private static func place(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "[\($0)]" } ?? "." + $0.stringValue }.joined()
  }
}

/// Why a value has no JSON.
public enum JSONTextError: Error, Equatable, Sendable {
  /// - place: The keys on the way to the value, such as ".results[2].score".
  case notFinite(value: String, place: String)
  case notEncodable(reason: String, place: String)
}

extension JSONTextError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFinite(let value, let place):
      "The value at '\(place)' is \(value), which JSON cannot hold; write it as null or leave it out."
    case .notEncodable(let reason, let place):
      "The value at '\(place)' cannot be written as JSON: \(reason)"
    }
  }
}
