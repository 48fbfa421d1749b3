import Basics
import Pictures

private let pictureEndings = PictureFormat.allCases.filter(\.isBuiltIn).flatMap(\.endings).map {
  "." + $0
}

/// Returns whether a file is a picture of a supported format, by its first bytes.
func isPicture(_ location: String) -> Bool {
  leadingBytes(of: location, count: 64).map { isPicture($0, location) } ?? false
}

/// - Parameter start: The first bytes, 16 or more; fewer if the file is shorter.
func isPicture(_ start: [UInt8], _ name: String) -> Bool {
  PictureFormat.isRecognized(start, name: name)
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
