/// A component of a face picture's quality, measured after ISO/IEC 29794-5.
///
/// The components that need only points and pixels are measured. Those for which the standard needs
/// networks of its own (unified quality, background, occlusion, head coverings, expression, glasses)
/// are not. The order is the one in which reports list them.
package enum QualityComponent: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable {
  case interEyeDistance = "inter-eye-distance"
  case headSize = "head-size"
  case leftwardCrop = "leftward-crop"
  case rightwardCrop = "rightward-crop"
  case marginAbove = "margin-above"
  case marginBelow = "margin-below"
  case luminanceMean = "luminance-mean"
  case luminanceVariance = "luminance-variance"
  case underExposure = "under-exposure"
  case overExposure = "over-exposure"
  case dynamicRange = "dynamic-range"
  case illuminationUniformity = "illumination-uniformity"
  case singleFacePresent = "single-face-present"
  case eyesOpen = "eyes-open"
  case mouthClosed = "mouth-closed"
  case yaw
  case pitch
  case roll
  /// The variance of the Laplacian over the variance of the gray values in the aligned face. This
  /// measure is Facet's own; the standard's sharpness needs a trained classifier.
  case sharpness
  /// The length of the embedding before it is normalized, of a network that is trained so that it
  /// measures quality (`BackboneShape.lengthMeasuresQuality`); with other networks it is left out.
  case embeddingLength = "embedding-length"

  /// Those that are measured in a picture, without a network.
  package static let ofPictures = allCases.filter { $0 != .embeddingLength }
}

extension QualityComponent {
  /// The unit of the native value.
  package enum Unit: String, Sendable, Codable {
    case pixels
    case degrees
    case bits
    /// A share of a whole, 0...1.
    case share
    /// A ratio of two lengths or of two variances.
    case ratio
    /// A length in the space of a network's embeddings.
    case length
  }

  package var unit: Unit {
    switch self {
    case .interEyeDistance: .pixels
    case .yaw, .pitch, .roll: .degrees
    case .dynamicRange: .bits
    case .luminanceMean, .luminanceVariance, .underExposure, .overExposure,
      .illuminationUniformity, .singleFacePresent:
      .share
    case .headSize, .leftwardCrop, .rightwardCrop, .marginAbove, .marginBelow, .eyesOpen,
      .mouthClosed, .sharpness:
      .ratio
    case .embeddingLength: .length
    }
  }

  package var title: String {
    switch self {
    case .interEyeDistance: "Distance between the eyes"
    case .headSize: "Head size"
    case .leftwardCrop: "Space at the left"
    case .rightwardCrop: "Space at the right"
    case .marginAbove: "Space above"
    case .marginBelow: "Space below"
    case .luminanceMean: "Mean luminance"
    case .luminanceVariance: "Variance of luminance"
    case .underExposure: "Underexposed share"
    case .overExposure: "Overexposed share"
    case .dynamicRange: "Dynamic range"
    case .illuminationUniformity: "Uniform illumination"
    case .singleFacePresent: "Second face"
    case .eyesOpen: "Eyes open"
    case .mouthClosed: "Mouth opening"
    case .yaw: "Yaw"
    case .pitch: "Pitch"
    case .roll: "Roll"
    case .sharpness: "Sharpness (Facet's own)"
    case .embeddingLength: "Embedding length (MagFace)"
    }
  }

  /// What the native value is.
  package var explanation: String {
    switch self {
    case .interEyeDistance: "eye centers apart, divided by the cosine of the yaw, in the original"
    case .headSize: "eye line to chin, divided by the height of the picture"
    case .leftwardCrop: "eye to the left edge, divided by the distance between the eyes"
    case .rightwardCrop: "eye to the right edge, divided by the distance between the eyes"
    case .marginAbove: "eye line to the upper edge, divided by eye line to chin"
    case .marginBelow: "eye line to the lower edge, divided by eye line to chin"
    case .luminanceMean: "mean luminance of the face"
    case .luminanceVariance: "variance of the luminance of the face"
    case .underExposure: "share of the face with luminance 0 to 25 of 255"
    case .overExposure: "share of the face with luminance 247 to 255 of 255"
    case .dynamicRange: "entropy of the luminance of the face"
    case .illuminationUniformity: "overlap of the luminance histograms of the two cheeks"
    case .singleFacePresent: "second largest box, divided by the largest"
    case .eyesOpen: "gap between the lids of the narrower eye, divided by eye line to chin"
    case .mouthClosed: "gap between the lips, divided by eye line to chin"
    case .yaw: "turn of the head to a side, from points: an approximation, about ±10°"
    case .pitch: "tilt of the head up or down, from points: an approximation, about ±10°"
    case .roll: "slope of the line through the eyes"
    case .sharpness: "variance of the Laplacian, divided by the variance of the gray values"
    case .embeddingLength: "length of the network's output, longer for faces that it knows well"
    }
  }

  /// Whether the native value is an approximation from points.
  package var isApproximate: Bool { self == .yaw || self == .pitch }

  /// Whether ISO/IEC 29794-5 has this component.
  package var isOfStandard: Bool { self != .sharpness && self != .embeddingLength }
}
