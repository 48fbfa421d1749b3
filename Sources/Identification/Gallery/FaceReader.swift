import Basics
import Networks
import Pictures
import Tensors

/// Opens pictures and computes their features, several at a time, in the order given.
public struct FaceReader: Sendable {
  public let backbone: any Backbone

  public init(backbone: any Backbone) {
    self.backbone = backbone
  }

  /// A face that was opened.
  public struct Face: Sendable {
    public let listed: ListedPicture
    public let sha256: SHA256Digest
    /// Of the picture as decoded.
    public let width: Int
    public let height: Int
    public let features: FaceFeatures
  }

  public enum Outcome: Sendable {
    case computed(Face)
    /// The features were known by the picture's digest already.
    case known(listed: ListedPicture, entry: GalleryEntry)
    case failed(PictureFailure)
  }

  /// How many pictures are decoded and computed together.
  public static let batchSize = 16

  /// - Parameters:
  ///   - pictures: At most a few batches: their pixels are in memory together.
  ///   - known: Entries whose features need not be computed again, by digest.
  /// - Returns: One outcome for each picture, in order.
  public func faces(of pictures: [ListedPicture], known: [SHA256Digest: GalleryEntry] = [:]) throws
    -> [Outcome]
  {
    let files = read(pictures, known: known)
    var open: [(index: Int, file: PictureFile)] = []
    var outcomes = [Outcome?](repeating: nil, count: pictures.count)
    for (index, file) in files.enumerated() {
      switch file {
      case .success(.decoded(let file)): open.append((index, file))
      case .success(.known(let entry)):
        outcomes[index] = .known(listed: pictures[index], entry: entry)
      case .failure(let failure): outcomes[index] = .failed(failure)
      }
    }
    for start in stride(from: 0, to: open.count, by: Self.batchSize) {
      let batch = open[start..<min(start + Self.batchSize, open.count)]
      let features = try backbone.features(of: batch.map(\.file.picture))
      for ((index, file), features) in zip(batch, features) {
        guard features.isFinite else {
          outcomes[index] = .failed(
            PictureFailure(
              path: pictures[index].path,
              reason: """
                The network gave numbers for it that are infinite or not numbers; the model file is \
                damaged or not what it says.
                """))
          continue
        }
        outcomes[index] = .computed(
          Face(
            listed: pictures[index], sha256: file.sha256, width: file.picture.width,
            height: file.picture.height, features: features))
      }
    }
    return outcomes.map { $0! }
  }

  private enum Opened: Sendable {
    case decoded(PictureFile)
    case known(GalleryEntry)
  }

  /// Reads, hashes and decodes side by side.
  private func read(_ pictures: [ListedPicture], known: [SHA256Digest: GalleryEntry])
    -> [Result<Opened, PictureFailure>]
  {
    collectInParallel(count: pictures.count) { index, _ in
      let listed = pictures[index]
      if let problem = listed.problem {
        return .failure(PictureFailure(path: listed.path, reason: problem))
      }
      do {
        try requireRegularFile(listed.location)
        if !known.isEmpty, let entry = known[try SHA256.digest(ofFileAt: listed.location)] {
          return .success(.known(entry))
        }
        return .success(.decoded(try PictureFile(path: listed.location)))
      } catch {
        return .failure(PictureFailure(path: listed.path, reason: "\(error)"))
      }
    }
  }
}
