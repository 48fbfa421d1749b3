import Basics
import Datasets
import Faces
import Identification
import Networks
import Portraits
import Runs
import Training

/// Where the faces of a training come from: pictures, portraits or both.
package struct TrainingFaces: Sendable, Equatable {
  /// A folder with one sub-folder per identity, or a list.
  package var pictures: String?
  /// How many drawn people.
  package var portraits = 0
  /// Portraits of each.
  package var portraitsEach = 12
  /// Other seeds draw other people.
  package var portraitSeed: UInt64 = Self.standardPortraitSeed

  /// Far from the small seeds that `facet portraits` is asked for.
  package static let standardPortraitSeed: UInt64 = 1_000_001

  package init() {}

  /// - Parameter shape: Of the backbone that takes the faces.
  func source(for shape: BackboneShape, isQuiet: Bool) throws -> FaceSource {
    try source(width: shape.inputWidth, height: shape.inputHeight, isQuiet: isQuiet)
  }

  /// The pictures of a PATH; writes to standard error how many have no label.
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
  ///   - width: Of drawn portraits, in pixels.
  ///   - height: Likewise.
  func source(width: Int, height: Int, isQuiet: Bool) throws -> FaceSource {
    var sources: [FaceSource] = []
    if let pictures { sources.append(try .pictures(try labeled(pictures, isQuiet: isQuiet))) }
    if portraits > 0 {
      guard let frame = PortraitFrame.aligned(width: width, height: height) else {
        throw JobError(
          "No portraits are drawn for faces of \(width)x\(height) pixels; give --pictures.",
          status: .usage)
      }
      sources.append(
        .portraits(people: portraits, each: portraitsEach, seed: portraitSeed, frame: frame))
    }
    return .joined(sources)
  }
}
