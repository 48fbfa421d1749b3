import Basics

/// Why a file gives no picture.
package enum PictureError: Error, Equatable, Sendable {
  /// The file itself cannot be read.
  case file(FileError)
  /// Not the beginning of any picture format that is read.
  case unrecognized(name: String)
  /// The data ends before the picture does.
  case truncated(name: String)
  case corrupt(name: String, reason: String)
  /// The header promises more than `Picture.maximumPixelCount` pixels.
  case tooLarge(name: String, width: Int, height: Int)
  /// A file of another kind, known by its content.
  case foreign(name: String, content: ForeignContent)
  /// A side is longer than `Picture.maximumSide` pixels.
  case tooLong(name: String, width: Int, height: Int)
  /// A sound picture of a kind that is not read.
  case unsupported(name: String, reason: String)
}

extension PictureError: CustomStringConvertible {
  /// In one line, whatever the file brings into it.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .file(let error):
      error.description
    case .unrecognized(let name):
      "'\(name)' is no picture: it begins like neither PNG nor JPEG nor PGM, PPM or PBM; "
        + "convert it to one of them."
    case .truncated(let name):
      "'\(name)' is incomplete: its data ends before the picture does; copy it anew."
    case .corrupt(let name, let reason):
      "'\(name)' is damaged: \(reason); copy it anew."
    case .tooLarge(let name, let width, let height):
      """
      '\(name)' claims \(width) x \(height) pixels, more than the \
      \(Picture.maximumPixelCount / 1_000_000) million that are read; make it smaller.
      """
    case .foreign(let name, let content):
      "'\(name)' is not a picture: it is \(content); give a PNG, JPEG, PGM, PPM or PBM file."
    case .tooLong(let name, let width, let height):
      """
      '\(name)' claims \(width) x \(height) pixels, but a side has at most \(Picture.maximumSide); \
      crop it or make it smaller.
      """
    case .unsupported(let name, let reason):
      "'\(name)' is of a kind that is not read (\(reason)); convert it to PNG or JPEG."
    }
  }
}
