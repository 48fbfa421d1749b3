/// What a picture's file says about itself. Nothing of it is checked, and all of it can be edited.
package struct PictureFacts: Sendable, Equatable, Codable {
  package let format: PictureFormat
  /// The size of the file.
  package let byteCount: Int
  /// The stored width, before the picture was turned upright.
  package let width: Int
  package let height: Int
  /// What EXIF data name; each comes from outside and has at most `EXIF.mostCharacters`.
  package let cameraMaker: String?
  package let cameraModel: String?
  /// The time of the picture as the camera wrote it, usually "YYYY:MM:DD HH:MM:SS" without a zone.
  package let takenAt: String?
  /// The time of the last change as software wrote it.
  package let changedAt: String?
  package let software: String?
  /// How a JPEG was compressed; `nil` for other formats.
  package let compression: JPEGCompression?

  package init(_ file: PictureFile) {
    format = file.format
    byteCount = file.bytes.count
    let turned = file.orientation.exchangesSides
    let photograph = file.photograph
    width = turned ? photograph.height : photograph.width
    height = turned ? photograph.width : photograph.height
    let exif =
      file.exif.isEmpty
      ? EXIF(ofFile: file.bytes, format: file.format) : EXIF(file.exif[...])
    cameraMaker = exif?.text(.maker)
    cameraModel = exif?.text(.model)
    takenAt = exif?.text(.takenAt)
    changedAt = exif?.text(.changedAt)
    software = exif?.text(.software)
    compression = file.format == .jpeg ? JPEGCompression(file.bytes) : nil
  }

  /// Whether the file names a camera, a time or software.
  package var hasEXIF: Bool {
    [cameraMaker, cameraModel, takenAt, changedAt, software].contains { $0 != nil }
  }
}

/// Texts of an EXIF block.
///
/// CIPA DC-008 (Exif 2.32), section 4.6; TIFF 6.0, section 2.
struct EXIF {
  /// Longer texts are cut.
  static let mostCharacters = 200

  enum Tag: Int {
    case maker = 0x010F
    case model = 0x0110
    case software = 0x0131
    case changedAt = 0x0132
    case takenAt = 0x9003
  }

  private let bytes: ArraySlice<UInt8>
  private let isLittleEndian: Bool

  /// Finds the block of a JPEG (APP1), a PNG (eXIf) or a JPEG 2000 (a box of its own); a TIFF is a block
  /// as a whole.
  ///
  /// - Returns: `nil` for a file without one.
  init?(ofFile file: [UInt8], format: PictureFormat) {
    let block: ArraySlice<UInt8>?
    switch format {
    case .jpeg:
      block = JPEGSegments(file).first {
        $0.marker == 0xE1 && file[$0.content].starts(with: Self.mark)
      }.map { file[$0.content].dropFirst(Self.mark.count) }
    case .png: block = Picture.chunk("eXIf", in: file)
    case .tiff: block = file[...]
    case .jpeg2000: block = Self.box(in: file)
    default: block = nil
    }
    guard let block else { return nil }
    self.init(block)
  }

  /// - Parameter block: From its byte order mark on.
  init?(_ block: ArraySlice<UInt8>) {
    guard block.count >= 8 else { return nil }
    switch (block[block.startIndex], block[block.startIndex + 1]) {
    case (0x49, 0x49): isLittleEndian = true
    case (0x4d, 0x4d): isLittleEndian = false
    default: return nil
    }
    bytes = block
    guard number(2, 2) == 42 else { return nil }
  }

  private static let mark = Array("Exif\0\0".utf8)
  /// The name of the box that cameras' software adds to a JPEG 2000.
  private static let boxName = Array("uuidJpgTiffExif->JP2".utf8)

  /// Returns the content of a JPEG 2000's box with EXIF data.
  ///
  /// ISO/IEC 15444-1, annex I.4.
  private static func box(in file: [UInt8]) -> ArraySlice<UInt8>? {
    var place = 0
    while place + 8 <= file.count {
      func number(_ start: Int, _ size: Int) -> UInt64 {
        file[start..<start + size].reduce(0) { $0 << 8 | UInt64($1) }
      }
      var length = number(place, 4)
      var content = place + 8
      if length == 1 {
        guard place + 16 <= file.count else { return nil }
        length = number(place + 8, 8)
        content = place + 16
      } else if length == 0 {
        length = UInt64(file.count - place)
      }
      guard length >= UInt64(content - place), length <= UInt64(file.count - place) else {
        return nil
      }
      let end = place + Int(length)
      if file[place + 4..<end].starts(with: boxName), content == place + 8 {
        return file[(place + 4 + boxName.count)..<end]
      }
      place = end
    }
    return nil
  }

  private func number(_ start: Int, _ size: Int) -> Int? {
    guard start >= 0, start <= bytes.count - size else { return nil }
    let first = bytes.startIndex + start
    let part = bytes[first..<first + size]
    return isLittleEndian
      ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
  }

  /// Returns the text of a tag in the main directory or in EXIF's own.
  func text(_ tag: Tag) -> String? {
    guard let main = number(4, 4) else { return nil }
    if let text = text(tag, inDirectory: main) { return text }
    guard let own = entry(0x8769, inDirectory: main).flatMap({ number($0 + 8, 4) }) else {
      return nil
    }
    return text(tag, inDirectory: own)
  }

  private func entry(_ tag: Int, inDirectory directory: Int) -> Int? {
    guard let count = number(directory, 2) else { return nil }
    for place in 0..<count {
      let start = directory + 2 + 12 * place
      guard let found = number(start, 2) else { return nil }
      if found == tag { return start }
    }
    return nil
  }

  private func text(_ tag: Tag, inDirectory directory: Int) -> String? {
    guard let entry = entry(tag.rawValue, inDirectory: directory), number(entry + 2, 2) == 2,
      let count = number(entry + 4, 4), count > 0, count <= bytes.count
    else { return nil }
    // A text of up to four bytes stands in the entry itself.
    let start = count <= 4 ? entry + 8 : number(entry + 8, 4)
    guard let start, start <= bytes.count - count else { return nil }
    let first = bytes.startIndex + start
    let content = bytes[first..<first + count].prefix { $0 != 0 }
    let text = String(decoding: content, as: UTF8.self)
    let trimmed = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    return trimmed.isEmpty ? nil : String(String(trimmed).prefix(Self.mostCharacters))
  }
}

/// The segments of a JPEG before its samples.
///
/// ITU-T T.81, section B.1.1.
struct JPEGSegments: Sequence, IteratorProtocol {
  struct Segment {
    let marker: UInt8
    /// The bytes after the length.
    let content: Range<Int>
  }

  private let bytes: [UInt8]
  private var place = 2

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.count < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8 { place = bytes.count }
  }

  mutating func next() -> Segment? {
    while place + 4 <= bytes.count, bytes[place] == 0xFF {
      let marker = bytes[place + 1]
      switch marker {
      case 0xFF: place += 1  // This is a fill byte.
      case 0x01, 0xD0...0xD7: place += 2  // These markers have no length.
      case 0xD9, 0xDA: return nil
      default:
        let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
        let end = place + 2 + length
        guard length >= 2, end <= bytes.count else { return nil }
        defer { place = end }
        return Segment(marker: marker, content: place + 4..<end)
      }
    }
    return nil
  }
}
