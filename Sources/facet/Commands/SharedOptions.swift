import CommandLines
import Identification

/// Options that mean the same for every command that has them.
enum SharedOptions {
  static let paths = """
    PATH is a folder (one sub-folder per identity, flat, or laid out as LFW, CFP, MLFW or TALFW), \
    one picture, or a list with 'path,label' on each line. Pictures are PNG, JPEG or PGM/PPM, \
    recognized by their content. Each folder is searched to any depth, once. Other files, names that \
    begin with '.' and system folders (@eaDir, __MACOSX) are passed over and counted. Pictures of other \
    kinds (HEIC, WebP, TIFF, raw, video) are listed as failures.
    """

  /// What the help says about the output of commands that write a folder of pictures.
  static let outputRule = """
    Missing folders are made. The folder may not be an input or lie in one; only files that this \
    command's log in it lists are replaced.
    """

  static let replace = OptionSpecification(
    "--replace",
    help: """
      Move what an earlier run left in the output folder, and this run does not make, to '.earlier' in \
      it. Default: refuse.
      """)

  private static let layoutHelp = """
    Folder layout, from which identities are read: auto, folders (one per identity), \
    lfw and talfw (Name_0001.jpg), cfp (001/frontal/01.jpg), mlfw (Name_0001_0001.jpg), list. \
    'auto' uses folders, never file names alone, and prints its choice. Default: auto.
    """

  private static let twoValues =
    " Give two values, separated by a comma, to set queries and gallery separately."

  /// Of commands with --queries and --gallery.
  static let listing = [
    root,
    OptionSpecification(
      "--layout", "NAME[,NAME]",
      help: layoutHelp + twoValues),
    OptionSpecification(
      "--part", "PART[,PART]",
      help: "CFP only: frontal, profile or all. Default: all." + twoValues),
  ]

  /// Of commands with one PATH.
  static let onePathListing = [
    root,
    OptionSpecification("--layout", "NAME", help: layoutHelp),
    OptionSpecification("--part", "PART", help: "CFP only: frontal, profile or all. Default: all."),
  ]

  private static let root = OptionSpecification(
    "--root", "DIR",
    help: "Folder to which paths in a list are relative. Default: the folder of the list.")

  static let weightNames = PatchWeighting.allCases.map(\.rawValue).joined(separator: ", ")

  static let model = OptionSpecification(
    "--model", "FILE", isRequired: true,
    help: """
      Backbone: a .safetensors file from 'facet model import' or 'facet train backbone', or \
      'built-in', a small one for trying out, trained on drawn portraits only.
      """)

  static let reranker = OptionSpecification(
    "--reranker", "FILE",
    help: """
      H2L re-ranker for this backbone, or 'built-in' for that of the built-in backbone, or 'start' for \
      an untrained one, to measure its time only. Default: none, and the H2L has no opinion.
      """)

  private static let alignedHelp = "The pictures are already cropped and aligned faces"

  static let aligned = OptionSpecification(
    "--aligned",
    help: alignedHelp + """
      ; they are resized to the model's input if needed. Required unless --detector is given.
      """)

  /// Of commands that need landmarks, which may also lie beside the pictures.
  static let alignedToTemplate = OptionSpecification(
    "--aligned", help: alignedHelp + ", 96x112 or square.")

  static let detector = OptionSpecification(
    "--detector", "FILE",
    help: """
      The pictures are photographs: find the faces with this MTCNN detector, a .safetensors file from \
      'facet model import pnet.pt rnet.pt onet.pt'.
      """)

  static let minimumFace = OptionSpecification(
    "--min-face", "N",
    help: "The smallest face that is used, in pixels: the shorter side of its box. Default: 20.")

  static let minimumScore = OptionSpecification(
    "--min-score", "X",
    help: """
      The least detector score of a face that is used, 0 to 1. Boxes below it, or smaller than \
      --min-face, are listed as doubtful and not used. Default: 0.9.
      """)

  private static let faceHelp =
    "of a photograph to use: largest, center (nearest to the middle), only (fail if there are several)"

  private static let facesHelp = """
    Which faces \(faceHelp) or all. In gallery pictures with a label, 'all' uses the largest face, \
    because a label names one person.
    """

  /// Of commands with one PATH.
  static let onePathDetection = [
    detector, OptionSpecification("--faces", "NAME", help: facesHelp + " Default: largest."),
    minimumFace, minimumScore,
  ]

  /// Of commands with one PATH that take one face of each photograph.
  static let oneFaceDetection = [
    detector,
    OptionSpecification("--faces", "NAME", help: "Which face \(faceHelp). Default: largest."),
    minimumFace, minimumScore,
  ]

  /// Of commands with --queries and --gallery.
  static let detection = [
    detector,
    OptionSpecification(
      "--faces", "NAME[,NAME]",
      help: facesHelp + " Default: largest." + twoValues),
    minimumFace, minimumScore,
  ]

  static let weights = OptionSpecification(
    "--weights", "NAME", help: "Feature weights of the EMD: \(weightNames). Default: apc.")

  static let alpha = OptionSpecification(
    "--alpha", "X", help: "Weight of the re-ranker in the score, 0 to 1. Default: 0.7.")

  static let json = OptionSpecification(
    "--json", "FILE", help: "Write the results as JSON; '-' prints them instead of the table.")

  static let html = OptionSpecification(
    "--html", "FILE",
    help: "Write tables and curves as a page of its own; '-' prints it instead of the table.")

  static let templates = OptionSpecification(
    "--templates", "DIR",
    help: "Folder with files that replace built-in templates of the same name.")

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
    Optimal transport: sinkhorn (each pair until it has converged), exact (linear program), \
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
        "--leave-out", "RULE",
        help: """
          Gallery pictures to leave out of a query's ranking. same-picture: those with the same bytes \
          as the query, and the query's own file. same-path: also those with the query's path inside \
          its folder, for test sets whose queries are changed copies of gallery pictures (masked, \
          cropped). none: rank every picture. Default: same-picture.
          """),
      OptionSpecification(
        "--keep-self", help: "Rank every gallery picture, as --leave-out none."),
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
    "--threads", "N", help: "Number of threads. Default: all CPUs.")
  static let quiet = OptionSpecification(
    "--quiet", help: "Print no progress and no hints on standard error.")

  static let common = [
    threads,
    OptionSpecification("--strict", help: "Stop at the first picture that cannot be used."),
    quiet,
  ]
}
