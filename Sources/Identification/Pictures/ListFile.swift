/// The text of a list of pictures.
///
/// `path,label` or `path` on each line, as deepface-emd ships them; the last comma counts, unless the
/// path stands in quotes. Where a line has no comma, a tab, or a space after a picture's ending,
/// stands before the label. Empty lines, lines that begin with `#` and a first line with the columns'
/// names are passed over.
struct ListFile {
  struct Line: Equatable {
    let path: String
    let label: String?
  }

  private(set) var lines: [Line] = []

  /// - Parameters:
  ///   - bytes: UTF-8, with or without a byte order mark.
  ///   - file: For messages.
  init(_ bytes: some Collection<UInt8>, file: String) throws(PictureList.Failure) {
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw .wrongLine(file: file, line: 1, text: "bytes that are not text")
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = trimmed(line)
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let found = Self.columns(line), !found.path.isEmpty, !found.path.utf8.contains(0) else {
        throw .wrongLine(file: file, line: index + 1, text: String(line.prefix(80)))
      }
      if lines.isEmpty && Self.isHeader(found) { continue }
      lines.append(found)
    }
  }

  private static func isHeader(_ line: Line) -> Bool {
    guard let label = line.label?.lowercased() else { return false }
    return ["path", "image", "image_path", "img_path", "file", "filename", "name", "picture"]
      .contains(line.path.lowercased())
      && ["label", "identity", "id", "person", "class", "name", "subject"].contains(label)
  }

  /// Path and label of a line; a path with commas stands in quotes, in which "" is a quote.
  private static func columns(_ line: String) -> Line? {
    guard line.hasPrefix("\"") else {
      if let comma = line.lastIndex(of: ",") { return columns(line, splitAt: comma) }
      if let tab = line.lastIndex(of: "\t") { return columns(line, splitAt: tab) }
      if let space = line.lastIndex(where: \.isWhitespace),
        isCalledPicture(trimmed(line[..<space])), !isCalledPicture(String(line[space...]))
      {
        return columns(line, splitAt: space)
      }
      return Line(path: line, label: nil)
    }
    var path = ""
    var rest = line.dropFirst()
    while let quote = rest.firstIndex(of: "\"") {
      path += rest[..<quote]
      rest = rest[rest.index(after: quote)...]
      if !rest.hasPrefix("\"") {
        let after = trimmed(rest)
        if after.isEmpty { return Line(path: path, label: nil) }
        return after.hasPrefix(",") ? Line(path: path, label: label(after.dropFirst())) : nil
      }
      path += "\""
      rest = rest.dropFirst()
    }
    return nil
  }

  private static func columns(_ line: String, splitAt place: String.Index) -> Line {
    Line(path: trimmed(line[..<place]), label: label(line[line.index(after: place)...]))
  }

  private static func label(_ text: Substring) -> String? {
    let text = trimmed(text)
    return text.isEmpty ? nil : text
  }
}

private func trimmed(_ text: Substring) -> String {
  var text = text
  while text.first?.isWhitespace == true { text.removeFirst() }
  while text.last?.isWhitespace == true { text.removeLast() }
  return String(text)
}

private func trimmed(_ text: String) -> String { trimmed(text[...]) }
