import Identification

/// What the commands `report`, `evaluate` and `enroll` have in common.
public struct JobSettings: Sendable, Equatable, Codable {
  public var model: String
  /// `nil`: the backbone's own start.
  public var reranker: String?
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

  public init(model: String) {
    self.model = model
  }
}
