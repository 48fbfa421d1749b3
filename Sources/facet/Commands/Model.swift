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
      positionals: [
        PositionalSpecification(
          "FILE", isRepeated: true,
          help: "The checkpoint; several where a network was published in several files.")
      ],
      options: [
        OptionSpecification(
          "--architecture", "NAME",
          help: """
            What network it holds: \(importedArchitectures.joined(separator: ", ")). Default: told \
            by its tensors.
            """),
        OptionSpecification(
          "--patches", "LAYER",
          help: """
            Of resnet_face18, whose result the patches are: layer4 (8x8, 512 numbers each) or layer3 \
            (16x16, 256). Default: layer4.
            """),
        OptionSpecification(
          "--colour", "ORDER",
          help: """
            Of networks that read colours, their order: rgb, or bgr where they were trained on what \
            OpenCV reads. Default: rgb.
            """),
        OptionSpecification(
          "--output", "FILE", alias: "-o", isRequired: true,
          help: """
            The .safetensors to write. A checkpoint with a transformer and its backbone (face-vit) \
            becomes two files that name each other: of a.safetensors, a.backbone.safetensors and \
            a.h2l.safetensors, or as the transformer is called.
            """),
      ] + SharedOptions.common)
  ) { parsed in
    var options = ImportOptions()
    options.patches = parsed.text("--patches")
    options.colour = parsed.text("--colour")
    return try ImportModelJob(
      checkpoints: parsed.positionals, architecture: parsed.text("--architecture"),
      options: options, output: parsed.text("--output")!
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

  static let modelList = Command(
    CommandSpecification(
      "model", "list",
      summary: "List a folder's model files, and which were made for each other.",
      positionals: [PositionalSpecification("DIR", help: "A folder with .safetensors files.")],
      options: SharedOptions.common)
  ) { parsed in
    try listModelFolder(parsed.positionals[0])
  }
}
