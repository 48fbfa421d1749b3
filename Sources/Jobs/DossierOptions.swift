import Evidence
import Reports

/// What a report is besides its numbers: the case, the paper, the editions, the looks.
public struct DossierOptions: Sendable, Equatable, Codable {
  public var caseData = CaseData()
  public var paper = PaperSize.a4
  public var editions: Set<Edition> = [.full]
  /// Of the secret that links the editions; `nil`: the secret comes from the system's randomness.
  public var seed: UInt64?
  /// A style sheet in place of the built-in one.
  public var css: String?
  /// A picture at the top of pages and papers.
  public var logo: String?

  public init() {}
}
