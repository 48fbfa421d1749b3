import Datasets
import Faces
import Identification

/// What the commands `report`, `evaluate` and `enroll` have in common.
package struct JobSettings: Sendable, Equatable, Codable {
  package var model: String
  /// `nil`: there is no H2L; `startOfReranker`: the backbone's own start, for its time.
  package var reranker: String?
  /// MTCNN's model file; `nil`: all pictures are aligned faces.
  package var detector: String?
  /// Which faces of the queries' and of the gallery's photographs are taken.
  package var queryFaces = FacePolicy.largest
  package var galleryFaces = FacePolicy.largest
  /// The smallest face that is looked for, in pixels.
  package var minimumFace = FaceDetector.defaultMinimumFace
  /// The least score of a face that is used, 0...1.
  package var minimumScore = FaceDetector.defaultMinimumScore
  package var identification = IdentificationSettings()
  /// How many candidates are explained.
  package var show = 5
  /// Whether each explanation is tested by covering, mirroring and shuffling the query.
  package var hasChecks = true
  /// A calibration for error rates in reports.
  package var calibration: String?
  /// Which gallery pictures are left out of a query's ranking.
  package var ownPictures = OwnPictureRule.samePicture
  /// How --queries and --gallery, or an only PATH (as `gallery`), are read.
  package var queryListing = ListingOptions()
  package var galleryListing = ListingOptions()
  /// The first failure ends the job.
  package var isStrict = false
  package var isQuiet = false
  /// Folder with replacements of the built-in templates.
  package var templates: String?

  /// How faces come out of pictures, for a list of settings.
  package var faceSettings: [(name: String, value: String)] {
    guard detector != nil else { return [("aligned", "yes")] }
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
      ("detector thresholds", FaceDetector.thresholdText),
    ]
  }

  /// In place of a file: an H2L as it is before any training.
  package static let startOfReranker = "start"

  /// The files and folders that these name, but for pictures.
  package var inputs: [String?] {
    [
      model, reranker == Self.startOfReranker ? nil : reranker, detector, calibration, templates,
    ]
  }

  /// As `inputs`, where `model` and `reranker` are lists.
  package var modelFiles: [String?] {
    [model, reranker].compactMap(\.self).flatMap { $0.split(separator: ",").map(String.init) }
      .filter { $0 != Self.startOfReranker } + inputs
  }

  package init(model: String) {
    self.model = model
  }
}
