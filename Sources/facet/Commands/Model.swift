import CommandLines
import Jobs
import Networks

extension Command {
  static let modelImport = Command(
    CommandSpecification(
      "model", "import", summary: "Make a model file from a published PyTorch checkpoint.",
      discussion: """
        Reads both formats of PyTorch (zip and legacy). Of the pickle inside only tensors and plain \
        containers are built; anything else is refused by name, and nothing in it is ever run.
        """,
      positionals: [PositionalSpecification("FILE", help: "The checkpoint.")],
      options: [
        OptionSpecification(
          "--architecture", "NAME", isRequired: true,
          help: "What network it holds: \(backboneArchitectures.joined(separator: ", "))."),
        OptionSpecification(
          "--output", "FILE", alias: "-o", isRequired: true, help: "The .safetensors to write."),
      ] + SharedOptions.common)
  ) { parsed in
    try ImportModelJob(
      checkpoint: parsed.positionals[0], architecture: parsed.text("--architecture")!,
      output: parsed.text("--output")!
    ).run()
  }

  static let modelInspect = Command(
    CommandSpecification(
      "model", "inspect", summary: "Tell what a model file or a checkpoint holds.",
      positionals: [PositionalSpecification("FILE", help: "A .safetensors or a checkpoint.")],
      options: SharedOptions.common)
  ) { parsed in
    try inspectModel(parsed.positionals[0])
  }
}
