import CommandLines
import Commands
import Networks

extension Command {
  static let modelImport = Command(
    "model", "import", in: .models,
    summary: "Make a model file from a published network.",
    discussion: """
      Reads both formats of PyTorch (zip and legacy), safetensors, ONNX, and dlib's face network. Only \
      tensors and plain containers are read from the pickle inside; anything else is refused by name, \
      and nothing in it is ever run. MTCNN was published in three files; give all three: pnet.pt \
      rnet.pt onet.pt. An ONNX file becomes a backbone or a detector (SCRFD, YuNet, RetinaFace); an \
      operator that is not supported is named with its node.
      """
  ) { (options: ImportModelOptions) in
    try ImportModelJob(
      checkpoints: options.checkpoints, architecture: options.architecture,
      options: options.network, output: options.output
    ).run()
  }

  static let modelInspect = Command(
    "model", "inspect", in: .models, summary: "Show the contents of a model file or checkpoint."
  ) { (options: InspectModelOptions) in
    try inspectModel(options.file)
  }

  static let modelList = Command(
    "model", "list", in: .models,
    summary: "List a folder's model files, and which belong together."
  ) { (options: ListModelsOptions) in
    try listModelFolder(options.folder)
  }
}

private struct ImportModelOptions: FacetOptions {
  let checkpoints: [String]
  let output: String
  let architecture: String?
  let network: ImportOptions
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    checkpoints = options.positionals(
      "FILE",
      help:
        "Checkpoint, ONNX file or dlib's .dat; several files if the network was published in several."
    )
    output = try options.required(
      "--output", "FILE", .output, alias: "-o",
      help: """
        Model file to write, a .safetensors. A checkpoint with a transformer and its backbone \
        (face-vit) becomes two files that name each other: for a.safetensors, a.backbone.safetensors \
        and a.h2l.safetensors (or the transformer's own name).
        """)
    architecture = try options.optional(
      "--architecture", "NAME", .word(among: importedArchitectures), in: .network,
      otherwise: "recognized from the tensors",
      help: "Network in the checkpoint: \(alternatives(importedArchitectures)).")
    var network = ImportOptions()
    network.patches = try options.optional(
      "--patches", "NAME", .text, in: .network,
      otherwise: "the last map",
      help: """
        Layer that gives the patches. resnet_face18: layer4 (8x8, 512 numbers each) or layer3 (16x16, \
        256 each). dlib_resnet: 4x4 (256 numbers each; the default), 8x8 (128) or 2x2 (256). ONNX: the \
        name of a node or of its result.
        """)
    network.color = try options.optional(
      "--color", "ORDER", .word(among: ["rgb", "bgr"]), in: .network, otherwise: "rgb",
      help: """
        Color order of the network's input: rgb, or bgr if it was trained on pictures read with OpenCV.
        """)
    for (option, key, help) in [
      ("--author", ModelKey.author, "Author of the weights."),
      ("--license", ModelKey.license, "License of the weights."),
      ("--training-set", ModelKey.trainingSet, "Pictures that the weights were trained on."),
      ("--accuracy", ModelKey.accuracy, "Accuracy that the authors published."),
    ] {
      network.origin[key] = try options.optional(
        option, "TEXT", .text, in: .network, otherwise: "not recorded",
        help: "\(help) Kept in the model file and printed in reports.")
    }
    network.subtract = try options.optional(
      "--subtract", "X", .number(in: 0...255), in: .network, otherwise: "as published",
      help: "Number subtracted from each sample of 0 to 255 before the network."
    ).map { Float($0) }
    network.divide = try options.optional(
      "--divide", "X", .number(in: 0.001...1000), in: .network, otherwise: "as published",
      help: """
        Number by which each sample is then divided. 'ir' expects 127.5, 'ir_facevit' 12.8: their \
        tensors are the same, so 'facet model inspect' shows which one was chosen.
        """
    ).map { Float($0) }
    network.appendsMirrored = options.flag(
      "--flip", in: .network,
      help: "Append the features of the mirrored picture to the embedding, as many networks were "
        + "tested. Takes twice the time.")
    self.network = network
    general = try GeneralOptions(&options)
  }
}

private struct InspectModelOptions: FacetOptions {
  let file: String
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    file = try options.positional("FILE", help: "A .safetensors, a checkpoint or an ONNX file.")
    general = try GeneralOptions(&options)
  }
}

private struct ListModelsOptions: FacetOptions {
  let folder: String
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    folder = try options.positional("DIR", help: "Folder with .safetensors files.")
    general = try GeneralOptions(&options)
  }
}
