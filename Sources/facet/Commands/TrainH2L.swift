import CommandLines
import Jobs
import Networks

extension Command {
  static let trainH2L = Command(
    CommandSpecification(
      "train", "h2l", summary: "Start an H2L re-ranker from a backbone.",
      discussion: """
        With --steps 0 the H2L is written as it starts: both heads are the backbone's own map from \
        patches to embedding, so that its similarity equals the backbone's cosine. Training beyond \
        that start is not part of this version.
        """,
      options: [
        SharedOptions.model,
        OptionSpecification(
          "--output", "FILE", alias: "-o", isRequired: true, help: "The .safetensors to write."),
        OptionSpecification("--steps", "N", isRequired: true, help: "Training steps: 0."),
        OptionSpecification("--depth", "N", help: "Transformer blocks, 1 to 24. Default: 1."),
        OptionSpecification("--heads", "N", help: "Attention heads, 1 to 16. Default: 2."),
        OptionSpecification("--hidden", "N", help: "Width of the MLP, 1 to 16384. Default: 2048."),
        OptionSpecification("--seed", "N", help: "For the random first weights. Default: 1."),
      ] + SharedOptions.common)
  ) { parsed in
    guard parsed.text("--steps") == "0" else {
      throw UsageError(
        "--steps takes 0 in this version: it writes an H2L as it starts, and cannot train it yet.")
    }
    var start = HybridStart()
    if let depth = try parsed.integer("--depth", in: 1...24) { start.depth = depth }
    if let heads = try parsed.integer("--heads", in: 1...16) { start.heads = heads }
    if let hidden = try parsed.integer("--hidden", in: 1...16384) { start.hiddenSize = hidden }
    if let seed = try parsed.integer("--seed", in: 0...Int.max) { start.seed = UInt64(seed) }
    return try StartHybridJob(
      model: parsed.text("--model")!, output: parsed.text("--output")!, start: start
    ).run()
  }
}
