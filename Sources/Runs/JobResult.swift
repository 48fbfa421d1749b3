import Datasets
import Faces
import Identification

/// The result of a job for a command line.
package struct JobResult: Sendable {
  /// The program's exit codes.
  package enum Status: Int32, Sendable {
    case done = 0
    /// The job is done, but some pictures failed and are listed.
    case doneWithFailures = 1
    case usage = 2
    case nothingUsable = 3
    /// A confirmation failed, for example of a signature.
    case assertionFailed = 4
    /// 128 + SIGINT, as shells expect.
    case interrupted = 130
  }

  package var status: Status
  /// The lines for standard output: what was made and where.
  package var lines: [String]
  package var failures: [PictureFailure]
  /// The detector's boxes that were not used, which do not change the exit code.
  package var doubtful: [DoubtfulSighting]
  /// A file of this run that lists all failures and doubtful faces, so that a terminal needs only some of
  /// them; `nil` for none.
  package var listing: String?
  /// Whether the lines are JSON or HTML for another program, to be written unchanged.
  package var isMachineOutput = false

  package init(
    status: Status? = nil, lines: [String], failures: [PictureFailure] = [],
    doubtful: [DoubtfulSighting] = [], listing: String? = nil
  ) {
    self.status = status ?? (failures.isEmpty ? .done : .doneWithFailures)
    self.lines = lines
    self.failures = failures
    self.doubtful = doubtful
    self.listing = listing
  }
}

/// The error that a job cannot be done: a sentence and the exit code.
package struct JobError: Error, Equatable, CustomStringConvertible {
  package let description: String
  package let status: JobResult.Status

  package init(_ description: String, status: JobResult.Status = .nothingUsable) {
    self.description = description
    self.status = status
  }
}
