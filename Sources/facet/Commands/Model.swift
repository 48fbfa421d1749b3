import CommandLines
import Commands
import Networks

extension Command {
  static let modelImport = Command(
    CommandSpecification(
      "model", "import", summary: "Make a model file from a published PyTorch checkpoint.",
      discussion: """
        Reads both formats of PyTorch (zip and legacy). Only tensors and plain containers are read from \
        the pickle inside; anything else is refused by name, and nothing in it is ever run. The detector \
        was published in three files; give all three: pnet.pt rnet.pt onet.pt.
        """,
      positionals: [
        PositionalSpecification(
          "FILE", isRepeated: true,
          help: "Checkpoint; several files if the network was published in several.")
      ],
      options: [
        OptionSpecification(
          "--architecture", "NAME",
          help: """
            Network in the checkpoint: \(importedArchitectures.joined(separator: ", ")). Default: \
            recognized from its tensors.
            """),
        OptionSpecification(
          "--patches", "LAYER",
          help: """
            resnet_face18 only: layer that gives the patches, layer4 (8x8, 512 numbers each) or layer3 \
            (16x16, 256 each). Default: layer4.
            """),
        OptionSpecification(
          "--color", "ORDER",
          help: """
            Color order of the network's input: rgb, or bgr if it was trained on pictures read with \
            OpenCV. Default: rgb.
            """),
        OptionSpecification(
          "--output", "FILE", alias: "-o", isRequired: true,
          help: """
            Model file to write, a .safetensors. A checkpoint with a transformer and its backbone \
            (face-vit) becomes two files that name each other: for a.safetensors, \
            a.backbone.safetensors and a.h2l.safetensors (or the transformer's own name).
            """),
      ] + SharedOptions.common)
  ) { parsed in
    var options = ImportOptions()
    options.patches = parsed.text("--patches")
    options.color = parsed.text("--color")
    return try ImportModelJob(
      checkpoints: parsed.positionals, architecture: parsed.text("--architecture"),
      options: options, output: parsed.text("--output")!
    ).run()
  }

  static let modelInspect = Command(
    CommandSpecification(
      "model", "inspect", summary: "Show the contents of a model file or checkpoint.",
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
