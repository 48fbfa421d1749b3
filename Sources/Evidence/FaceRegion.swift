import Faces
import Networks

/// A part of the face, named by where a patch lies in an aligned picture.
///
/// Left and right are those of the picture. A name describes only where the middle of a patch is. The
/// features of a patch also depend on its surroundings.
package enum FaceRegion: String, Sendable, Codable, CaseIterable {
  case forehead
  case leftEye
  case rightEye
  case nose
  case mouth
  case chin
  case leftCheek
  case rightCheek
  /// Temple, ear, hair or background beside the face.
  case leftEdge
  case rightEdge

  package var words: String {
    switch self {
    case .forehead: "forehead or hair"
    case .leftEye: "left eye"
    case .rightEye: "right eye"
    case .nose: "nose"
    case .mouth: "mouth"
    case .chin: "chin"
    case .leftCheek: "left cheek"
    case .rightCheek: "right cheek"
    case .leftEdge: "left edge"
    case .rightEdge: "right edge"
    }
  }
}

/// The places of the parts of a face in the pictures of one backbone.
package struct FaceLayout: Sendable, Equatable {
  /// The place in shares of the picture's width and height.
  private let leftEye: (x: Double, y: Double)
  private let rightEyeX: Double
  private let mouthY: Double
  /// The width divided by the height.
  private let aspect: Double

  package static func == (first: FaceLayout, second: FaceLayout) -> Bool {
    first.leftEye == second.leftEye && first.rightEyeX == second.rightEyeX
      && first.mouthY == second.mouthY && first.aspect == second.aspect
  }

  /// By the five points to which faces are aligned: those of 112x96 for upright inputs, those of
  /// 160x160 for square ones (DeepFace-EMD's, `golden/README.md`).
  package init(inputWidth: Int, inputHeight: Int) {
    aspect = Double(inputWidth) / Double(inputHeight)
    let template =
      inputWidth < inputHeight
      ? AlignmentTemplate.upright
      : AlignmentTemplate(width: inputWidth, height: inputHeight) ?? .square
    let (width, height) = (Double(template.width), Double(template.height))
    let points = template.points.points
    leftEye = (points[0].x / width, (points[0].y + points[1].y) / 2 / height)
    rightEyeX = points[1].x / width
    mouthY = (points[3].y + points[4].y) / 2 / height
  }

  /// The distance between the eyes, in shares of the picture's width.
  var eyeDistance: Double { rightEyeX - leftEye.x }

  /// Returns the part that contains the middle of a patch.
  ///
  /// Distances are measured in the face's own: across in distances of the eyes from the middle
  /// between them, downwards in distances of the mouth from the eyes.
  package func region(of patch: Int, on grid: PatchGrid) -> FaceRegion {
    let x = (Double(patch % grid.columns) + 0.5) / Double(grid.columns)
    let y = (Double(patch / grid.columns) + 0.5) / Double(grid.rows)
    let across = (x - (leftEye.x + rightEyeX) / 2) / (rightEyeX - leftEye.x)
    let down = (y - leftEye.y) / (mouthY - leftEye.y)
    let isLeft = across < 0
    if down < -0.35 { return .forehead }
    if abs(across) > 0.95 { return isLeft ? .leftEdge : .rightEdge }
    if down < 0.3 {
      if abs(across) < 0.15 { return .nose }
      return isLeft ? .leftEye : .rightEye
    }
    if down < 0.75 {
      if abs(across) < 0.35 { return .nose }
      return isLeft ? .leftCheek : .rightCheek
    }
    if down < 1.25 {
      if abs(across) < 0.5 { return .mouth }
      return isLeft ? .leftCheek : .rightCheek
    }
    if abs(across) < 0.72 { return .chin }
    return isLeft ? .leftCheek : .rightCheek
  }
}
