import CPictureCodecs

/// Sentences about the skipped parts of a file whose pixels are complete; usually none.
package struct PictureNotes: Sendable, Equatable {
  package private(set) var sentences: [String] = []

  /// Whether the samples are not those of the file: their colors were converted.
  package private(set) var convertsColors = false

  init() {}

  mutating func add(_ sentence: String, convertsColors: Bool = false) {
    sentences.append(sentence)
    if convertsColors { self.convertsColors = true }
  }

  init(_ notes: picture_notes) {
    func bytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }
    func was(_ count: Int) -> String { count == 1 ? "was" : "were" }
    if notes.skipped_count > 0 {
      let count = notes.skipped_count
      sentences.append(
        notes.skipped_more == 0
          ? "\(bytes(count)) before a marker \(was(count)) skipped."
          : "\(count) or more bytes before a marker were skipped.")
    }
    if notes.jfif_major != 0 {
      let minor = notes.jfif_minor < 10 ? "0\(notes.jfif_minor)" : "\(notes.jfif_minor)"
      sentences.append(
        "The file names JFIF version \(notes.jfif_major).\(minor); it was read as version 1.")
    }
    if notes.remark_count > 0 {
      let words = withUnsafeBytes(of: notes.remark) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let more = notes.remark_count - 1
      sentences.append(
        "The decoder warned: \(words)" + (more > 0 ? " (and \(more) more)" : "") + ".")
    }
    if notes.trailing_count > 0 {
      let count = notes.trailing_count
      sentences.append("\(bytes(count)) after the end of the picture \(was(count)) not read.")
    }
  }
}
