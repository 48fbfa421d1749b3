import Audit
import CommandLines

extension Command {
  static let diff = Command(
    "diff", in: .check,
    summary: "Compare two report folders and show why they differ.",
    discussion: """
      First lists differences in settings, models, gallery and pictures, one reason per line. Then \
      lists, for each query in both folders, the candidates that moved, came or went, and the scores \
      that changed by more than 0.000001. Exit code 0: nothing differs; 1: something does.
      """
  ) { (options: DiffOptions) in
    try DiffJob(options.first, options.second).run()
  }
}

private struct DiffOptions: FacetOptions {
  let first: String
  let second: String
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    first = try options.positional("A", help: "Folder from 'facet report'.")
    second = try options.positional("B", help: "Folder to compare with it.")
    general = try GeneralOptions(&options, strict: false, quiet: false)
  }
}
