import Basics
import Faces
import Pictures

extension PictureQuality {
  /// Measures a face in its own picture.
  ///
  /// - Parameters:
  ///   - photograph: The upright original, or the aligned picture as it was given.
  ///   - face: The aligned face in the size of the network's input.
  ///   - sighting: The position of the face in the original; `nil` for an aligned picture.
  ///   - landmarks: Those of a file beside the picture or of a predictor, in the picture's pixels.
  ///   - source: Where `landmarks` come from.
  ///   - faces: All faces of the photograph; `nil` if they are not known.
  /// - Throws: `PictureError`.
  package init(
    photograph: Photograph, face: Picture, sighting: FoundFace?, landmarks: Landmarks68?,
    from source: LandmarkSource = .file, faces: [DetectedFace]? = nil
  ) throws(PictureError) {
    let geometry = FaceGeometry(
      landmarks: landmarks, from: source, found: sighting?.face.points,
      template: AlignmentTemplate.points(
        inWidth: photograph.width, height: photograph.height, inputWidth: face.width,
        inputHeight: face.height))
    let picture = try photograph.part(
      geometry.area(inWidth: photograph.width, height: photograph.height))
    let measuring = QualityMeasuring(
      picture: picture, geometry: geometry, isAligned: sighting == nil, sighting: sighting,
      faces: faces, luminance: FaceLuminance(picture, inside: geometry.hull),
      sharpness: face.converted(to: .gray).sharpness)
    self.init(
      points: geometry.points,
      measures: QualityComponent.ofPictures.map { component in
        switch measuring.native(component) {
        case .success(let native) where native.isFinite: Measure(component, native: native)
        case .success: Measure(component, notMeasured: .pointsUnusable)
        case .failure(let missing): Measure(component, notMeasured: missing.gap)
        }
      })
  }
}

private struct MissingMeasure: Error {
  let gap: PictureQuality.Gap
}

private struct QualityMeasuring {
  let picture: PhotographPart
  let geometry: FaceGeometry
  let isAligned: Bool
  let sighting: FoundFace?
  let faces: [DetectedFace]?
  let luminance: FaceLuminance?
  let sharpness: Double

  typealias Native = Result<Double, MissingMeasure>

  func native(_ component: QualityComponent) -> Native {
    switch component {
    case .interEyeDistance:
      inOriginal { eyes, _ in eyes / cosineOf((geometry.yaw ?? 0) * .pi / 180) }
    case .headSize: inOriginal { _, height in height / Double(picture.height) }
    case .leftwardCrop: inOriginal { eyes, _ in geometry.leftEye.x / eyes }
    case .rightwardCrop:
      inOriginal { eyes, _ in (Double(picture.width) - geometry.rightEye.x) / eyes }
    case .marginAbove: inOriginal { _, height in geometry.eyeMiddle.y / height }
    case .marginBelow:
      inOriginal { _, height in (Double(picture.height) - geometry.eyeMiddle.y) / height }
    case .luminanceMean: ofFace(\.mean)
    case .luminanceVariance: ofFace(\.variance)
    case .underExposure: ofFace { $0.share(of: 0...25) }
    case .overExposure: ofFace { $0.share(of: 247...255) }
    case .dynamicRange: ofFace(\.entropy)
    case .illuminationUniformity: cheeks
    case .singleFacePresent: secondFace
    case .eyesOpen: withLandmarks { geometry.lidGap / $0 }
    case .mouthClosed: withLandmarks { geometry.lipGap / $0 }
    case .yaw: withPoints(geometry.yaw)
    case .pitch: withPoints(geometry.pitch)
    // Alignment turns the eyes to a level line.
    case .roll: isAligned ? missing(.alignedCrop) : withPoints(geometry.roll)
    case .sharpness: .success(sharpness)
    case .embeddingLength: missing(.noEmbedding)
    }
  }

  private func missing(_ gap: PictureQuality.Gap) -> Native { .failure(MissingMeasure(gap: gap)) }

  /// What only an original shows: a crop's size and edges are a choice of the person who cut it.
  private func inOriginal(_ measure: (_ eyes: Double, _ height: Double) -> Double) -> Native {
    if isAligned { return missing(.alignedCrop) }
    guard let eyes = geometry.eyeDistance, let height = geometry.height else {
      return missing(.pointsUnusable)
    }
    return .success(measure(eyes, height))
  }

  private func ofFace(_ measure: (FaceLuminance) -> Double) -> Native {
    luminance.map { .success(measure($0)) } ?? missing(.pointsUnusable)
  }

  private var cheeks: Native {
    guard let squares = geometry.cheeks,
      let left = FaceLuminance(picture, square: squares.left),
      let right = FaceLuminance(picture, square: squares.right)
    else { return missing(.pointsUnusable) }
    return .success(left.intersection(with: right))
  }

  private var secondFace: Native {
    guard let sighting else { return missing(.alignedCrop) }
    if sighting.count == 1 { return .success(0) }
    guard let areas = faces?.map({ Double($0.box.area) }).sorted(by: >), areas.count > 1,
      areas[0] > 0
    else { return missing(.otherFacesUnknown) }
    return .success(areas[1] / areas[0])
  }

  private func withLandmarks(_ measure: (_ height: Double) -> Double) -> Native {
    switch geometry.points {
    case .landmarkFile, .predictor: break
    case .detector: return missing(.meanShape)
    case .template: return missing(.noLandmarks)
    }
    guard let height = geometry.height else { return missing(.pointsUnusable) }
    return .success(measure(height))
  }

  /// Angles need points that were found in this face.
  private func withPoints(_ angle: Double?) -> Native {
    if geometry.points == .template { return missing(.noLandmarks) }
    return angle.map { .success($0) } ?? missing(.pointsUnusable)
  }
}
