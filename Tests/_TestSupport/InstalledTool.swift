import Foundation

/// A program that may be installed; tests that need one are skipped if it is missing.
package enum InstalledTool {
  package static func isInstalled(_ name: String) -> Bool { path(name) != nil }

  /// Returns the program's output.
  ///
  /// - Precondition: The program is installed.
  package static func output(_ name: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path(name)!)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    // A browser complains of services that a test machine does not run.
    if name == "chromium" { process.standardError = FileHandle.nullDevice }
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// The path of the program; `nil` if it is not installed.
  package static func path(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
