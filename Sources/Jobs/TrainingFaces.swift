import Networks
import Training

/// Where the faces of a training come from: pictures, portraits or both.
public struct TrainingFaces: Sendable, Equatable {
  /// A folder with one sub-folder per identity, or a list.
  public var pictures: String?

  public init() {}

  /// - Parameter shape: Of the backbone that takes the faces.
  func source(for shape: BackboneShape) throws -> FaceSource {
    try source(width: shape.inputWidth, height: shape.inputHeight)
  }

  /// - Parameters:
  ///   - width: Of drawn portraits, in pixels.
  ///   - height: Likewise.
  func source(width: Int, height: Int) throws -> FaceSource {
    var sources: [FaceSource] = []
    if let pictures { sources.append(try .pictures(at: pictures)) }
    return .joined(sources)
  }
}
