import Basics

/// What a report was made with; the same for all queries of a batch.
package struct Provenance: Sendable {
  package struct ModelFile: Sendable {
    /// "Backbone" or "Re-ranker".
    package let role: String
    package let path: String
    package let architecture: String
    package let sha256: SHA256Digest
    /// A sentence such as "untrained: equals the backbone's cosine"; `nil` where there is none.
    package let remark: String?

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
  /// Over the digests of all gallery pictures in order.
  package let gallerySHA256: SHA256Digest
  /// Name as on the command line, and value, in a fixed order.
  package let settings: [(name: String, value: String)]
  package var caseData = CaseData()
  /// Fields of the case that were given and that this edition does not tell.
  package private(set) var withheldCaseFields: Set<CaseData.CodingKeys> = []
  /// How a face enters the network: "1 × 3 × 112 × 96, RGB, (x − 127.5) / 128"; `nil`: not known.
  package var tensor: String?
  /// What a reader of another edition than the full one must know.
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
  /// In place of what was given and is not told.
  package static let withheldWords = "withheld in this edition"

  /// Takes fields out of the case. What was given is no line to fill in: `statedCase` says that it is
  /// withheld.
  package mutating func withholdCaseFields(_ keys: some Sequence<CaseData.CodingKeys>) {
    for key in keys where caseData[key] != nil {
      caseData[key] = nil
      withheldCaseFields.insert(key)
    }
  }

  /// The case as this edition tells it, with a word in place of what it withholds.
  package var statedCase: CaseData {
    var stated = caseData
    for key in withheldCaseFields { stated[key] = Self.withheldWords }
    return stated
  }
}
