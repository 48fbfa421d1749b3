import Evidence
import Identification

/// Whether the labels give a candidate the query's identity.
enum Identity: Equatable {
  case same
  case other
  /// One of the two labels is missing.
  case unknown

  init(query: String?, candidate: String?) {
    guard let query, let candidate else {
      self = .unknown
      return
    }
    self = query == candidate ? .same : .other
  }

  var words: String? {
    switch self {
    case .same: "same label"
    case .other: "other label"
    case .unknown: nil
    }
  }
}
