import Datasets
import Faces
import Identification

/// How a job ended, as a command line tells it.
package struct JobResult: Sendable {
  /// The program's exit codes.
  package enum Status: Int32, Sendable {
    case done = 0
    /// Done, but some pictures failed; they are listed.
    case doneWithFailures = 1
    case usage = 2
    case nothingUsable = 3
    /// What was to be confirmed, such as a signature, is not so.
    case assertionFailed = 4
    /// 128 + SIGINT, as shells expect.
    case interrupted = 130
  }

  package var status: Status
  /// For standard output: what was made and where.
  package var lines: [String]
  package var failures: [PictureFailure]
  /// Boxes of the detector that were not used; they do not change the exit code.
  package var doubtful: [DoubtfulSighting]
  /// The lines are JSON or HTML for another program, to be written as they are.
  package var isMachineOutput = false

  package init(
    status: Status? = nil, lines: [String], failures: [PictureFailure] = [],
    doubtful: [DoubtfulSighting] = []
  ) {
    self.status = status ?? (failures.isEmpty ? .done : .doneWithFailures)
    self.lines = lines
    self.failures = failures
    self.doubtful = doubtful
  }
}

/// A job that cannot be done at all: a sentence and the exit code.
package struct JobError: Error, Equatable, CustomStringConvertible {
  package let description: String
  package let status: JobResult.Status

  package init(_ description: String, status: JobResult.Status = .nothingUsable) {
    self.description = description
    self.status = status
  }
}
