import CommandLines
import Commands
import Networks

extension Command {
  static let demo = Command(
    "demo", in: .search,
    summary: "Run 'report' on synthetic faces with the built-in models.",
    discussion: """
      Draws a gallery and some hard queries (masked, with sunglasses, cropped, turned, and one person \
      who is not in the gallery). Ranks and explains them, and prints where the reports are.
      """
  ) { (options: DemoOptions) in
    var job = DemoJob(backbone: BuiltInModels.backbone, reranker: BuiltInModels.reranker)
    job.output = options.output
    job.people = options.people
    job.queries = options.queries
    job.seed = options.seed
    job.isStrict = options.general.isStrict
    job.isQuiet = options.general.isQuiet
    return try job.run()
  }
}

private struct DemoOptions: FacetOptions {
  let people: Int
  let queries: Int
  let seed: UInt64
  let output: String
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    people = try options.value(
      "--people", "N", .integer(in: 2...10_000), in: .drawing, default: 40,
      help: "Number of people in the gallery, 2 to 10000.")
    queries = try options.value(
      "--queries", "N", .integer(in: 1...1000), in: .drawing, default: 6,
      help: "Number of queries, 1 to 1000.")
    seed = try options.seed(in: .drawing, help: "Seed; another one gives other people.")
    output = try options.value(
      "--output", "DIR", .output, in: .output, alias: "-o", default: "output/demo",
      help: "Folder for the reports. The faces go to DIR-material.")
    general = try GeneralOptions(&options)
  }
}
