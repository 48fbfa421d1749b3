#if canImport(Glibc)
  import Glibc
#endif

/// A single file that a command writes, such as `--json FILE`. It is checked before any work
/// begins, by the same rule as an `OutputFolder`.
package struct OutputFile: Sendable {
  package let path: String
  package let kind: Kind

  /// The kind of content. Only a file of the same kind, or an empty file, is replaced.
  package enum Kind: Sendable {
    case json, page, png, pdf, model, scores, table

    fileprivate var name: String {
      switch self {
      case .json: "JSON"
      case .page: "an HTML page"
      case .png: "a PNG picture"
      case .pdf: "a PDF document"
      case .model: "a .safetensors file"
      case .scores: "a CSV file of scores"
      case .table: "a CSV file of results"
      }
    }

    fileprivate func accepts(_ bytes: [UInt8]) -> Bool {
      let text = bytes.drop { [9, 10, 13, 32].contains($0) }
      switch self {
      case .json: return text.first == UInt8(ascii: "{") || text.first == UInt8(ascii: "[")
      case .page: return text.first == UInt8(ascii: "<")
      case .png: return bytes.starts(with: [0x89, 0x50, 0x4E, 0x47])
      case .pdf: return bytes.starts(with: "%PDF".utf8)
      case .model: return bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
      case .scores: return bytes.starts(with: "part,query,label,".utf8)
      case .table:
        return [
          "part,model,", "scorer,weights,", "Pairs,Method,", "Pairs,Network,",
          "training,step,",
        ].contains {
          bytes.starts(with: $0.utf8)
        }
      }
    }
  }

  package init(_ path: String, _ kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// Checks that all files may be written, and creates missing folders.
  ///
  /// - Throws: `OutputError` if a file is an input (also by a symbolic or hard link), would replace
  ///   a file in an input folder or a file of another kind, has another's name, or cannot be
  ///   written.
  package static func check(_ files: [OutputFile], inputs: CommandInputs) throws(OutputError) {
    var seen: Set<[UInt8]> = []
    for file in files {
      guard seen.insert(Array((try file.check(inputs)).utf8)).inserted else {
        throw .sameOutput(path: file.path)
      }
    }
  }

  /// - Returns: The path with links followed.
  private func check(_ inputs: CommandInputs) throws(OutputError) -> String {
    var status = stat()
    if !path.utf8.contains(0), stat(path, &status) == 0 {
      if let input = inputs.file(like: status) { throw .overInput(output: path, input: input) }
      if status.st_mode & S_IFMT == S_IFREG {
        if let input = inputs.folder(around: path) {
          throw .insideInput(output: path, input: input)
        }
        if let start = leadingBytes(of: path, count: 512), !start.isEmpty, !kind.accepts(start) {
          throw .otherKind(path: path, kind: kind.name)
        }
      }
    }
    do {
      if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex {
        try makeFolders(String(path[..<slash]))
      }
      // A file is created and discarded, so that a place that is not writable is found now.
      _ = try AtomicFile(path)
    } catch {
      throw .unusable(output: path, error)
    }
    return realPath(path) ?? place
  }

  /// The place of a file that does not exist yet: its folder with links followed, and its name.
  private var place: String {
    let absolute = PathParts.absolute(path)
    let slash = absolute.utf8.lastIndex(of: UInt8(ascii: "/"))!
    let folder = String(absolute[..<slash])
    return (realPath(folder.isEmpty ? "/" : folder) ?? folder) + absolute[slash...]
  }
}
