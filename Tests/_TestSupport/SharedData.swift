import Foundation

/// Real faces and real weights, which the package does not contain. Tests that need them are
/// skipped if they are absent: `@Test(.enabled(if: SharedData.isPresent, SharedData.comment))`.
package enum SharedData {
  /// The folder `FACET_SHARED`, or `shared` next to the package.
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
