import Faces
import Identification

/// What the commands `report`, `evaluate` and `enroll` have in common.
public struct JobSettings: Sendable, Equatable, Codable {
  public var model: String
  /// `nil`: the backbone's own start.
  public var reranker: String?
  /// MTCNN's model file; `nil`: all pictures are aligned faces.
  public var detector: String?
  /// Which faces of the queries' and of the gallery's photographs are taken.
  public var queryFaces = FacePolicy.largest
  public var galleryFaces = FacePolicy.largest
  /// The smallest face that is looked for, in pixels.
  public var minimumFace = FaceDetector.defaultMinimumFace
  public var identification = IdentificationSettings()
  /// How many candidates are explained.
  public var show = 5
  /// Whether each explanation is tested by covering, mirroring and shuffling the query.
  public var hasChecks = true
  /// A calibration for error rates in reports.
  public var calibration: String?
  /// Leave the query's own picture in the gallery.
  public var keepsSelf = false
  /// How --queries and --gallery, or an only PATH (as `gallery`), are read.
  public var queryListing = ListingOptions()
  public var galleryListing = ListingOptions()
  /// The first failure ends the job.
  public var isStrict = false
  public var isQuiet = false
  /// Folder with replacements of the built-in templates.
  public var templates: String?

  /// How faces come out of pictures, for a list of settings.
  var faceSettings: [(name: String, value: String)] {
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
      ("detector thresholds", FaceDetector.thresholdText),
    ]
  }

  public init(model: String) {
    self.model = model
  }
}
