import Networks

/// `facet train h2l --steps 0`: an H2L as it starts.
public struct StartHybridJob: Sendable {
  public let model: String
  public let output: String
  public let start: HybridStart

  public init(model: String, output: String, start: HybridStart) {
    self.model = model
    self.output = output
    self.start = start
  }

  public func run() throws -> JobResult {
    let file = try ModelFile(path: model)
    let backbone = try loadBackbone(file)
    try HybridModel.write(
      try start.parameters(for: backbone), start: start, backbone: backbone.shape,
      backboneDigest: file.digest, to: output)
    return JobResult(lines: [
      "H2L for '\(model)' in '\(output)', \(HybridModel.untrainedRemark)."
    ])
  }
}
