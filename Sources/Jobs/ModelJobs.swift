import Networks

/// `facet model import`: a model file from a published checkpoint.
public struct ImportModelJob: Sendable {
  public let checkpoint: String
  public let architecture: String
  public let output: String

  public init(checkpoint: String, architecture: String, output: String) {
    self.checkpoint = checkpoint
    self.architecture = architecture
    self.output = output
  }

  public func run() throws -> JobResult {
    try importCheckpoint(path: checkpoint, architecture: architecture, output: output)
    return JobResult(lines: ["Model '\(architecture)' in '\(output)'."])
  }
}

/// `facet model inspect`: what a file holds.
public func inspectModel(_ path: String) throws -> JobResult {
  JobResult(lines: try describeModel(path: path))
}
