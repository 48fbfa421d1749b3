import Runs
import Basics
import CommandLines
import Networks

/// The options of one of Facet's commands.
protocol FacetOptions: CommandOptions {
  var general: GeneralOptions { get }
}

/// `--threads`, `--strict` and `--quiet`.
struct GeneralOptions: Sendable {
  let threads: Int?
  let isStrict: Bool
  let isQuiet: Bool

  /// - Parameters:
  ///   - strict: Whether the command has `--strict`.
  ///   - quiet: Whether the command has `--quiet`.
  init(
    _ options: inout OptionReader, strict: Bool = true, quiet: Bool = true
  ) throws(UsageError) {
    threads = try options.optional(
      "--threads", "N", .integer(in: 1...1024), in: .general, otherwise: "all CPUs",
      help: "Number of threads.")
    isStrict =
      strict
      && options.flag(
        "--strict", in: .general, help: "Stop at the first picture that cannot be used.")
    isQuiet =
      quiet
      && options.flag(
        "--quiet", in: .general, help: "Print no progress and no hints on standard error.")
  }

  func applyThreads() {
    if let threads { Threads.set(threads) }
  }

  func apply(to settings: inout JobSettings) {
    settings.isStrict = isStrict
    settings.isQuiet = isQuiet
  }
}

/// Words and options that several commands share.
enum SharedOptions {
  static let paths = """
    PATH is a folder (one sub-folder per identity, flat, or laid out as LFW, CFP, MLFW or TALFW), \
    one picture, or a list with 'path,label' on each line. Pictures are PNG, JPEG, HEIC, AVIF, WebP, \
    TIFF, GIF, BMP, JPEG 2000 or PGM/PPM, recognized by their content. A frame of a recording is \
    clip.mp4#t=40.84 (seconds) or clip.mp4#frame=1021, if ffmpeg is installed. Each folder is searched \
    to any depth, once. Other files, names that begin with '.' and system folders (@eaDir, __MACOSX) \
    are skipped and counted. Pictures of other kinds (raw, PSD, video) are listed as failures.
    """

  /// What the help says about the output of commands that write a folder of pictures.
  static let outputRule = """
    Missing folders are created. The folder must not be an input or lie in one. Only files listed in \
    this command's own log are replaced.
    """
}

extension OptionReader {
  /// `--model`, a backbone.
  mutating func model() throws(UsageError) -> String {
    try required(
      "--model", "FILE", .backbone(),
      help: """
        Backbone: a .safetensors file from 'facet model import' or 'facet train backbone', or \
        'built-in', a small one for trials, trained on synthetic faces only.
        """)
  }

  /// `--reranker`, an H2L.
  mutating func reranker() throws(UsageError) -> String? {
    try optional(
      "--reranker", "FILE", .reranker(), in: .ranking, otherwise: "none",
      help: """
        H2L re-ranker for this backbone. 'built-in' is for the built-in backbone; 'start' is untrained \
        and only measures time.
        """)
  }

  /// `--reranker` of a measurement, which takes several and an untrained one.
  mutating func rerankers() throws(UsageError) -> String? {
    try optional(
      "--reranker", "LIST", .reranker(.readList), in: .ranking, otherwise: "none",
      help: """
        H2L and H2 for this backbone, separated by a comma. Or 'built-in'; or 'start', an untrained \
        H2L that only measures time.
        """)
  }

  /// `--precision` of the H2L.
  mutating func precision() throws(UsageError) -> Precision? {
    try optional(
      "--precision", "NAME", .choice(Precision.self), in: .ranking,
      otherwise: Precision.float.rawValue,
      help: """
        Arithmetic of the H2L: float, or int8, which is about twice as fast and decides the first ten \
        places in float. A processor without AVX-512 VNNI computes in float, and the results say so.
        """)
  }

  mutating func seed(in title: OptionTitle, help: String) throws(UsageError) -> UInt64 {
    try value("--seed", "N", .seed, in: title, default: 1, help: help)
  }

  mutating func replace() -> Bool {
    flag(
      "--replace", in: .output,
      help: """
        Move files of an earlier run that this run does not write to '.earlier' in the output folder. \
        Default: refuse.
        """)
  }

  mutating func templates(in title: OptionTitle) throws(UsageError) -> String? {
    try optional(
      "--templates", "DIR", .input, in: title,
      help: "Folder with files that replace built-in templates of the same name.")
  }
}

extension OptionValue where Value == String {
  /// A backbone's file; "built-in" stands for the program's own.
  static func backbone(_ use: PathUse = .read) -> Self {
    model(use, builtIn: BuiltInModels.backbonePath)
  }

  /// A re-ranker's file, likewise; "start" stays as it is.
  static func reranker(_ use: PathUse = .read) -> Self {
    model(use, builtIn: BuiltInModels.rerankerPath)
  }

  private static func model(_ use: PathUse, builtIn: String) -> Self {
    OptionValue(
      sample: "", paths: use, describe: { $0 },
      convert: { text, _ in text == BuiltInModels.name ? builtIn : text })
  }
}

/// Values for `--queries` and for `--gallery`; one value counts for both.
struct QueriesAndGallery<Value: Sendable>: Sendable {
  let queries: Value
  let gallery: Value
}

extension OptionValue {
  static func forQueriesAndGallery<Element>(_ element: OptionValue<Element>) -> Self
  where Value == QueriesAndGallery<Element> {
    let list = OptionValue<[Element]>.list(of: element)
    let sample = QueriesAndGallery(queries: element.sample, gallery: element.sample)
    return OptionValue(
      sample: sample, choices: element.choices,
      describe: { list.describe([$0.queries, $0.gallery]) },
      convert: { text, option throws(UsageError) in
        let values = try list.convert(text, option)
        guard let first = values.first, let last = values.last, values.count <= 2 else {
          throw UsageError(
            """
            \(option) takes one value, or two for --queries and --gallery, not \(values.count).
            """)
        }
        return QueriesAndGallery(queries: first, gallery: last)
      })
  }
}

/// What options of commands with --queries and --gallery say about two values.
let twoValues = """
   Give two values, separated by a comma, to set queries and gallery separately.
  """

func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
  var seen: Set<Value> = []
  return values.filter { seen.insert($0).inserted }
}
