#if canImport(Glibc)
  import Glibc
#endif

/// The reason why a command may not write to a place.
package enum OutputError: Error, Equatable, Sendable {
  /// The output is a folder that the command reads, lies in it, or is reached through it.
  case insideInput(output: String, input: String)
  /// The command would write over an input.
  case overInput(output: String, input: String)
  /// Files made from pictures would be written next to the originals.
  case amongOriginals(output: String)
  /// Another run has locked the folder.
  case locked(folder: String)
  case unusable(output: String, FileError)
  /// The folder's path leads to something else than at the start, or to nothing.
  case replaced(folder: String)
  /// A file exists that the command did not write in an earlier run.
  case foreign(folder: String, command: String, first: String, count: Int)
  /// A file exists that is not of the kind that the command writes there.
  case otherKind(path: String, kind: String)
  case sameOutput(path: String)
  /// The folder contains files of an earlier run that this one would leave in place.
  case stale(folder: String, first: String, count: Int)
  /// The folder contains the state of an interrupted training.
  case stopped(checkpoint: String)

  /// Whether a different command line helps, rather than a different state of the disk.
  package var isUsage: Bool {
    switch self {
    case .locked, .unusable, .replaced: false
    default: true
    }
  }
}

extension OutputError: CustomStringConvertible {
  /// The sentence in one line, whatever a file's name contains.
  package var description: String { errorSentence(sentence) }

  private func isSame(_ one: String, _ other: String) -> Bool {
    FileIdentity(one).map { $0 == FileIdentity(other) } ?? false
  }

  private var sentence: String {
    switch self {
    case .insideInput(let output, let input):
      isSame(output, input)
        ? "The output '\(output)' is also an input of this command. Choose another output."
        : PathParts.isFolder(output) || FileIdentity(output) == nil
          ? """
          The output '\(output)' lies in the input folder '\(input)', so the next run would read it. \
          Choose a place outside that folder.
          """
          : """
          The output '\(output)' exists in the input folder '\(input)', where Facet replaces nothing. \
          Choose another output.
          """
    case .overInput(let output, let input):
      isSame(output, input)
        ? "The output '\(output)' is the same file as the input '\(input)'. Choose another output."
        : """
        This command would write over the input '\(input)' in '\(output)'. Choose another output.
        """
    case .amongOriginals(let output):
      "The output '\(output)' would be among the original pictures. Choose another folder."
    case .locked(let folder):
      """
      Another run is writing to the folder '\(folder)'. Wait until it ends, or choose another folder.
      """
    case .unusable(let output, let error):
      if case .cannotCreateFolder(let folder, EEXIST) = error {
        """
        Cannot use the output '\(output)': '\(folder)' is a file, not a folder.
        """
      } else {
        "Cannot use the output '\(output)'. \(error)"
      }
    case .replaced(let folder):
      """
      The output folder '\(folder)' was removed or replaced during the run, so it is incomplete. \
      Run again.
      """
    case .foreign(let folder, let command, let first, let count):
      count == 1
        ? """
        '\(folder)/\(first)' exists and was not written by '\(command)'. Move the file, or choose \
        another folder.
        """
        : """
        \(count) files such as '\(folder)/\(first)' exist and were not written by '\(command)'. Move \
        the files, or choose another folder.
        """
    case .otherKind(let path, let kind):
      "'\(path)' exists and is not \(kind), so it is not replaced. Remove it or choose another name."
    case .sameOutput(let path):
      "Two outputs of this command have the same path '\(path)'. Choose different paths."
    case .stale(let folder, let first, let count):
      """
      '\(folder)' contains \(count) file\(count == 1 ? "" : "s") of an earlier run, such as \
      '\(first)', that this run would not replace. Choose another folder, or use --replace to move \
      \(count == 1 ? "it" : "them") to '\(folder)/.earlier'.
      """
    case .stopped(let checkpoint):
      """
      '\(checkpoint)' is the state of an interrupted training. Use --resume '\(checkpoint)' to \
      continue, or remove the file to start again.
      """
    }
  }
}
