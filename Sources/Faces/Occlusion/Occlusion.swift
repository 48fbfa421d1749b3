import Basics
import Drawing
import Pictures

/// A picture with a part of the face hidden or removed.
package struct Occlusion: Sendable, Equatable {
  /// The picture, with the size and channels of the original.
  package let picture: Picture
  /// The result in a few words: "surgical mask, blue".
  package let description: String
  /// The map from original positions to new ones; the scales of `crop` differ if the sides of the
  /// picture are not reduced equally.
  package let change: Change

  /// A similarity x' = a x - b y + ... if the picture was rotated; a window if it was cropped.
  package enum Change: Sendable, Equatable {
    case none
    case turned(Similarity2D)
    case cut(x: Int, y: Int, width: Int, height: Int)
  }

  /// Hides a part of a face.
  ///
  /// The same arguments give the same picture. Pixels outside the mask or the glasses stay
  /// unchanged.
  ///
  /// - Parameter landmarks: The landmarks in the picture; `crop` and `rotate` do not use them.
  /// - Throws: `OcclusionError` if landmarks are missing or do not describe a visible face;
  ///   `DrawingError` if memory is short.
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

  /// Returns a part of 70% of each side.
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
      description: "rotated by \(fixed(degrees, 1)) degrees", change: .turned(turn))
  }
}

extension Occlusion {
  /// Returns the new positions of landmarks of the original picture.
  package func moved(_ landmarks: Landmarks68) -> Landmarks68 {
    switch change {
    case .none: return landmarks
    case .turned(let turn): return landmarks.transformed(by: turn)
    case .cut(let x, let y, let width, let height):
      let scaleX = Double(picture.width) / Double(width)
      let scaleY = Double(picture.height) / Double(height)
      // The center of the first pixel is half a pixel from the corner.
      return Landmarks68(
        points: landmarks.points.map {
          .init(
            x: ($0.x + 0.5 - Double(x)) * scaleX - 0.5,
            y: ($0.y + 0.5 - Double(y)) * scaleY - 0.5)
        })
    }
  }
}

/// The reason why a face cannot be occluded.
package enum OcclusionError: Error, Equatable, CustomStringConvertible {
  case landmarksMissing
  case noFace(reason: String)

  package var description: String {
    switch self {
    case .landmarksMissing:
      "The face has no landmarks, so the positions of its features are unknown."
    case .noFace(let reason):
      """
      Its landmarks do not describe a visible face: \(reason). Correct the landmark file, or leave \
      the picture out.
      """
    }
  }
}

extension Picture {
  /// Returns the picture with a drawing over it; samples that the drawing does not cover stay
  /// unchanged.
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
