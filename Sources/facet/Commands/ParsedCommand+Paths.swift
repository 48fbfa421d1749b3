import Basics
import CommandLines
import Networks

/// What stands for files and folders on a command line.
extension ParsedCommand {
  /// Options by which a command writes; all others with a path name something that it reads.
  private static let outputs: Set<String> = [
    "--output", "--json", "--html", "--calibration-out", "--log", "--curve", "--sheet",
    "--checkpoint",
  ]

  private static let pathNames: Set<String> = ["FILE", "PATH", "DIR", "MODEL", "GALLERY", "KEY"]

  /// The paths that the command reads, with those of lists one by one; `--root` only says where others
  /// begin.
  var inputPaths: [String] {
    positionals
      + specification.options.filter { !Self.outputs.contains($0.name) && $0.name != "--root" }
      .flatMap(paths)
  }

  private func paths(of option: OptionSpecification) -> [String] {
    guard let value = option.valueName.flatMap({ _ in text(option.name) }) else { return [] }
    if ["--model", "--reranker"].contains(option.name) {
      return value.split(separator: ",").map(String.init).filter { $0 != BuiltInModels.name }
    }
    return Self.pathNames.contains(option.valueName!) ? [value] : []
  }

  /// Finds paths that a shell was meant to expand and did not, as within quotes.
  ///
  /// - Throws: For the first that leads to nothing as it stands.
  func requireExpandedPaths() throws(UsageError) {
    let written = specification.options.filter { Self.outputs.contains($0.name) }.compactMap {
      text($0.name)
    }
    for path in inputPaths + written where FileIdentity(path) == nil {
      let isOutput = !inputPaths.contains(path)
      if path == "~" || path.hasPrefix("~/") || path.hasPrefix("~") && !isOutput {
        throw UsageError(
          """
          The shell did not expand the '~' of '\(path)'. Leave out the quotes and put a space, not \
          '=', before the path, or write the path from '/'.
          """)
      }
      if !isOutput, let sign = path.first(where: { "*?[".contains($0) }) {
        throw UsageError(
          """
          There is nothing at '\(path)': the shell did not expand the '\(sign)'. Give the folder, or \
          a list of the pictures.
          """)
      }
    }
  }
}
