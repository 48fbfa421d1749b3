import Synchronization

/// A photograph, upright. It is in memory as a whole, or, as a very large JPEG, at a reduced scale and
/// in the areas that were asked for at full scale.
///
/// The pixels of an area are those of the whole picture: rows and columns of a JPEG that are not
/// wanted are skipped, and the others are decoded as always.
package final class Photograph: Sendable {
  /// The fewest pixels of a reduced picture.
  ///
  /// Faces are searched for in pictures of at most so many, so that from four times as many on,
  /// detectors reduce the picture anyway.
  package static let leastReducedPixelCount = 16_000_000

  package let width: Int
  package let height: Int
  package let channels: Picture.Channels
  /// The whole picture; `nil` for one that is reduced.
  package let whole: Picture?
  /// The side of the squares of the photograph for which the pixels of the reduced picture stand: 1, 2,
  /// 4 or 8.
  package let reduction: Int

  /// The position in the photograph of the upper left corner of the reduced picture, 0 or less: at an
  /// edge that was the right or lower one before turning, its pixels can reach beyond the photograph.
  private let left: Int
  private let top: Int
  private let source: ReducedJPEG?
  private let memory: Mutex<Memory>

  private struct Memory {
    var reduced: Picture?
    var parts: [PhotographPart] = []
  }

  package init(_ picture: Picture) {
    (width, height, channels) = (picture.width, picture.height, picture.channels)
    whole = picture
    (reduction, left, top, source) = (1, 0, 0, nil)
    memory = Mutex(Memory())
  }

  /// - Parameter reduced: Upright.
  init(_ reduced: Picture, _ source: ReducedJPEG) {
    whole = nil
    channels = reduced.channels
    (width, height) = source.uprightSize
    self.source = source
    reduction = source.reduction
    left = source.orientation.reversesColumns ? width - reduced.width * source.reduction : 0
    top = source.orientation.reversesRows ? height - reduced.height * source.reduction : 0
    memory = Mutex(Memory(reduced: reduced))
  }

  /// Returns the picture for detectors and for views of the whole: the photograph itself or the reduced
  /// one.
  ///
  /// - Throws: `PictureError`, if it is decoded again and memory is short.
  package func searched() throws(PictureError) -> Picture {
    guard let source else { return whole! }
    if let known = memory.withLock({ $0.reduced }) { return known }
    let reduced = try source.reduced()
    memory.withLock { $0.reduced = reduced }
    return reduced
  }

  /// Makes room for the parts at full scale: a reduced picture is decoded again if it is still needed.
  package func forgetSearched() {
    memory.withLock { $0.reduced = nil }
  }

  /// Returns the whole picture, which is decoded if it is not in memory.
  ///
  /// - Throws: `PictureError`, if memory is short.
  package func decodedWhole() throws(PictureError) -> Picture {
    guard let source else { return whole! }
    return try source.parts([wholeArea])[0].pixels
  }

  private var wholeArea: PictureArea { PictureArea(columns: 0..<width, rows: 0..<height) }

  /// Returns the position in the photograph of one in the reduced picture.
  ///
  /// - Parameter edge: The number that stands for the outer edge of the first pixel, in both pictures.
  package func position(x: Double, y: Double, edge: Double = 0) -> (x: Double, y: Double) {
    (
      Double(reduction) * (x - edge) + edge + Double(left),
      Double(reduction) * (y - edge) + edge + Double(top)
    )
  }

  /// Returns a part that contains an area.
  ///
  /// - Throws: `PictureError`, if memory is short.
  package func part(_ area: PictureArea) throws(PictureError) -> PhotographPart {
    if let whole { return PhotographPart(whole) }
    try prepare([area])
    return memory.withLock { memory in memory.parts.first { $0.area.contains(area) }! }
  }

  /// Decodes areas together, which costs hardly more time than one of them.
  ///
  /// - Throws: `PictureError`, if memory is short.
  package func prepare(_ areas: [PictureArea]) throws(PictureError) {
    guard let source else { return }
    var wanted = areas.filter { area in
      memory.withLock { memory in !memory.parts.contains { $0.area.contains(area) } }
    }
    guard !wanted.isEmpty else { return }
    // Many large faces cover more than there is.
    let count = wanted.reduce(0) { $0 + $1.pixelCount }
    if count > width * height / 2 { wanted = [wholeArea] }
    let decoded = try source.parts(wanted)
    memory.withLock { $0.parts += decoded }
  }
}

/// The file of a JPEG that was decoded at a reduced scale.
struct ReducedJPEG: Sendable {
  let bytes: [UInt8]
  let name: String
  let reduction: Int
  /// The fewest pixels of the reduced picture.
  let leastPixels: Int
  /// The stored width of the whole picture.
  let width: Int
  let height: Int
  let orientation: Orientation
  /// The color profile of which the samples are converted to sRGB; `nil` if they stay as they are.
  let profile: [UInt8]?

  var uprightSize: (width: Int, height: Int) {
    orientation.exchangesSides ? (height, width) : (width, height)
  }

  /// Decodes the reduced picture once more, upright.
  func reduced() throws(PictureError) -> Picture {
    let stored = try Picture.decodeJPEG(bytes, name: name, reducedTo: leastPixels).picture
    return try converted(stored).uprighted(from: orientation)
  }

  /// Decodes areas of the upright picture at full scale.
  func parts(_ areas: [PictureArea]) throws(PictureError) -> [PhotographPart] {
    let (width, height) = uprightSize
    let stored = try Picture.decodeJPEG(
      bytes, areas: areas.map { orientation.stored($0, width: width, height: height) }, name: name)
    var parts: [PhotographPart] = []
    for (area, pixels) in zip(areas, stored) {
      let colored = try converted(pixels)
      parts.append(
        PhotographPart(
          colored.uprighted(from: orientation), area: area, width: width, height: height))
    }
    return parts
  }

  private func converted(_ pixels: Picture) throws(PictureError) -> Picture {
    guard let profile else { return pixels }
    var notes = PictureNotes()
    let result = PictureDecoder.converted(pixels, from: profile, &notes)
    guard notes.convertsColors else {
      throw .undecoded(name: name, reason: "the colors of a part of it could not be converted")
    }
    return result
  }
}

extension Orientation {
  /// Whether the columns of the upright picture run against the stored columns, or rows.
  var reversesColumns: Bool {
    [.mirrored, .upsideDown, .turnsRight, .transversed].contains(self)
  }

  var reversesRows: Bool {
    [.upsideDown, .mirroredUpsideDown, .transversed, .turnsLeft].contains(self)
  }

  /// Returns the area of the stored picture that shows an area of the upright one.
  ///
  /// - Parameter width: The width of the upright picture.
  func stored(_ area: PictureArea, width: Int, height: Int) -> PictureArea {
    func reversed(_ range: Range<Int>, _ length: Int) -> Range<Int> {
      length - range.upperBound..<length - range.lowerBound
    }
    let columns = reversesColumns ? reversed(area.columns, width) : area.columns
    let rows = reversesRows ? reversed(area.rows, height) : area.rows
    return exchangesSides
      ? PictureArea(columns: rows, rows: columns) : PictureArea(columns: columns, rows: rows)
  }
}
