import Networks

/// `facet model import`: a model file from published checkpoints.
public struct ImportModelJob: Sendable {
  /// As many as the architecture was published in: mostly one.
  public let checkpoints: [String]
  /// `nil`: told by the tensors.
  public let architecture: String?
  public let options: ImportOptions
  public let output: String

  public init(
    checkpoints: [String], architecture: String? = nil, options: ImportOptions = ImportOptions(),
    output: String
  ) {
    self.checkpoints = checkpoints
    self.architecture = architecture
    self.options = options
    self.output = output
  }

  public func run() throws -> JobResult {
    let found = try importCheckpoints(
      paths: checkpoints, architecture: architecture, options: options, output: output)
    return JobResult(lines: ["Model '\(found)' in '\(output)'."])
  }
}

/// `facet model inspect`: what a file holds.
public func inspectModel(_ path: String) throws -> JobResult {
  JobResult(lines: try describeModel(path: path))
}
