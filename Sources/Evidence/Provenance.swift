import Basics

/// The program, models, gallery and settings of a batch, the same for all its queries.
package struct Provenance: Sendable {
  package struct ModelFile: Sendable {
    /// The model's role: "Backbone", "Re-ranker" or "Detector".
    package let role: String
    package let path: String
    package let architecture: String
    package let sha256: SHA256Digest
    /// An optional remark, such as "untrained: equals the backbone's cosine".
    package let remark: String?
    /// What the file says about its origin.
    package var facts = ModelFacts()

    package init(
      role: String, path: String, architecture: String, sha256: SHA256Digest, remark: String?
    ) {
      self.role = role
      self.path = path
      self.architecture = architecture
      self.sha256 = sha256
      self.remark = remark
    }
  }

  package let programVersion: String
  package let models: [ModelFile]
  package let galleryPath: String
  package let galleryCount: Int
  /// The digest of the digests of all gallery pictures in order.
  package let gallerySHA256: SHA256Digest
  /// The settings with their names on the command line, in a fixed order.
  package let settings: [(name: String, value: String)]
  package var caseData = CaseData()
  /// The laboratory's own scale of conclusions; `nil` for a line to write one.
  package var scale: ConclusionScale?
  /// The fields of the case that were given and that this edition withholds.
  package private(set) var withheldCaseFields: Set<CaseData.CodingKeys> = []
  /// How a face enters the network: "1 × 3 × 112 × 96, RGB, (x − 127.5) / 128"; `nil`: not known.
  package var tensor: String?
  /// Whether the labels of the queries are stated as truth, for studies and evaluations.
  package var statesTruth = false
  /// An important note for readers of another edition than the full one.
  package var editionNote: String?

  package init(
    programVersion: String, models: [ModelFile], galleryPath: String, galleryCount: Int,
    gallerySHA256: SHA256Digest, settings: [(name: String, value: String)]
  ) {
    self.programVersion = programVersion
    self.models = models
    self.galleryPath = galleryPath
    self.galleryCount = galleryCount
    self.gallerySHA256 = gallerySHA256
    self.settings = settings
  }
}

extension Provenance {
  /// The words that replace a withheld field.
  package static let withheldWords = "withheld in this edition"

  /// Removes fields from the case. A field that was given is not a line to fill in: `statedCase` marks
  /// it as withheld.
  package mutating func withholdCaseFields(_ keys: some Sequence<CaseData.CodingKeys>) {
    for key in keys where caseData[key] != nil {
      caseData[key] = nil
      withheldCaseFields.insert(key)
    }
  }

  /// The case as this edition prints it, with words in place of withheld fields.
  package var statedCase: CaseData {
    var stated = caseData
    for key in withheldCaseFields { stated[key] = Self.withheldWords }
    return stated
  }
}
