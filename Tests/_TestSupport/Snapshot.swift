import Basics
import Foundation
import Pictures
import Testing

/// A comparison of a test's output with a recorded file.
///
/// The files are in the folder `Snapshots` next to the test. `RECORD_SNAPSHOTS=1` writes them
/// again. A recording run fails, and so does a run without the file, so that neither passes for a
/// comparison.
package enum Snapshot {
  private static var isRecording: Bool {
    ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"
  }

  /// Compares text, line by line.
  ///
  /// - Parameter name: The file's path below `Snapshots`, with its extension.
  package static func check(
    _ text: String, named name: String, test: String = #filePath,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let path = Self.path(name, test)
    guard let recorded = try recorded(at: path, or: Array(text.utf8), location) else { return }
    let old = String(decoding: recorded, as: UTF8.self)
    guard old != text else { return }
    let before = old.split(separator: "\n", omittingEmptySubsequences: false)
    let now = text.split(separator: "\n", omittingEmptySubsequences: false)
    let changes = now.difference(from: before).map { change in
      switch change {
      case .insert(let line, let text, _): "+\(line + 1) \(text)"
      case .remove(let line, let text, _): "-\(line + 1) \(text)"
      }
    }
    Issue.record(
      "'\(name)' changed:\n\(changes.prefix(40).joined(separator: "\n"))", sourceLocation: location)
  }

  /// Compares pictures by their pixels.
  ///
  /// Fonts and drawing libraries of another version shift edges a little.
  ///
  /// - Parameters:
  ///   - levels: The difference of samples, of 255, above which a pixel counts as different.
  ///   - share: The largest share of different pixels.
  package static func check(
    _ picture: Picture, named name: String, levels: Int = 24, share: Double = 0.01,
    test: String = #filePath, location: SourceLocation = #_sourceLocation
  ) throws {
    let path = Self.path(name, test)
    guard let bytes = try recorded(at: path, or: picture.encodedPNG(), location) else { return }
    let recorded = try Picture.decode(bytes, name: path)
    guard
      (recorded.width, recorded.height, recorded.channels)
        == (picture.width, picture.height, picture.channels)
    else {
      Issue.record(
        """
        '\(name)' is \(picture.width) x \(picture.height); \
        \(recorded.width) x \(recorded.height) was recorded
        """, sourceLocation: location)
      return
    }
    let channels = picture.samples.count / (picture.width * picture.height)
    let different = stride(from: 0, to: picture.samples.count, by: channels).count { pixel in
      (pixel..<pixel + channels).contains {
        abs(Int(picture.samples[$0]) - Int(recorded.samples[$0])) > levels
      }
    }
    let found = Double(different) / Double(picture.width * picture.height)
    if found > share {
      Issue.record("\(found * 100)% of the pixels of '\(name)' changed", sourceLocation: location)
    }
  }

  private static func path(_ name: String, _ test: String) -> String {
    URL(fileURLWithPath: test).deletingLastPathComponent().path + "/Snapshots/" + name
  }

  /// Returns the recorded bytes; `nil` after a failure was recorded instead.
  private static func recorded(
    at path: String, or bytes: [UInt8], _ location: SourceLocation
  ) throws -> [UInt8]? {
    if isRecording {
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path,
        withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      Issue.record(
        "Recorded '\(path)'; run again without RECORD_SNAPSHOTS.", sourceLocation: location)
      return nil
    }
    guard FileManager.default.fileExists(atPath: path) else {
      Issue.record(
        "'\(path)' is missing. Record it with 'make snapshots'.", sourceLocation: location)
      return nil
    }
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
