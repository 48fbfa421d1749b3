import Basics
import Networks
import Pictures

/// The kinds of networks that find faces, named as in model files.
package enum FaceSearchKind: String, Sendable, CaseIterable {
  case mtcnn, scrfd, yunet, retinaface

  package init(_ kind: DetectorKind) {
    switch kind {
    case .scrfd: self = .scrfd
    case .yunet: self = .yunet
    case .retinaFace: self = .retinaface
    }
  }

  /// The lowest score of a face that is used unless --min-score says otherwise. Scores of different
  /// kinds do not compare.
  package var defaultMinimumScore: Float {
    switch self {
    case .mtcnn: FaceDetector.defaultMinimumScore
    case .scrfd: 0.5
    case .yunet: 0.7
    case .retinaface: 0.6
    }
  }

  /// The number that stands for the outer edge of the first pixel: MTCNN counts pixels from 1.
  ///
  /// Measured: of 1,929 faces of LFW in a picture that was searched at full and at half scale, the
  /// points differ by 0.5 pixels on average if MTCNN's numbers are taken to begin with 0.
  var edge: Double { self == .mtcnn ? 0.5 : 0 }

  /// The fixed numbers of the search, for the list of settings.
  package var thresholdText: String {
    switch self {
    case .mtcnn: "0.6, 0.7, 0.7; pyramid factor 0.709"
    case .scrfd, .yunet, .retinaface:
      "\(PlaceSearch.candidateScore(self)); overlap \(PlaceSearch.overlap(self)); first "
        + "\(PlaceSearch.side) pixels"
    }
  }

  /// Returns the kind of a detector's model file; MTCNN's if it cannot be known, because opening
  /// the file gives the error.
  package init(ofModelAt path: String) {
    self =
      (try? ModelFile.kind(ofFileAt: path)).flatMap { FaceSearchKind(rawValue: $0.architecture) }
      ?? .mtcnn
  }
}

/// A search for faces in a picture by a network.
package protocol FaceSearch: Sendable {
  var kind: FaceSearchKind { get }
  /// The digest of the model file.
  var digest: SHA256Digest { get }

  /// Returns all faces above the search's own limits.
  ///
  /// - Parameter minimumFace: The smallest face to look for, in pixels.
  /// - Throws: `Interrupted`, `DetectorOverflow`.
  /// - Precondition: The picture is RGB.
  func faces(in picture: Picture, minimumFace: Int) throws -> FaceSearchResult
}

/// The result of a search.
package struct FaceSearchResult: Sendable {
  package let faces: [DetectedFace]
  /// The size in pixels of the smallest face that can be found.
  package let minimumFace: Double
  /// The number of proposals that were skipped because there were too many.
  package let skippedProposals: Int
}

/// Opens a detector of any kind.
///
/// - Throws: `ModelFileError`, `SafetensorsError` or `FileError`, each with the file's name.
package func loadFaceSearch(path: String) throws -> any FaceSearch {
  let file = try ModelFile(path: path)
  switch FaceSearchKind(rawValue: file.architecture) {
  case .scrfd, .yunet, .retinaface: return PlaceSearch(try DetectorGraph(file))
  case .mtcnn: return CascadeSearch(try CascadeNetworks(file))
  case nil:
    throw ModelFileError.otherArchitecture(
      path: path, expected: "mtcnn, scrfd, yunet or retinaface", found: file.architecture)
  }
}
