import Basics
import Datasets
import Faces
import Identification
import Networks
import Portraits
import Runs
import Training

/// The source of a training's faces: pictures, portraits or both.
package struct TrainingFaces: Sendable, Equatable {
  /// A folder with one sub-folder per identity, or a list.
  package var pictures: String?
  /// The number of drawn people.
  package var portraits = 0
  /// The number of portraits of each person.
  package var portraitsEach = 12
  /// The seed; other seeds draw other people.
  package var portraitSeed: UInt64 = Self.standardPortraitSeed

  /// The standard seed, far from the small seeds of `facet portraits`.
  package static let standardPortraitSeed: UInt64 = 1_000_001

  package init() {}

  /// - Parameter shape: The shape of the backbone that takes the faces.
  func source(for shape: BackboneShape, isQuiet: Bool) throws -> FaceSource {
    try source(width: shape.inputWidth, height: shape.inputHeight, isQuiet: isQuiet)
  }

  /// Returns the pictures of a PATH, and reports on standard error how many do not have a label.
  private func labeled(_ path: String, isQuiet: Bool) throws -> [ListedPicture] {
    let listed = try listPictures(
      at: path, options: ListingOptions(), title: "Pictures", isQuiet: isQuiet
    ).pictures
    let without = listed.filter { $0.label == nil }.map { displayed($0.path) }
    if !without.isEmpty && !isQuiet {
      writeToStandardError(
        "Pictures: \(without.count) without a label \(without.count == 1 ? "is" : "are") not used: "
          + without.named() + "\n")
    }
    return listed
  }

  /// - Parameters:
  ///   - width: The width of drawn portraits, in pixels.
  ///   - height: Likewise.
  func source(width: Int, height: Int, isQuiet: Bool) throws -> FaceSource {
    var sources: [FaceSource] = []
    if let pictures { sources.append(try .pictures(try labeled(pictures, isQuiet: isQuiet))) }
    if portraits > 0 {
      guard let frame = PortraitFrame.aligned(width: width, height: height) else {
        throw JobError(
          "Facet cannot draw portraits of \(width)x\(height) pixels. Use --pictures.",
          status: .usage)
      }
      sources.append(
        .portraits(people: portraits, each: portraitsEach, seed: portraitSeed, frame: frame))
    }
    return .joined(sources)
  }
}
