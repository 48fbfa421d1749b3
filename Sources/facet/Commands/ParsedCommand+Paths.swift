import Basics
import CommandLines
import Networks

extension OptionReader {
  /// The paths that the command reads, with those of lists one by one.
  var inputPaths: [String] { paths(.read, .readList).filter { $0 != BuiltInModels.name } }
}

/// What stands for files and folders on a command line.
extension ParsedCommand {
  /// Finds paths that a shell was meant to expand and did not, as within quotes.
  ///
  /// - Throws: For the first that leads to nothing as it stands.
  func requireExpandedPaths() throws(UsageError) {
    let inputPaths = paths([.read, .readList])
    for path in inputPaths + paths([.written]) where FileIdentity(path) == nil {
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
