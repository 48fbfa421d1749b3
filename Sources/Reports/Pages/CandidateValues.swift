import Mustache

/// The values of a candidate's template, and the size of its maps on the page.
struct CandidateValues {
  var values: [String: MustacheValue]
  /// The size of the maps with their words, in bytes, without the template.
  let mapBytes: Int

  static let noMaps = """
    The maps of this candidate are in report.pdf only. With the maps of all candidates, this page would \
    be larger than 2 MB. report.json contains their numbers.
    """
  static let noFlow = """
    This page does not show the flows of this candidate, because it would be too large. report.json \
    contains their numbers.
    """

  /// Replaces the flow by a note on where its numbers are.
  ///
  /// - Returns: The least number of bytes saved; 0 or less if none.
  mutating func leaveOutFlow() -> Int {
    guard let flow = values["flow"], flow != .null else { return 0 }
    values["flow"] = .null
    values["flowHint"] = .string(Self.noFlow)
    return flow.textBytes - Self.noFlow.utf8.count - 50
  }

  /// Replaces the maps by a note on where they are.
  mutating func leaveOutMaps() {
    values["figures"] = .list([])
    values["flow"] = .null
    values["flowHint"] = .null
    values["mapsHint"] = .string(Self.noMaps)
  }
}

extension MustacheValue {
  /// The size of all texts in it, without the template's own.
  var textBytes: Int {
    switch self {
    case .null, .bool: 0
    case .number(let text), .string(let text): text.utf8.count
    case .list(let values): values.reduce(0) { $0 + $1.textBytes }
    case .dictionary(let values): values.values.reduce(0) { $0 + $1.textBytes }
    }
  }
}
