import Basics
import Networks
import Runs

/// The job of `facet model import`: makes a model file from published checkpoints.
package struct ImportModelJob: Sendable {
  /// The checkpoints, as many as the architecture was published in, usually one.
  package let checkpoints: [String]
  /// The architecture; `nil` to recognize it from the tensors.
  package let architecture: String?
  package let options: ImportOptions
  package let output: String

  package init(
    checkpoints: [String], architecture: String? = nil, options: ImportOptions = ImportOptions(),
    output: String
  ) {
    self.checkpoints = checkpoints
    self.architecture = architecture
    self.options = options
    self.output = output
  }

  package func run() throws -> JobResult {
    // A checkpoint of two networks becomes several files with different names.
    let base = output.hasSuffix(".safetensors") ? String(output.dropLast(12)) : output
    let parts = ["backbone"] + TransformerKind.allCases.map(\.rawValue)
    let others = parts.map { "\(base).\($0).safetensors" }.filter { FileIdentity($0) != nil }
    try checkOutputs(
      ([output] + others).map { OutputFile($0, .model) }, inputs: CommandInputs(checkpoints))
    let models = try importCheckpoints(
      paths: checkpoints, architecture: architecture, options: options, output: output)
    return JobResult(lines: models.map { "Model '\($0.architecture)' in '\($0.path)'." })
  }
}

/// The job of `facet model inspect`: shows the contents of a file.
package func inspectModel(_ path: String) throws -> JobResult {
  JobResult(lines: try describeModel(path: path))
}

/// The job of `facet model list`: lists the models of a folder and which belong together.
///
/// - Returns: `doneWithFailures` if a file is damaged.
package func listModelFolder(_ folder: String) throws -> JobResult {
  let models = try listModels(in: folder)
  guard !models.isEmpty else {
    throw JobError(
      """
      The folder '\(folder)' does not contain model files (.safetensors). Give a folder with files \
      from 'facet model import'.
      """)
  }
  var rows = [["file", "architecture", "input", "grid", "embedding", "sha256", "made for"]]
  var broken: [String] = []
  for model in models {
    switch model.state {
    case .usable(let facts):
      let backbone = facts.backbone.map { digest in
        models.first { $0.sha256?.hexadecimal == digest }?.name
          ?? "\(digest.prefix(12))… (not here)"
      }
      rows.append([
        model.name, facts.architecture, facts.input ?? "patches", facts.grid ?? "-",
        facts.embedding ?? "-", String(facts.sha256.hexadecimal.prefix(12)), backbone ?? "-",
      ])
    case .broken(let reason): broken.append("\(model.name): \(reason)")
    }
  }
  let widths = rows[0].indices.map { column in rows.map { displayed($0[column]).count }.max()! }
  var lines =
    rows.count == 1
    ? []
    : rows.map { row in
      row.enumerated().map { column, cell in
        let cell = displayed(cell)
        return column + 1 == row.count
          ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
      }.joined(separator: "  ")
    }
  lines += broken.map { "cannot be used: \(displayed($0))" }
  return JobResult(status: broken.isEmpty ? .done : .doneWithFailures, lines: lines)
}

extension ListedModel {
  fileprivate var sha256: SHA256Digest? {
    if case .usable(let facts) = state { facts.sha256 } else { nil }
  }
}
