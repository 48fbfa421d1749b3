import Identification

/// How a job ended, as a command line tells it.
public struct JobResult: Sendable {
  /// The program's exit codes.
  public enum Status: Int32, Sendable {
    case done = 0
    /// Done, but some pictures failed; they are listed.
    case doneWithFailures = 1
    case usage = 2
    case nothingUsable = 3
    /// 128 + SIGINT, as shells expect.
    case interrupted = 130
  }

  public var status: Status
  /// For standard output: what was made and where.
  public var lines: [String]
  public var failures: [PictureFailure]

  public init(status: Status? = nil, lines: [String], failures: [PictureFailure] = []) {
    self.status = status ?? (failures.isEmpty ? .done : .doneWithFailures)
    self.lines = lines
    self.failures = failures
  }
}

/// A job that cannot be done at all: a sentence and the exit code.
public struct JobError: Error, Equatable, CustomStringConvertible {
  public let description: String
  public let status: JobResult.Status

  public init(_ description: String, status: JobResult.Status = .nothingUsable) {
    self.description = description
    self.status = status
  }
}
