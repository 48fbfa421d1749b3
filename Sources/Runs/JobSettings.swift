import Datasets
import Evidence
import Faces
import Identification
import Networks

/// When the pictures of an enrolled gallery are compared with their digests.
package enum GalleryCheck: String, Sendable, Codable, CaseIterable {
  /// All at the start for galleries up to `limit` faces, otherwise those that are shown.
  case auto
  /// All at the start: new, changed and missing pictures are found, and changed ones are computed again.
  case all
  /// Those that are shown, when they are shown: the gallery is used as it was enrolled.
  case shown

  package static let limit = 50_000

  /// Whether the pictures of a gallery of some faces are left alone at the start.
  package func isDeferred(faces: Int) -> Bool {
    self == .shown || self == .auto && faces > Self.limit
  }
}

/// The settings that the commands `report`, `evaluate` and `enroll` share.
package struct JobSettings: Sendable, Equatable, Codable {
  package var model: String
  /// The H2L's model file; `nil` without an H2L, `startOfReranker` for an untrained one that runs for
  /// its time.
  package var reranker: String?
  /// The precision of the H2L that was asked for; `nil` for `.float`.
  package var precision: Precision?
  /// The detector's model file; `nil` if all pictures are aligned faces.
  package var detector: String?
  /// The choice of faces in the queries' and the gallery's photographs.
  package var queryFaces = FacePolicy.largest
  package var galleryFaces = FacePolicy.largest
  /// The smallest face that the detector looks for, in pixels.
  package var minimumFace = FaceDetector.defaultMinimumFace
  /// The least score of a used face, 0...1.
  package var minimumScore = FaceDetector.defaultMinimumScore
  /// The file of a predictor of 68 landmarks, in dlib's format, for faces that a detector finds; `nil`
  /// for a mean shape on the detector's points.
  package var landmarks: String?
  /// The points by which faces in photographs are aligned.
  package var alignment = AlignmentPoints.detector
  package var identification = IdentificationSettings()
  /// The number of explained candidates.
  package var show = 5
  /// Whether each explanation is tested by covering, mirroring and shuffling the query.
  package var hasChecks = true
  /// The number of random masks of an importance by pixels; `nil` without one.
  package var pixelMasks: Int?
  /// The file of a calibration for error rates in reports.
  package var calibration: String?
  /// The kind of the queries' pictures; `nil` to take it from the log of `facet occlude`.
  package var calibrationKind: QueryKind?
  /// The largest rate of wrong people at which a person stands apart; `nil` for the rule's own.
  package var apartAt: Double?
  /// The rule for gallery pictures that are left out of a query's ranking.
  package var ownPictures = OwnPictureRule.samePicture
  /// The options for reading --queries and --gallery, or a single PATH (as `gallery`).
  package var queryListing = ListingOptions()
  package var galleryListing = ListingOptions()
  /// Whether the first failure ends the job.
  package var isStrict = false
  /// Whether the pictures of an enrolled gallery are read again when it is opened; `nil` for `auto`.
  package var galleryCheck: GalleryCheck?
  package var isQuiet = false
  /// The folder with replacements of the built-in templates.
  package var templates: String?

  /// The values that commands take.
  package static let shown = 1...20
  package static let reranked = 1...1_000_000
  package static let faceSides = 12...10_000
  package static let masks = 50...100_000

  /// Whether all numbers are values that commands take.
  package var isInRanges: Bool {
    let shares = [identification.alpha, Double(minimumScore), apartAt ?? 0]
    return Self.shown.contains(show) && Self.reranked.contains(identification.topK)
      && Self.faceSides.contains(minimumFace) && Self.masks.contains(pixelMasks ?? 50)
      && shares.allSatisfy((0...1).contains) && (1e-6...100).contains(identification.epsilon)
  }

  /// The settings of cutting out faces.
  package var faceSettings: [(name: String, value: String)] {
    guard let detector else { return [("aligned", "yes")] }
    return [
      ("aligned", "no"),
      (
        "faces",
        queryFaces == galleryFaces
          ? queryFaces.rawValue
          : "\(queryFaces.rawValue) of the queries, \(galleryFaces.rawValue) of the gallery"
      ),
      ("min-face", "\(minimumFace) pixels"),
      ("min-score", "\(minimumScore)"),
      ("alignment", alignment.rawValue),
      ("detector thresholds", FaceSearchKind(ofModelAt: detector).thresholdText),
    ]
  }

  /// The word that replaces a file: an H2L before any training.
  package static let startOfReranker = "start"

  /// The files and folders that the settings name, except pictures.
  package var inputs: [String?] {
    [
      model, reranker == Self.startOfReranker ? nil : reranker, detector, landmarks, calibration,
      templates,
    ]
  }

  /// The same as `inputs` if `model` and `reranker` are lists.
  package var modelFiles: [String?] {
    [model, reranker].compactMap(\.self).flatMap { $0.split(separator: ",").map(String.init) }
      .filter { $0 != Self.startOfReranker } + inputs
  }

  package init(model: String) {
    self.model = model
  }
}
