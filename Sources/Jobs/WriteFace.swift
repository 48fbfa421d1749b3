import Basics
import Faces

/// Writes a picture and the landmarks beside it, and makes the folders on the way.
///
/// - Parameter path: Without an ending.
func writeFace(png: [UInt8], landmarks: Landmarks68?, to path: String) throws(FileError) {
  if let slash = path.lastIndex(of: "/") { try makeFolders(String(path[..<slash])) }
  try AtomicFile.write(png, to: path + ".png")
  if let landmarks { try AtomicFile.write(landmarks.ptsText, to: path + ".pts") }
}
