/// The SHA-256 of some bytes, which names a picture or a model whatever its path.
package struct SHA256Digest: Hashable, Sendable {
  /// 64 lowercase hexadecimal digits.
  package let hexadecimal: String

  /// - Parameter hexadecimal: 64 hexadecimal digits; capitals are taken as lowercase.
  /// - Returns: `nil` for anything else.
  package init?(hexadecimal: String) {
    let text = hexadecimal.lowercased()
    guard text.utf8.count == 64,
      text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
    else { return nil }
    self.hexadecimal = text
  }

  init(bytes: [UInt8]) {
    precondition(bytes.count == 32)
    let digits = Array("0123456789abcdef".utf8)
    var text = [UInt8]()
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    hexadecimal = String(decoding: text, as: UTF8.self)
  }
}

extension SHA256Digest: CustomStringConvertible {
  package var description: String { hexadecimal }
}

extension SHA256Digest: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let digest = SHA256Digest(hexadecimal: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not a SHA-256 of 64 hexadecimal digits.")
    }
    self = digest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hexadecimal)
  }
}
