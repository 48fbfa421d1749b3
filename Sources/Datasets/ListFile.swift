import Basics
import Pictures

/// The text of a list of pictures.
///
/// Each line is `path,label` or `path`, as in deepface-emd. A semicolon or a tab may replace the
/// comma, and a path or a label may be in quotes. As a last resort, a space after a picture's
/// extension separates them. A path that contains a comma needs no quotes if it ends in a picture's
/// extension. A first line with the names of the columns determines the columns of path and label.
/// Empty lines and lines that begin with `#` are skipped.
struct ListFile {
  struct Line: Equatable {
    let path: String
    let label: String?
  }

  private(set) var lines: [Line] = []
  /// The encoding of the text, if it is not UTF-8.
  let remark: String?

  /// - Parameters:
  ///   - bytes: The text in UTF-8, UTF-16 or Windows-1252.
  ///   - file: The file's name for messages.
  init(_ bytes: some Collection<UInt8>, file: String) throws(PictureList.Failure) {
    let text: ListText
    do {
      text = try ListText(Array(bytes))
    } catch {
      guard case .notText(let line, _) = error else { preconditionFailure() }
      throw .wrongLine(file: file, line: line, text: "bytes that are not text")
    }
    remark = text.remark
    var header: Header?
    for (place, line) in text.lines.enumerated() {
      if place == 0, let found = Header(line.text) {
        header = found
        continue
      }
      guard let found = header?.columns(line.text) ?? Self.columns(line.text), !found.path.isEmpty
      else {
        throw .wrongLine(file: file, line: line.number, text: String(line.text.prefix(80)))
      }
      lines.append(found)
    }
  }

  private static let separators: [Character] = [",", "\t", ";"]

  /// The names of the columns.
  private struct Header {
    let separator: Character
    let count: Int
    let path: Int
    let label: Int?

    private static let paths: Set<String> = [
      "path", "image", "image_path", "img_path", "imagepath", "file", "filename", "file_name",
      "filepath", "file_path", "picture", "photo", "img", "image_name", "image_id",
    ]
    private static let labels: Set<String> = [
      "label", "identity", "id", "person", "class", "name", "subject", "person_id", "identity_id",
      "subject_id", "label_name", "class_id",
    ]

    /// Creates a header; `nil` if the line does not name columns.
    init?(_ line: String) {
      for separator in separators where line.contains(separator) {
        guard let names = fields(line, separator: separator)?.map({ $0.lowercased() }) else {
          continue
        }
        let path =
          names.firstIndex(where: Self.paths.contains) ?? (names.first == "name" ? 0 : nil)
        guard let path,
          let label = names.indices.first(where: { $0 != path && Self.labels.contains(names[$0]) })
        else { continue }
        self.separator = separator
        count = names.count
        self.path = path
        self.label = label
        return
      }
      return nil
    }

    /// Returns the columns of a line; `nil` if their number differs.
    func columns(_ line: String) -> Line? {
      guard let fields = fields(line, separator: separator), fields.count == count else {
        return nil
      }
      let label = label.map { fields[$0] } ?? ""
      return Line(path: fields[path], label: label.isEmpty ? nil : label)
    }
  }

  private static func columns(_ line: String) -> Line? {
    if line.utf8.first == UInt8(ascii: "\"") { return quoted(line) }
    for separator in separators where line.contains(separator) {
      if let found = fields(line, separator: separator), found.count == 2,
        isNamedAsPicture(found[0])
      {
        return Line(path: found[0], label: found[1].isEmpty ? nil : found[1])
      }
    }
    for separator in separators {
      if let place = line.indices.last(where: {
        line[$0] == separator && isNamedAsPicture(trimmed(line[..<$0]))
      }) {
        return columns(line, splitAt: place)
      }
    }
    if let space = line.lastIndex(where: \.isWhitespace),
      isNamedAsPicture(trimmed(line[..<space])), !isNamedAsPicture(String(line[space...]))
    {
      return columns(line, splitAt: space)
    }
    if isNamedAsPicture(line) { return Line(path: line, label: nil) }
    // These are paths without an extension.
    for separator in separators {
      if let place = line.lastIndex(of: separator) { return columns(line, splitAt: place) }
    }
    return Line(path: line, label: nil)
  }

  /// Returns a line whose path is in quotes.
  private static func quoted(_ line: String) -> Line? {
    for separator in separators {
      guard let found = fields(line, separator: separator) else { continue }
      if found.count == 1 { return Line(path: found[0], label: nil) }
      let label = found.dropFirst().joined(separator: String(separator))
      return Line(path: found[0], label: label.isEmpty ? nil : label)
    }
    return nil
  }

  private static func isNamedAsPicture(_ name: String) -> Bool {
    isCalledPicture(name) || unreadKind(beginning: [], name: name) != nil
  }

  private static func columns(_ line: String, splitAt place: String.Index) -> Line {
    let label = trimmed(line[line.index(after: place)...])
    return Line(path: trimmed(line[..<place]), label: label.isEmpty ? nil : label)
  }
}
