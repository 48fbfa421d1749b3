import Basics
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

  /// Updates the checksum of a features file, if its numbers can be read.
  package static func checksum(_ bytes: inout [UInt8]) {
    let copy = bytes
    let sum: String? = copy.withUnsafeBytes { buffer in
      guard let file = try? SafetensorsFile(MappedFile(buffer, named: "input")) else { return nil }
      var checksum = Checksum()
      do {
        for name in ["embedding", "descriptor", "lengths"] {
          try file.withFloats(named: name) { checksum.update(UnsafeRawBufferPointer($0)) }
        }
        try file.withHalfBits(named: "patches") { checksum.update(UnsafeRawBufferPointer($0)) }
      } catch {
        return nil
      }
      return checksum.hexadecimal
    }
    guard let sum else { return }
    let key = Array("\"facet.checksum\":\"".utf8)
    guard
      let start = copy.indices.dropLast(key.count + 16).first(where: {
        copy[$0...].starts(with: key)
      })
    else { return }
    bytes.replaceSubrange(start + key.count..<start + key.count + 16, with: sum.utf8)
  }
}
