import Basics
import Identification
import Tensors

/// Corrections to a safetensors file after a mutation.
package enum SafetensorsRepair {
  /// - Returns: `nil` if the header would reach beyond the file.
  static func headerLength(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 8 else { return nil }
    var length: UInt64 = 0
    for index in 0..<8 { length |= UInt64(bytes[index]) << UInt64(8 * index) }
    return length <= UInt64(bytes.count - 8) ? Int(length) : nil
  }

  static func joined(_ header: [UInt8], _ data: [UInt8]) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + data
  }

  /// Gives a features file the checksums of its numbers, where they can be read.
  package static func checksum(_ bytes: inout [UInt8]) {
    let copy = bytes
    let sums: [String: String]? = copy.withUnsafeBytes { buffer in
      guard let file = try? SafetensorsFile(MappedFile(buffer, named: "input")) else { return nil }
      return try? GalleryFile.checksums(of: file)
    }
    for (key, text) in sums ?? [:] {
      let key = Array("\"\(key)\":\"".utf8)
      guard
        let start = bytes.indices.dropLast(key.count + text.utf8.count).first(where: {
          bytes[$0...].starts(with: key)
        })
      else { continue }
      bytes.replaceSubrange(
        start + key.count..<start + key.count + text.utf8.count, with: text.utf8)
    }
  }
}
