import Mustache

/// What the template of a candidate is filled with, and what its maps weigh on the page.
struct CandidateValues {
  var values: [String: MustacheValue]
  /// Of the maps alone, in bytes.
  let mapBytes: Int

  static let noMaps = """
    The maps of this candidate are in report.pdf only: with the maps of all candidates this page would \
    be larger than 2 MB. report.json has their numbers.
    """
  static let noFlow = """
    The flows of this candidate cannot be explored here: with all of them this page would be too large. \
    report.json has their numbers.
    """

  /// Says where they are instead.
  mutating func leaveOutMaps() {
    values["figures"] = .list([])
    values["flow"] = .null
    values["flowHint"] = .null
    values["mapsHint"] = .string(Self.noMaps)
  }
}

extension MustacheValue {
  func text(_ name: String) -> String? {
    guard case .dictionary(let members) = self, case .string(let text)? = members[name] else {
      return nil
    }
    return text
  }
}
