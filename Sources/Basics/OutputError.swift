#if canImport(Glibc)
  import Glibc
#endif

/// Why a command may not write where it was asked to.
package enum OutputError: Error, Equatable, Sendable {
  /// The output is a folder that the command reads, lies in it, or is reached through it.
  case insideInput(output: String, input: String)
  /// The command would write over an input.
  case overInput(output: String, input: String)
  /// What is made from pictures would lie beside them.
  case amongOriginals(output: String)
  /// Another run holds the folder.
  case locked(folder: String)
  case unusable(output: String, FileError)
  /// The folder's path leads to something else than at the start, or to nothing.
  case replaced(folder: String)
  /// A file exists that the command did not write in an earlier run.
  case foreign(folder: String, command: String, first: String, count: Int)
  /// A file exists that is not of the kind that the command writes there.
  case otherKind(path: String, kind: String)
  case sameOutput(path: String)
  /// Files of an earlier run that this one would leave beside its own.
  case stale(folder: String, first: String, count: Int)
  /// The state of a training that was stopped.
  case stopped(checkpoint: String)

  /// Whether another command line helps, rather than another state of the disk.
  package var isUsage: Bool {
    switch self {
    case .locked, .unusable, .replaced: false
    default: true
    }
  }
}

extension OutputError: CustomStringConvertible {
  /// In one line, whatever a file's name brings into it.
  package var description: String { errorSentence(sentence) }

  private func isSame(_ one: String, _ other: String) -> Bool {
    FileIdentity(one).map { $0 == FileIdentity(other) } ?? false
  }

  private var sentence: String {
    switch self {
    case .insideInput(let output, let input):
      isSame(output, input)
        ? "The output '\(output)' is an input of this command; choose another place."
        : PathParts.isFolder(output) || FileIdentity(output) == nil
          ? """
          The output '\(output)' lies in the input folder '\(input)', and the next run would read it; \
          choose a place outside.
          """
          : """
          The output '\(output)' exists in the input folder '\(input)', where nothing is replaced; \
          choose another place.
          """
    case .overInput(let output, let input):
      isSame(output, input)
        ? "The output '\(output)' is the same file as the input '\(input)'; choose another place."
        : """
        The input '\(input)' lies where this command writes to, in '\(output)'; choose another output.
        """
    case .amongOriginals(let output):
      "The output '\(output)' would lie among the originals; choose another folder."
    case .locked(let folder):
      """
      Another run is writing to the folder '\(folder)'; wait for its end or choose another folder.
      """
    case .unusable(let output, let error):
      if case .cannotCreateFolder(let folder, EEXIST) = error {
        """
        The output '\(output)' cannot be used: '\(folder)' is a file, not a folder; choose another \
        place.
        """
      } else {
        "The output '\(output)' cannot be used. \(error)"
      }
    case .replaced(let folder):
      """
      The output folder '\(folder)' was removed or replaced during the run, so its files are not all \
      there; run again.
      """
    case .foreign(let folder, let command, let first, let count):
      count == 1
        ? """
        '\(folder)/\(first)' exists, and no '\(command)' wrote it there; move the file or choose \
        another folder.
        """
        : """
        \(count) files such as '\(folder)/\(first)' exist, and no '\(command)' wrote them there; move \
        the files or choose another folder.
        """
    case .otherKind(let path, let kind):
      "'\(path)' exists and is not \(kind), so it is not replaced; remove it or choose another name."
    case .sameOutput(let path):
      "Two outputs of this command have the name '\(path)'; give each its own."
    case .stale(let folder, let first, let count):
      """
      '\(folder)' contains \(count) file\(count == 1 ? "" : "s") of an earlier run, such as \
      '\(first)', that this run would not make. Choose another folder, or give --replace to move \
      \(count == 1 ? "it" : "them") to '\(folder)/.earlier'.
      """
    case .stopped(let checkpoint):
      """
      '\(checkpoint)' is the state of a training that was stopped. Give --resume '\(checkpoint)' to \
      go on, or remove the file to start again.
      """
    }
  }
}
