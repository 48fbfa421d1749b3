import Basics
import Networks
import Runs

/// The job of `facet train h2l --steps 0`: writes an untrained H2L.
package struct StartHybridJob: Sendable {
  package let model: String
  package let output: String
  package let start: HybridStart

  package init(model: String, output: String, start: HybridStart) {
    self.model = model
    self.output = output
    self.start = start
  }

  package func run() throws -> JobResult {
    try checkOutputs([OutputFile(output, .model)], inputs: CommandInputs([model]))
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
