/// Returns a seed for changes to a picture that depends on its name, but not on other pictures.
///
/// - Returns: 53 bits, which any reader of JSON keeps.
func nameSeed(of path: String, _ seed: UInt64) -> UInt64 {
  // FNV-1a.
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ (seed &* 0x9E37_79B9_7F4A_7C15)
  for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  return hash >> 11
}
