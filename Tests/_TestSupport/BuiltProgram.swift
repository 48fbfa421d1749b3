import Foundation

/// The `facet` of this build, run as a user runs it: another process, linked as it is shipped.
///
/// A test of the libraries runs with XCTest's Foundation in the same process and can pass although
/// the program fails.
package enum BuiltProgram {
  /// The result of one run.
  package struct Run: Sendable {
    /// The exit code, or minus the signal's number.
    package let status: Int32
    package let output: String
    package let errors: String
  }

  /// The executable next to the test bundle.
  ///
  /// - Throws: `Missing` if the package was built without it.
  package static func path() throws -> String {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = bundle.deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appendingPathComponent("facet").path
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        return candidate
      }
      folder.deleteLastPathComponent()
    }
    throw Missing()
  }

  package struct Missing: Error {}

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - directory: The working directory; the test's own if `nil`.
  ///   - environment: Variables added to the test's own.
  package static func run(
    _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:]
  ) throws -> Run {
    try start(arguments, in: directory, environment: environment).wait()
  }

  /// Starts the program and returns at once, to interrupt it or to run two side by side.
  package static func start(
    _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:]
  ) throws -> Running {
    try Running(path(), arguments, directory, environment)
  }

  /// A running program.
  package final class Running {
    private let process = Process()
    private let folder: TemporaryFolder

    fileprivate init(
      _ path: String, _ arguments: [String], _ directory: String?, _ environment: [String: String]
    ) throws {
      folder = try TemporaryFolder()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = arguments
      if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      process.standardInput = FileHandle.nullDevice
      // Files, not pipes: a program that writes much never waits for its reader.
      process.standardOutput = try Self.handle(folder.file("output"))
      process.standardError = try Self.handle(folder.file("errors"))
      try process.run()
    }

    private static func handle(_ path: String) throws -> FileHandle {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
      return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    package var processIdentifier: Int32 { process.processIdentifier }
    package var isRunning: Bool { process.isRunning }

    /// Sends a signal, such as `SIGKILL`.
    package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    package func wait() throws -> Run {
      process.waitUntilExit()
      func text(_ name: String) throws -> String {
        String(
          decoding: try Data(contentsOf: URL(fileURLWithPath: folder.file(name))), as: UTF8.self)
      }
      let status = process.terminationStatus
      return Run(
        status: process.terminationReason == .uncaughtSignal ? -status : status,
        output: try text("output"), errors: try text("errors"))
    }
  }
}
