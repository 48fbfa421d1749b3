import Foundation

/// Real faces and real weights, which the package does not carry. Tests that need them skip where
/// they are absent: `@Test(.enabled(if: SharedData.isPresent, SharedData.comment))`.
package enum SharedData {
  /// `FACET_SHARED`, or the folder `shared` beside the package.
  package static let root: String? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path =
      ProcessInfo.processInfo.environment["FACET_SHARED"]
      ?? package.deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.fileExists(atPath: path + "/data") ? path : nil
  }()

  package static var isPresent: Bool { root != nil }

  /// - Precondition: `isPresent`.
  package static func path(_ relative: String) -> String { root! + "/" + relative }
}
