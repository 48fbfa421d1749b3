import Basics
import Drawing
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The tiles of all pairs and methods as JPEG files, each made once for all participants.
package struct TileFiles: Sendable {
  package struct Name: Hashable, Sendable {
    let pair: String
    /// `nil` for a face itself.
    let method: StudyMethod?
    let isFirst: Bool
  }

  /// In pixels.
  package static let width = 240
  package let height: Int
  private let files: [Name: [UInt8]]
  /// The field in place of a picture.
  package let panel: [UInt8]
  /// The colors of a heatmap from low to high, as PNG.
  package let ramp: [UInt8]

  /// - Throws: `DrawingError`.
  package init(_ tiles: TilePictures, methods: [StudyMethod]) throws {
    height = Int((Double(Self.width) * tiles.aspect).rounded())
    var names: [Name] = []
    for pair in tiles.pairs.keys.sorted() {
      for isFirst in [true, false] {
        names.append(Name(pair: pair, method: nil, isFirst: isFirst))
        for method in methods where method != .none {
          names.append(Name(pair: pair, method: method, isFirst: isFirst))
        }
      }
    }
    let all = names
    let made = try collectInParallel(count: all.count) { place, _ in
      Result {
        let name = all[place]
        return try tiles.picture(
          of: name.pair, method: name.method ?? .none, first: name.isFirst,
          isMap: name.method != nil, width: Self.width
        ).encodedJPEG(quality: 88)
      }
    }.map { try $0.get() }
    files = Dictionary(uniqueKeysWithValues: zip(names, made))
    let size = (width: Double(Self.width), height: Double(height))
    panel = try drawnPicture(widthPoints: size.width, heightPoints: size.height) { canvas in
      ExplanationTile(.none, isFirst: true).drawPanel(
        on: canvas, in: Rectangle(x: 0, y: 0, width: size.width, height: size.height))
    }.encodedJPEG(quality: 88)
    ramp = try drawnPicture(widthPoints: 162, heightPoints: 14) { canvas in
      let step = 162 / Double(ExplanationTile.legend.count)
      for (place, color) in ExplanationTile.legend.enumerated() {
        canvas.fill(
          Rectangle(x: Double(place) * step, y: 0, width: step + 1, height: 14), color)
      }
    }.encodedPNG()
  }

  /// Returns one of the four tiles of an item.
  package func file(
    _ item: StudyKey.Item, _ method: StudyMethod, _ place: TilePictures.Place
  ) -> [UInt8] {
    let isMap = place == .leftMap || place == .rightMap
    if isMap && method == .none { return panel }
    return files[
      Name(
        pair: item.pair, method: isMap ? method : nil,
        isFirst: TilePictures.isFirst(place, swapped: item.swapped))]!
  }

  static func address(_ bytes: [UInt8], kind: String = "jpeg") -> String {
    "data:image/\(kind);base64,\(Data(bytes).base64EncodedString())"
  }
}
