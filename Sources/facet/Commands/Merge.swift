import Basics
import CommandLines
import Commands
import Measurement
import Runs

extension Command {
  static let merge = Command(
    "merge", in: .search,
    summary: "Put shards of a batch, gallery or measurement together.",
    discussion: """
      DIR are the folders of all shards from 'facet report --shard', 'facet enroll --shard' or 'facet \
      evaluate --shard', in any order. The result has the bytes of a run on one machine, but for the \
      times of a measurement. Every file is compared with its SHA-256 while it is copied; the shards \
      stay as they are. For reports and measurements, run it where the shards ran: the models, the \
      gallery and the list of queries are opened again to write index, summary and manifest, or the \
      results. Shards that are missing or not complete are named, and nothing is written.
      """
  ) { (options: MergeOptions) in
    if options.folders.contains(where: EvaluationShard.isShard) {
      guard options.signingKey == nil, !options.isResumed else {
        throw UsageError(
          "A measurement is merged at once and unsigned. Leave out --sign and --resume.")
      }
      return try mergeEvaluations(
        options.folders, output: options.output, isQuiet: options.general.isQuiet)
    }
    var job = MergeJob(
      folders: options.folders, output: options.output, isResumed: options.isResumed,
      isQuiet: options.general.isQuiet)
    job.signingKey = options.signingKey
    return try job.run()
  }
}

private struct MergeOptions: FacetOptions {
  let folders: [String]
  let output: String
  let isResumed: Bool
  let signingKey: String?
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    output = try options.required(
      "--output", "DIR", .output, alias: "-o",
      help: "Folder for the whole batch, gallery or measurement; in no shard.")
    isResumed = options.flag(
      "--resume", in: .output, help: "Continue a merge that was stopped in the same output folder.")
    signingKey = try options.optional(
      "--sign", "KEY", .input, in: .output, otherwise: "unsigned",
      help: "Ed25519 private key (PEM) that signs the manifest of a batch.")
    general = try GeneralOptions(&options, strict: false)
    folders = options.positionals("DIR", help: "Folders of all shards.")
  }
}

extension OptionReader {
  /// `--shard`, a part of the work.
  mutating func shard(in title: OptionTitle, help: String) throws(UsageError) -> Shard? {
    try optional(
      "--shard", "I/N", .shard, in: title, otherwise: "all",
      help: help + " 'facet merge' puts the shards together.")
  }
}

extension OptionValue where Value == Shard {
  static var shard: Self {
    OptionValue(
      sample: Shard(index: 1, of: 1)!, describe: \.text,
      convert: { text, option throws(UsageError) in
        guard let shard = Shard(text) else {
          throw UsageError(
            """
            \(option) takes a number and a count, such as 2/8, up to \(Shard.largestCount) shards, not \
            '\(text)'.
            """)
        }
        return shard
      })
  }
}
