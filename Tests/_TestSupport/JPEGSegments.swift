/// Returns a JPEG without its color profile: published values are of pictures whose profile was ignored.
package func withoutColorProfile(_ jpeg: [UInt8]) -> [UInt8] {
  var result = Array(jpeg.prefix(2))
  var place = 2
  while place + 4 <= jpeg.count, jpeg[place] == 0xFF, jpeg[place + 1] != 0xDA {
    let length = Int(jpeg[place + 2]) << 8 | Int(jpeg[place + 3])
    let segment = jpeg[place..<min(place + 2 + length, jpeg.count)]
    let isProfile = jpeg[place + 1] == 0xE2 && segment.dropFirst(4).starts(with: "ICC_PROFILE".utf8)
    if !isProfile { result += segment }
    place = segment.endIndex
  }
  return result + jpeg[place...]
}
