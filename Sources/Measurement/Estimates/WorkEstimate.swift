import Basics
import Runs

/// How long a measurement will take, by what this machine did with its first pictures.
package struct WorkEstimate: Sendable, Equatable {
  /// A kind of work, such as "features", and its seconds.
  package private(set) var items: [(name: String, seconds: Double)] = []
  /// What was timed: "the first 64 pictures".
  package private(set) var basis: [String] = []

  package var seconds: Double { items.reduce(0) { $0 + $1.seconds } }

  package static func == (first: Self, second: Self) -> Bool {
    first.items.elementsEqual(second.items, by: ==) && first.basis == second.basis
  }

  /// Adds the seconds of some work to those of the same name.
  mutating func add(_ name: String, _ seconds: Double) {
    guard seconds > 0 else { return }
    if let place = items.firstIndex(where: { $0.name == name }) {
      items[place].seconds += seconds
    } else {
      items.append((name, seconds))
    }
  }

  mutating func add(basis words: String) {
    if !basis.contains(words) { basis.append(words) }
  }

  /// "about 14 minutes (features 9, EMD 5)", without work of less than a hundredth.
  package var words: String {
    let unit = Unit(seconds)
    let parts = items.filter { $0.seconds >= seconds / 100 }.map {
      "\($0.name) \(unit.number($0.seconds))"
    }
    return "about \(unit.number(seconds)) \(unit.name)"
      + (parts.count > 1
        ? " (\(parts.joined(separator: ", ")))" : parts.first.map { " (\($0))" } ?? "")
  }

  private enum Unit {
    case seconds, minutes, hours

    init(_ seconds: Double) {
      self = seconds < 100 ? .seconds : seconds < 5400 ? .minutes : .hours
    }

    var name: String {
      switch self {
      case .seconds: "seconds"
      case .minutes: "minutes"
      case .hours: "hours"
      }
    }

    func number(_ seconds: Double) -> String {
      switch self {
      case .seconds: return fixed(max(1, seconds), 0)
      case .minutes: return fixed(seconds / 60, seconds < 600 ? 1 : 0)
      case .hours: return fixed(seconds / 3600, 1)
      }
    }
  }
}

/// When the time of a measurement is estimated, and from when on it must be confirmed.
package struct EstimateRule: Sendable, Equatable {
  /// Whether the user wants the whole measurement however long it takes.
  package var isConfirmed = false
  /// Less work than this is done at once: pictures whose features are computed, and pairs of faces that are
  /// compared by patches.
  package var leastPictures = 1000
  package var leastPairs = 20_000
  /// The seconds from which on a measurement must be confirmed.
  package var longest = 3600.0

  package init() {}

  /// Writes an estimate to standard error.
  ///
  /// - Parameters:
  ///   - title: What is measured.
  ///   - isPart: Whether a part of the queries was asked for, which needs no confirmation.
  ///   - takesSample: Whether this measurement has queries of which a part can be asked for.
  /// - Throws: `JobError` if the work is too long to be begun unasked.
  func check(
    _ estimate: WorkEstimate, title: String, isPart: Bool, takesSample: Bool = true, isQuiet: Bool
  ) throws(JobError) {
    let basis = "measured on this machine with \(estimate.basis.joined(separator: ", "))"
    guard isConfirmed || isPart || estimate.seconds <= longest else {
      throw JobError(
        """
        \(title) would take \(estimate.words), \(basis). Give \
        \(takesSample ? "--sample N for some of the queries, or --yes for all of them" : "--yes to begin").
        """, status: .usage)
    }
    guard !isQuiet else { return }
    writeToStandardError("\(title): \(estimate.words), \(basis).\n")
  }
}
