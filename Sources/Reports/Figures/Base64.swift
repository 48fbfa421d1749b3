/// Returns the bytes in base64 with padding (RFC 4648, section 4).
func base64(_ bytes: [UInt8]) -> String {
  let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  let count = (bytes.count + 2) / 3 * 4
  return String(unsafeUninitializedCapacity: count) { output in
    var place = 0
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let left = bytes.count - start
      let second = left > 1 ? bytes[start + 1] : 0
      let third = left > 2 ? bytes[start + 2] : 0
      output[place] = letters[Int(bytes[start] >> 2)]
      output[place + 1] = letters[Int((bytes[start] & 3) << 4 | second >> 4)]
      output[place + 2] =
        left > 1 ? letters[Int((second & 15) << 2 | third >> 6)] : UInt8(ascii: "=")
      output[place + 3] = left > 2 ? letters[Int(third & 63)] : UInt8(ascii: "=")
      place += 4
    }
    return count
  }
}
