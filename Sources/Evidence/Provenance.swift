import Basics

/// What a report was made with; the same for all queries of a batch.
public struct Provenance: Sendable {
  public struct ModelFile: Sendable {
    /// "Backbone" or "Re-ranker".
    public let role: String
    public let path: String
    public let architecture: String
    public let sha256: SHA256Digest
    /// A sentence such as "untrained: equals the backbone's cosine"; `nil` where there is none.
    public let remark: String?

    public init(
      role: String, path: String, architecture: String, sha256: SHA256Digest, remark: String?
    ) {
      self.role = role
      self.path = path
      self.architecture = architecture
      self.sha256 = sha256
      self.remark = remark
    }
  }

  public let programVersion: String
  public let models: [ModelFile]
  public let galleryPath: String
  public let galleryCount: Int
  /// Over the digests of all gallery pictures in order.
  public let gallerySHA256: SHA256Digest
  /// Name as on the command line, and value, in a fixed order.
  public let settings: [(name: String, value: String)]
  /// The processor and the number of threads, for the timings.
  public let machine: String
  public var caseData = CaseData()
  /// Fields of the case that were given and that this edition does not tell.
  public private(set) var withheldCaseFields: Set<CaseData.CodingKeys> = []
  /// How a face enters the network: "1 × 3 × 112 × 96, RGB, (x − 127.5) / 128"; `nil`: not known.
  public var tensor: String?
  /// What a reader of another edition than the full one must know.
  public var editionNote: String?

  public init(
    programVersion: String, models: [ModelFile], galleryPath: String, galleryCount: Int,
    gallerySHA256: SHA256Digest, settings: [(name: String, value: String)], machine: String
  ) {
    self.programVersion = programVersion
    self.models = models
    self.galleryPath = galleryPath
    self.galleryCount = galleryCount
    self.gallerySHA256 = gallerySHA256
    self.settings = settings
    self.machine = machine
  }
}

extension Provenance {
  private static let withheld = "withheld in this edition"

  /// Takes fields out of the case. What was given is no line to fill in: `statedCase` says that it is
  /// withheld.
  public mutating func withholdCaseFields(_ keys: some Sequence<CaseData.CodingKeys>) {
    for key in keys where caseData[key] != nil {
      caseData[key] = nil
      withheldCaseFields.insert(key)
    }
  }

  /// The case as this edition tells it, with a word in place of what it withholds.
  public var statedCase: CaseData {
    var stated = caseData
    for key in withheldCaseFields { stated[key] = Self.withheld }
    return stated
  }
}
