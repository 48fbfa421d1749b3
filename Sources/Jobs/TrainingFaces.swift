import Training

/// Where the faces of a training come from: pictures, portraits or both.
public struct TrainingFaces: Sendable, Equatable {
  /// A folder with one sub-folder per identity, or a list.
  public var pictures: String?

  public init() {}

  func source() throws -> FaceSource {
    var sources: [FaceSource] = []
    if let pictures { sources.append(try .pictures(at: pictures)) }
    return .joined(sources)
  }
}
