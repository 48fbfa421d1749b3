import Datasets
import Faces

/// The lines that name the pictures that failed, for a terminal: all of them, or some of each reason where a
/// file has them all.
package enum FailureLines {
  /// The largest number of lines that are all printed although a file has them.
  static let most = 20
  /// How many pictures of each reason are printed otherwise, and for how many reasons.
  static let perReason = 3
  static let reasons = 5

  /// - Parameter file: A file of this run that has all failures; `nil` for none, so that all are printed.
  package static func lines(_ failures: [PictureFailure], file: String?) -> [String] {
    let count = failures.count
    guard count > 0 else { return [] }
    return ["\(count) picture\(count == 1 ? "" : "s") could not be used:"]
      + shortened(failures.map { ($0.description, reason(of: $0)) }, file: file)
  }

  /// The same for the detector's boxes that were not used.
  package static func lines(_ doubtful: [DoubtfulSighting], file: String?) -> [String] {
    let count = doubtful.count
    guard count > 0 else { return [] }
    return [
      """
      \(count) doubtful face\(count == 1 ? " was" : "s were") not used, being below --min-score or \
      smaller than --min-face:
      """
    ] + shortened(doubtful.map { ($0.description, "") }, file: file)
  }

  private static func shortened(
    _ all: [(line: String, reason: String)], file: String?
  ) -> [String] {
    guard let file, all.count > most else { return all.map { "  " + $0.line } }
    var order: [String] = []
    var groups: [String: [String]] = [:]
    for (line, reason) in all {
      if groups[reason] == nil { order.append(reason) }
      groups[reason, default: []].append(line)
    }
    var lines: [String] = []
    for reason in order.prefix(reasons) {
      let own = groups[reason]!
      lines += own.prefix(perReason).map { "  " + $0 }
      if own.count > perReason {
        lines.append(
          "  and \(own.count - perReason) more\(reason.isEmpty ? "" : " for this reason")")
      }
    }
    let others = order.dropFirst(reasons)
    if !others.isEmpty {
      let count = others.reduce(0) { $0 + groups[$1]!.count }
      lines.append(
        "  and \(count) more for \(others.count) other reason\(others.count == 1 ? "" : "s")")
    }
    return lines + ["  All \(all.count) are in '\(file)'."]
  }

  /// A reason without what differs between pictures: the path and numbers.
  private static func reason(of failure: PictureFailure) -> String {
    let words =
      failure.path.isEmpty
      ? failure.reason
      : failure.reason.split(separator: failure.path, omittingEmptySubsequences: false)
        .joined(separator: "…")
    var key = ""
    for letter in words {
      let letter: Character = letter.isNumber ? "#" : letter
      // "1.52" and "12" are one number.
      if letter == "#" && key.last == "#" { continue }
      if letter == "#" && key.hasSuffix("#.") {
        key.removeLast()
        continue
      }
      key.append(letter)
    }
    return key
  }
}
