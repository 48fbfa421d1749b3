import Audit
import CommandLines

extension Command {
  static let diff = Command(
    CommandSpecification(
      "diff", summary: "Compare two report folders: ranks, scores, and why they differ.",
      discussion: """
        First what differs in settings, models, gallery and pictures, one reason a line; then, for \
        each query that both have, the candidates that moved, came or went, and the scores that \
        changed by more than 0.000001. Exit code 0: nothing differs; 1: something does.
        """,
      positionals: [
        PositionalSpecification("A", help: "A folder that 'facet report' wrote."),
        PositionalSpecification("B", help: "Another one."),
      ],
      options: [SharedOptions.threads])
  ) { parsed in
    try DiffJob(parsed.positionals[0], parsed.positionals[1]).run()
  }
}
