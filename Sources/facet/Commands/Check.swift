import CommandLines
import Jobs

extension Command {
  static let check = Command(
    CommandSpecification(
      "check", summary: "Hash a report folder again and list what changed, one difference a line.",
      discussion: """
        DIR is a folder that 'facet report' wrote. Every file is hashed again and compared with \
        manifest.json, and so are the models and pictures that are still where they were. A \
        difference is one line: changed page, changed number, changed picture, changed model, \
        changed time, changed file, missing file, extra file. Exit code 0: none; 1: some.

        With --recompute the reports are made again from the originals, in a temporary folder, and \
        every number of each report.json is compared. A report whose gallery pictures are not all at \
        hand has one line, not recomputed, in place of its numbers.
        """,
      positionals: [PositionalSpecification("DIR", help: "The folder with manifest.json.")],
      options: [
        OptionSpecification("--recompute", help: "Compute all numbers again from the originals."),
        OptionSpecification("--model", "FILE", help: "Where the backbone is now."),
        OptionSpecification("--reranker", "FILE", help: "Where the re-ranker is now."),
        OptionSpecification("--detector", "FILE", help: "Where the detector is now."),
        OptionSpecification("--queries", "PATH", help: "Where the queries are now."),
        OptionSpecification(
          "--gallery", "PATH",
          help: "Where the gallery is now: its pictures, or the folder that 'facet enroll' wrote."),
        OptionSpecification(
          "--root", "DIR", help: "Where relative paths of the manifest begin. Default: here."),
        SharedOptions.threads, SharedOptions.quiet,
      ])
  ) { parsed in
    var originals = CheckJob.Originals()
    originals.model = parsed.text("--model") == nil ? nil : parsed.model()
    originals.reranker = parsed.reranker()
    originals.detector = parsed.text("--detector")
    originals.queries = parsed.text("--queries")
    originals.gallery = parsed.text("--gallery")
    originals.root = parsed.text("--root")
    return try CheckJob(
      folder: parsed.positionals[0], recomputes: parsed.flag("--recompute"), originals: originals,
      isQuiet: parsed.flag("--quiet")
    ).run()
  }
}
