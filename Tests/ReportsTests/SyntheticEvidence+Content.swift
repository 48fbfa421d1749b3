import Evidence
import Identification

extension SyntheticEvidence {
  /// What follows from rankings and flows by the program's own arithmetic.
  func withContent(_ evidence: QueryEvidence) throws -> QueryEvidence {
    var evidence = evidence
    if galleryCount > 0 {
      evidence.ledger = Ledger(
        rankings: evidence.rankings, alpha: alpha, listed: shownCount
      ) { evidence.exhibits[$0]?.label }
    }
    return evidence
  }
}
