import Basics

private let pictureEndings = [
  ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".pgm", ".ppm", ".pbm", ".pnm",
]

/// Returns whether a file is a PNG, JPEG, or PBM to PPM, by its first bytes.
func isPicture(_ location: String) -> Bool {
  leadingBytes(of: location, count: 4).map(isPicture) ?? false
}

/// - Parameter start: The first bytes, 4 or more.
func isPicture(_ start: [UInt8]) -> Bool {
  if start.starts(with: [0x89, 0x50, 0x4E, 0x47]) || start.starts(with: [0xFF, 0xD8, 0xFF]) {
    return true
  }
  return start.count >= 3 && start[0] == 0x50 && (0x31...0x36).contains(start[1])
    && [0x20, 0x09, 0x0A, 0x0D, 0x23].contains(start[2])
}

/// Returns whether a name has a picture's extension. A broken picture is listed too, so that it is
/// reported and not skipped silently.
func isCalledPicture(_ name: String) -> Bool {
  let lower = name.lowercased()
  return pictureEndings.contains { lower.hasSuffix($0) }
}

/// Returns the path with the first extension for which a file exists, because a list may omit the
/// extension; otherwise the path itself.
package func withEnding(_ location: String) -> String {
  if isCalledPicture(location) || FileStatus(of: location) != nil { return location }
  return pictureEndings.lazy.map { location + $0 }.first { FileStatus(of: $0) != nil } ?? location
}
