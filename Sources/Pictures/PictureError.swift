import Basics

/// The reason why a file cannot be read as a picture.
package enum PictureError: Error, Equatable, Sendable {
  /// The file itself cannot be read.
  case file(FileError)
  /// The file does not begin like any supported picture format.
  case unrecognized(name: String)
  /// The data ends before the picture does.
  case truncated(name: String)
  case corrupt(name: String, reason: String)
  /// The header promises more than `Picture.maximumPixelCount` pixels.
  case tooLarge(name: String, width: Int, height: Int)
  /// The file is of another kind, recognized by its content.
  case foreign(name: String, content: ForeignContent)
  /// A side is longer than `Picture.maximumSide` pixels.
  case tooLong(name: String, width: Int, height: Int)
  /// The decoder of its format ended without a picture.
  case undecoded(name: String, reason: String, advice: PictureAdvice = .convert)
  /// The picture is intact, but its kind is not supported.
  case unsupported(name: String, reason: String, advice: PictureAdvice = .convert)
}

extension PictureError: CustomStringConvertible {
  /// The sentence in one line, whatever the file's name contains.
  package var description: String { errorSentence(sentence) }

  /// The formats that can be read; `facet --version` shows those of a build.
  private static let formats =
    "PNG, JPEG, HEIC, AVIF, WebP, TIFF, GIF, BMP, JPEG 2000, PGM, PPM or PBM"

  private var sentence: String {
    switch self {
    case .file(let error):
      error.description
    case .unrecognized(let name):
      "'\(name)' is not a supported picture (expected \(Self.formats))."
    case .truncated(let name):
      "'\(name)' is incomplete: its data ends before the picture does. Copy it again."
    case .corrupt(let name, let reason):
      "'\(name)' is damaged: \(reason). Copy it again."
    case .tooLarge(let name, let width, let height):
      """
      '\(name)' has \(width) x \(height) pixels, more than the limit of \
      \(Picture.maximumPixelCount / 1_000_000) million pixels. Crop it or resize it.
      """
    case .foreign(let name, let content):
      "'\(name)' is not a picture: it is \(content) (expected \(Self.formats))."
    case .tooLong(let name, let width, let height):
      """
      '\(name)' has \(width) x \(height) pixels, but the limit per side is \(Picture.maximumSide). \
      Crop it or resize it.
      """
    case .undecoded(let name, let reason, let advice):
      "'\(name)' cannot be decoded: \(reason). \(advice.sentence(for: name))"
    case .unsupported(let name, let reason, let advice):
      "'\(name)' is of an unsupported kind (\(reason)). \(advice.sentence(for: name))"
    }
  }
}
