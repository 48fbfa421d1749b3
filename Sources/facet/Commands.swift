import CommandLines
import Jobs
import Networks

/// Facet's command line: the names are a contract.
enum Commands {
  static let parser = CommandLineParser(
    program: "facet", version: programVersion,
    summary: """
      Facet finds a face in a gallery in two stages, re-ranks with two independent methods \
      (DeepFace-EMD and H2L), and explains the result in HTML and PDF.
      """,
    commands: [report, enroll, evaluate, trainH2L, modelImport, modelInspect])

  static let report = CommandSpecification(
    "report", summary: "Rank a gallery for each query and write the explained reports.",
    discussion: paths,
    options: [
      OptionSpecification("--queries", "PATH", isRequired: true, help: "The faces to identify."),
      OptionSpecification(
        "--gallery", "PATH", isRequired: true,
        help: "The known faces: pictures, or a folder that 'facet enroll' wrote."),
      OptionSpecification(
        "--output", "DIR", alias: "-o", help: "Where the reports go. Default: output."),
      OptionSpecification(
        "--show", "N", help: "How many candidates are explained, 1 to 20. Default: 5."),
      OptionSpecification(
        "--templates", "DIR", help: "Replacements for the built-in templates, by file name."),
    ] + models + ranking + common)

  static let enroll = CommandSpecification(
    "enroll", summary: "Compute a gallery's features once, for report and evaluate.",
    discussion: paths
      + "\n\nRun again, it computes only what is new or changed and drops what is gone.",
    positionals: [PositionalSpecification("PATH", help: "The known faces.")],
    options: [
      OptionSpecification(
        "--output", "GALLERY", alias: "-o", isRequired: true, help: "The gallery folder.")
    ] + [models[0]] + [aligned] + common)

  static let evaluate = CommandSpecification(
    "evaluate", summary: "Measure P@1, R-precision and MAP@R of each stage on labelled faces.",
    discussion: paths,
    options: [
      OptionSpecification("--queries", "PATH", isRequired: true, help: "Labelled faces."),
      OptionSpecification(
        "--gallery", "PATH", isRequired: true,
        help: "Labelled faces, or a folder that 'facet enroll' wrote."),
      OptionSpecification(
        "--json", "FILE", help: "Write the results as JSON; '-' prints them instead of the table."),
      OptionSpecification(
        "--scorers", "LIST",
        help: "Which of stage1, emd, h2l, between commas. Default: all three."),
    ] + models
      + [
        OptionSpecification(
          "--weights", "LIST",
          help: "Feature weights, one or several between commas: \(weightNames). Default: apc."),
        OptionSpecification(
          "--alpha", "LIST",
          help: "Share of the re-ranker in the score, 0 to 1, one or several. Default: 0.7."),
      ] + ranking.filter { !["--weights", "--alpha"].contains($0.name) } + common)

  static let trainH2L = CommandSpecification(
    "train", "h2l", summary: "Start an H2L re-ranker from a backbone.",
    discussion: """
      With --steps 0 the H2L is written as it starts: both heads are the backbone's own map from \
      patches to embedding, so that its similarity equals the backbone's cosine. Training beyond \
      that start is not part of this version.
      """,
    options: [
      models[0],
      OptionSpecification(
        "--output", "FILE", alias: "-o", isRequired: true, help: "The .safetensors to write."),
      OptionSpecification("--steps", "N", isRequired: true, help: "Training steps: 0."),
      OptionSpecification("--depth", "N", help: "Transformer blocks, 1 to 24. Default: 1."),
      OptionSpecification("--heads", "N", help: "Attention heads, 1 to 16. Default: 2."),
      OptionSpecification("--hidden", "N", help: "Width of the MLP, 1 to 16384. Default: 2048."),
      OptionSpecification("--seed", "N", help: "For the random first weights. Default: 1."),
    ] + common)

  static let modelImport = CommandSpecification(
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
    ] + common)

  static let modelInspect = CommandSpecification(
    "model", "inspect", summary: "Tell what a model file or a checkpoint holds.",
    positionals: [PositionalSpecification("FILE", help: "A .safetensors or a checkpoint.")],
    options: common)

  private static let paths = """
    PATH is a folder (one sub-folder per identity, or flat), one picture, or a list with \
    'path,label' on each line. Pictures are PNG, JPEG or PGM/PPM, recognised by their content.
    """

  private static let weightNames = "uniform, apc, cc, sc, lmk"

  private static let aligned = OptionSpecification(
    "--aligned",
    help: """
      The pictures are faces cut out and aligned already. This version has no detector, so all \
      pictures are taken so; another size than the model's is scaled to it.
      """)

  private static let models = [
    OptionSpecification(
      "--model", "FILE", isRequired: true,
      help: "The backbone: a .safetensors that 'facet model import' wrote."),
    OptionSpecification(
      "--reranker", "FILE",
      help: "An H2L for this backbone. Default: the untrained start, the backbone's own cosine."),
  ]

  private static let ranking = [
    aligned,
    OptionSpecification(
      "--grid", "GRID", help: "Patches of the EMD: native, 4x4 or 8x8. Default: native."),
    OptionSpecification(
      "--weights", "NAME", help: "Feature weights of the EMD: \(weightNames). Default: apc."),
    OptionSpecification(
      "--alpha", "X", help: "Share of the re-ranker in the score, 0 to 1. Default: 0.7."),
    OptionSpecification(
      "--top-k", "N", help: "How many candidates of stage 1 are re-ranked. Default: 100."),
    OptionSpecification(
      "--solver", "NAME",
      help: """
        Optimal transport: sinkhorn (each pair until it has converged), exact (linear programme), \
        published (the published code's arithmetic). Default: sinkhorn.
        """),
    OptionSpecification(
      "--keep-self", help: "Leave the query's own picture in the gallery; else it is taken out."),
  ]

  private static let common = [
    OptionSpecification("--threads", "N", help: "Default: as many as the machine has processors."),
    OptionSpecification("--strict", help: "Stop at the first picture that fails."),
    OptionSpecification("--quiet", help: "No progress on standard error."),
  ]
}
