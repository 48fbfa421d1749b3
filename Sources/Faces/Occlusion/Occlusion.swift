import Basics
import Drawing
import Pictures

/// A picture with a part of the face hidden or cut away.
package struct Occlusion: Sendable, Equatable {
  /// Of the size and the channels of the picture it was made from.
  package let picture: Picture
  /// What it was in the end, in a few words: "surgical mask, blue".
  package let description: String
  /// From positions in the picture before to positions now; with unequal scales for `crop` of a
  /// picture whose sides do not shrink alike.
  package let change: Change

  /// x' = a x - b y + ..., as a similarity where the picture was turned; a window where it was cut.
  package enum Change: Sendable, Equatable {
    case none
    case turned(Similarity2D)
    case cut(x: Int, y: Int, width: Int, height: Int)
  }

  /// Hides a part of a face.
  ///
  /// The same arguments give the same picture. Pixels beside the mask or the glasses stay as they
  /// were.
  ///
  /// - Parameter landmarks: In the picture; of no use to `crop` and `rotate`.
  /// - Throws: `OcclusionError` where landmarks are missing or describe no face that can be seen;
  ///   `DrawingError` when there is no memory.
  package static func of(
    _ picture: Picture, landmarks: Landmarks68?, kind: OccluderKind, seed: UInt64
  ) throws -> Occlusion {
    var random = SeededGenerator(purpose: 0x0CC1, seed: seed)
    switch kind {
    case .crop: return cropped(picture, &random)
    case .rotate: return rotated(picture, &random)
    case .mask, .surgical, .cloth, .ffp2, .patterned:
      let frame = try OccluderFrame(landmarks, in: picture)
      let mask = FaceMask(kind: kind, frame: frame, &random)
      return Occlusion(
        picture: try picture.drawnOver { mask.draw(on: $0, &random) },
        description: mask.description, change: .none)
    case .sunglasses:
      let frame = try OccluderFrame(landmarks, in: picture)
      let glasses = Sunglasses(frame: frame, &random)
      return Occlusion(
        picture: try picture.drawnOver { glasses.draw(on: $0) },
        description: glasses.description, change: .none)
    }
  }

  /// A part of 70 % of each side.
  private static func cropped(_ picture: Picture, _ random: inout SeededGenerator) -> Occlusion {
    let width = max(1, Int((0.7 * Double(picture.width)).rounded()))
    let height = max(1, Int((0.7 * Double(picture.height)).rounded()))
    let x = Int(random.draw(0...1) * Double(picture.width - width + 1))
    let y = Int(random.draw(0...1) * Double(picture.height - height + 1))
    let (left, top) = (min(x, picture.width - width), min(y, picture.height - height))
    let part = picture.cropped(x: left, y: top, width: width, height: height)
    return Occlusion(
      picture: part.resized(width: picture.width, height: picture.height),
      description: "\(width)x\(height) from (\(left), \(top)), scaled back",
      change: .cut(x: left, y: top, width: width, height: height))
  }

  private static func rotated(_ picture: Picture, _ random: inout SeededGenerator) -> Occlusion {
    let degrees = random.draw(5...30) * (random.chance(0.5) ? 1 : -1)
    let angle = degrees * .pi / 180
    let (a, b) = (cosineOf(angle), sineOf(angle))
    let (x, y) = (Double(picture.width - 1) / 2, Double(picture.height - 1) / 2)
    let turn = Similarity2D(
      a: a, b: b, translationX: x - a * x + b * y, translationY: y - b * x - a * y)
    return Occlusion(
      picture: picture.warped(by: turn, width: picture.width, height: picture.height),
      description: "turned by \(fixed(degrees, 1)) degrees", change: .turned(turn))
  }
}

extension Occlusion {
  /// Where landmarks of the picture before lie now.
  package func moved(_ landmarks: Landmarks68) -> Landmarks68 {
    switch change {
    case .none: return landmarks
    case .turned(let turn): return landmarks.transformed(by: turn)
    case .cut(let x, let y, let width, let height):
      let scaleX = Double(picture.width) / Double(width)
      let scaleY = Double(picture.height) / Double(height)
      // Pixels have half a pixel before their center.
      return Landmarks68(
        points: landmarks.points.map {
          .init(
            x: ($0.x + 0.5 - Double(x)) * scaleX - 0.5,
            y: ($0.y + 0.5 - Double(y)) * scaleY - 0.5)
        })
    }
  }
}

/// Why nothing can be put on a face.
package enum OcclusionError: Error, Equatable, CustomStringConvertible {
  case landmarksMissing
  case noFace(reason: String)

  package var description: String {
    switch self {
    case .landmarksMissing: "Where the face's features are is not known; give its landmarks."
    case .noFace(let reason):
      "Its landmarks describe no face that is seen: \(reason); mend their file, or leave it out."
    }
  }
}

extension Picture {
  /// The picture with something drawn over it; samples that nothing covers stay as they are.
  fileprivate func drawnOver(_ draw: (Canvas) -> Void) throws(DrawingError) -> Picture {
    let ground = try PaperPicture(self, jpeg: nil)
    let whole = Rectangle(x: 0, y: 0, width: Double(width), height: Double(height))
    let drawn = try drawnPicture(widthPoints: Double(width), heightPoints: Double(height)) {
      $0.draw(ground, in: whole)
      draw($0)
    }
    return drawn.converted(to: channels)
  }
}
