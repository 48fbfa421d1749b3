import CommandLines
import Commands
import Networks

extension Command {
  static let demo = Command(
    CommandSpecification(
      "demo", summary: "The main job on people who do not exist, with the built-in models.",
      discussion: """
        Draws a gallery and some hard queries (masked, with sunglasses, cropped, turned, and one of \
        nobody in the gallery), ranks and explains them, and says where to look.
        """,
      options: [
        OptionSpecification(
          "--output", "DIR", alias: "-o",
          help: "Where the reports go; the faces go to DIR-material. Default: output/demo."),
        OptionSpecification("--people", "N", help: "In the gallery, 2 to 10000. Default: 40."),
        OptionSpecification("--queries", "N", help: "1 to 1000. Default: 6."),
        OptionSpecification("--seed", "N", help: "Another seed draws other people. Default: 1."),
      ] + SharedOptions.common)
  ) { parsed in
    var job = DemoJob(backbone: BuiltInModels.backbone, reranker: BuiltInModels.reranker)
    if let output = parsed.text("--output") { job.output = output }
    if let people = try parsed.integer("--people", in: 2...10_000) { job.people = people }
    if let queries = try parsed.integer("--queries", in: 1...1000) { job.queries = queries }
    job.seed = try parsed.seed()
    job.isStrict = parsed.flag("--strict")
    job.isQuiet = parsed.flag("--quiet")
    return try job.run()
  }
}
