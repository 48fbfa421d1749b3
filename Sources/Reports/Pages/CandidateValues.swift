import Mustache

/// What the template of a candidate is filled with, and what its maps weigh on the page.
struct CandidateValues {
  var values: [String: MustacheValue]
  /// Of the maps alone with their words, in bytes, without the template's own.
  let mapBytes: Int

  static let noMaps = """
    The maps of this candidate are in report.pdf only: with the maps of all candidates this page would \
    be larger than 2 MB. report.json has their numbers.
    """
  static let noFlow = """
    The flows of this candidate cannot be explored here: with all of them this page would be too large. \
    report.json has their numbers.
    """

  /// Says where its numbers are instead.
  ///
  /// - Returns: At least so many bytes less, fewer than 0 for none.
  mutating func leaveOutFlow() -> Int {
    guard let flow = values["flow"], flow != .null else { return 0 }
    values["flow"] = .null
    values["flowHint"] = .string(Self.noFlow)
    return flow.textBytes - Self.noFlow.utf8.count - 50
  }

  /// Says where they are instead.
  mutating func leaveOutMaps() {
    values["figures"] = .list([])
    values["flow"] = .null
    values["flowHint"] = .null
    values["mapsHint"] = .string(Self.noMaps)
  }
}

extension MustacheValue {
  /// Of all texts in it, without the template's own.
  var textBytes: Int {
    switch self {
    case .null, .bool: 0
    case .number(let text), .string(let text): text.utf8.count
    case .list(let values): values.reduce(0) { $0 + $1.textBytes }
    case .dictionary(let values): values.values.reduce(0) { $0 + $1.textBytes }
    }
  }
}
