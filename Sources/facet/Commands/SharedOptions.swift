import CommandLines

/// Options that mean the same for every command that has them.
enum SharedOptions {
  static let paths = """
    PATH is a folder (one sub-folder per identity, flat, or laid out as LFW, CFP, MLFW or TALFW), \
    one picture, or a list with 'path,label' on each line. Pictures are PNG, JPEG or PGM/PPM, \
    recognised by their content. Within a folder, names that begin with '.' are passed over.
    """

  private static let layoutHelp = """
    How the pictures are arranged, which tells whose they are: auto, folders (one per identity), \
    lfw and talfw (Name_0001.jpg), cfp (001/frontal/01.jpg), mlfw (Name_0001_0001.jpg), list. \
    auto takes labels from places, never from names alone, and says what it took. Default: auto.
    """

  /// Of commands with --queries and --gallery.
  static let listing = [
    root,
    OptionSpecification(
      "--layout", "NAME[,NAME]",
      help: layoutHelp + " Two: of the queries, and of the gallery."),
    OptionSpecification(
      "--part", "PART[,PART]",
      help: "Of CFP: frontal, profile or all. Two: of the queries, and of the gallery."),
  ]

  /// Of commands with one PATH.
  static let onePathListing = [
    root,
    OptionSpecification("--layout", "NAME", help: layoutHelp),
    OptionSpecification("--part", "PART", help: "Of CFP: frontal, profile or all. Default: all."),
  ]

  private static let root = OptionSpecification(
    "--root", "DIR",
    help: "The folder that a list's paths are relative to. Default: the list's own.")

  static let weightNames = "uniform, apc, cc, sc, lmk"

  static let model = OptionSpecification(
    "--model", "FILE", isRequired: true,
    help: """
      The backbone: a .safetensors that 'facet model import' or 'facet train backbone' wrote, or \
      built-in: a small one that was trained on drawn portraits only.
      """)

  static let reranker = OptionSpecification(
    "--reranker", "FILE",
    help: """
      An H2L for this backbone, or built-in for the built-in one's; or start: an untrained one, for its \
      time only. Default: none, and the H2L has no opinion.
      """)

  private static let alignedHelp = "The pictures are faces cut out and aligned already"

  static let aligned = OptionSpecification(
    "--aligned",
    help: alignedHelp + """
      ; another size than the model's is scaled to it. Either this or --detector is needed.
      """)

  /// Of commands that need landmarks, which may also lie beside the pictures.
  static let alignedToTemplate = OptionSpecification(
    "--aligned", help: alignedHelp + ", 96x112 or square.")

  static let detector = OptionSpecification(
    "--detector", "FILE",
    help: """
      The pictures are photographs: find the faces in them with this MTCNN, a .safetensors that \
      'facet model import' wrote.
      """)

  static let minimumFace = OptionSpecification(
    "--min-face", "N", help: "The smallest face that is looked for, in pixels. Default: 20.")

  private static let faceHelp =
    "of a photograph: largest; centre (nearest to the middle); only (one with several fails)"

  private static let facesHelp = """
    Which faces \(faceHelp); all. Of gallery pictures with a label, all takes the largest: a label \
    names one person.
    """

  /// Of commands with one PATH.
  static let onePathDetection = [
    detector, OptionSpecification("--faces", "NAME", help: facesHelp + " Default: largest."),
    minimumFace,
  ]

  /// Of commands with one PATH that take one face of each photograph.
  static let oneFaceDetection = [
    detector,
    OptionSpecification("--faces", "NAME", help: "Which face \(faceHelp). Default: largest."),
    minimumFace,
  ]

  /// Of commands with --queries and --gallery.
  static let detection = [
    detector,
    OptionSpecification(
      "--faces", "NAME[,NAME]",
      help: facesHelp + " Two: of the queries, and of the gallery. Default: largest."),
    minimumFace,
  ]

  static let weights = OptionSpecification(
    "--weights", "NAME", help: "Feature weights of the EMD: \(weightNames). Default: apc.")

  static let alpha = OptionSpecification(
    "--alpha", "X", help: "Share of the re-ranker in the score, 0 to 1. Default: 0.7.")

  static let json = OptionSpecification(
    "--json", "FILE", help: "Write the results as JSON; '-' prints them instead of the table.")

  static let html = OptionSpecification(
    "--html", "FILE",
    help: "Write tables and curves as a page of its own; '-' prints it instead of the table.")

  static let templates = OptionSpecification(
    "--templates", "DIR", help: "Replacements for the built-in templates, by file name.")

  /// Where several are measured.
  static let weightList = OptionSpecification(
    "--weights", "LIST",
    help: "Feature weights, one or several between commas: \(weightNames). Default: apc.")

  static let alphaList = OptionSpecification(
    "--alpha", "LIST",
    help: "Share of the re-ranker in the score, 0 to 1, one or several. Default: 0.7.")

  static let gridList = OptionSpecification(
    "--grid", "LIST",
    help: "Patches of the EMD: native, 4x4 or 8x8, one or several. Default: native.")

  static let depthList = OptionSpecification(
    "--top-k", "LIST",
    help: "How many candidates of stage 1 are re-ranked, one or several. Default: 100.")

  static let solverList = OptionSpecification(
    "--solver", "LIST", help: solverHelp + ", one or several. Default: sinkhorn.")

  private static let solverHelp = """
    Optimal transport: sinkhorn (each pair until it has converged), exact (linear programme), \
    published (the published code's arithmetic)
    """

  static let grid = OptionSpecification(
    "--grid", "GRID", help: "Patches of the EMD: native, 4x4 or 8x8. Default: native.")

  static let solver = OptionSpecification(
    "--solver", "NAME",
    help: solverHelp + ". Default: sinkhorn.")

  /// Of every command that ranks, but for the settings of which `evaluate` takes several.
  static let search =
    [aligned] + detection + [
      OptionSpecification(
        "--keep-self", help: "Leave the query's own picture in the gallery; else it is taken out.")
    ]

  /// Of a command that ranks with one setting, but for weights and alpha.
  static let ranking =
    [
      grid,
      OptionSpecification(
        "--top-k", "N", help: "How many candidates of stage 1 are re-ranked. Default: 100."),
      solver,
    ] + search

  static let threads = OptionSpecification(
    "--threads", "N", help: "Default: as many as the machine has processors.")
  static let quiet = OptionSpecification("--quiet", help: "No progress on standard error.")

  static let common = [
    threads,
    OptionSpecification("--strict", help: "Stop at the first picture that fails."),
    quiet,
  ]
}
