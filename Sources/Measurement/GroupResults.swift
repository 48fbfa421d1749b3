import Basics
import Statistics

/// Error rates of groups of people at one common threshold, after ISO/IEC 19795-10: part of a row.
package struct GroupResults: Sendable, Codable, Equatable {
  package struct Group: Sendable, Codable, Equatable {
    package var group: String
    /// The number of queries and of their people.
    package var n: Int
    package var people: Int
    /// Percent; absent with fewer than ten expected errors.
    package var falseNegatives: Double?
    /// Wilson's interval over the people.
    package var falseNegativeInterval: Interval?
    package var falsePositives: Double?
    /// The exact interval over the searches.
    package var falsePositiveInterval: Interval?

    package enum CodingKeys: String, CodingKey {
      case group, n, people
      case falseNegatives = "FNIR"
      case falseNegativeInterval = "FNIRInterval"
      case falsePositives = "FPIR"
      case falsePositiveInterval = "FPIRInterval"
    }
  }

  /// How much a rate differs between the groups for which it is stated.
  package struct Spread: Sendable, Codable, Equatable {
    /// The greatest rate divided by the geometric mean, and by the least; absent if one is 0.
    package var greatestToGeometricMean: Double?
    package var greatestToLeast: Double?

    /// - Returns: `nil` for fewer than two rates.
    init?(_ rates: [Double]) {
      guard rates.count > 1, let greatest = rates.max(), let least = rates.min() else { return nil }
      guard least > 0 else { return }
      let logarithms = rates.reduce(0) { $0 + commonLogarithmOf($1) } / Double(rates.count)
      greatestToGeometricMean = greatest / powerOf(10, logarithms)
      greatestToLeast = greatest / least
    }
  }

  /// The limit of FPIR over all searches, a share, and its threshold.
  package var limit: Double
  package var threshold: Double
  package var groups: [Group]
  package var falseNegativeSpread: Spread?
  package var falsePositiveSpread: Spread?

  package enum CodingKeys: String, CodingKey {
    case limit, threshold, groups
    case falseNegativeSpread = "FNIRSpread"
    case falsePositiveSpread = "FPIRSpread"
  }

  /// - Parameters:
  ///   - point: The smallest limit of FPIR that these searches support.
  ///   - misses: For each query, whether the search for its person misses at that threshold.
  ///   - alarms: For each query, whether its search as a stranger has a candidate at it.
  ///   - people: The person of each query.
  ///   - names: The group of each query; `nil` for none.
  init(
    limit: Double, threshold: Double, misses: [Bool], alarms: [Bool], people: [Int],
    names: [String?]
  ) {
    self.limit = limit
    self.threshold = threshold
    let overall = Double(misses.count { $0 }) / Double(misses.count)
    groups = Set(names.compactMap(\.self)).sorted().map { name in
      let places = names.indices.filter { names[$0] == name }
      let own = places.map { people[$0] }
      var group = Group(group: name, n: places.count, people: Set(own).count)
      let count = Double(places.count)
      if overall * count >= Double(OpenSetRates.leastExpected) {
        let mean = ClusteredMean(places.map { misses[$0] ? 1 : 0 }, groups: own)
        group.falseNegatives = 100 * mean.mean
        group.falseNegativeInterval = mean.wilson.scaled(by: 100)
      }
      if limit * count >= Double(OpenSetRates.leastExpected) * (1 - 1e-12) {
        let found = places.count { alarms[$0] }
        group.falsePositives = 100 * Double(found) / count
        group.falsePositiveInterval = Interval.clopperPearson(found, of: places.count)
          .scaled(by: 100)
      }
      return group
    }
    falseNegativeSpread = Spread(groups.compactMap(\.falseNegatives))
    falsePositiveSpread = Spread(groups.compactMap(\.falsePositives))
  }

  /// - Parameter strangers: The best score of each query's search as a stranger.
  /// - Returns: `nil` if no limit is supported, or no query has a group.
  init?(
    _ openSet: EvaluationResults.OpenSet, _ mates: [MeasuredRanking.OpenSetMate?],
    strangers: [Double], people: [Int], names: [String?]
  ) {
    let stated = openSet.points.filter { $0.threshold != nil }
    guard let point = stated.min(by: { $0.limit < $1.limit }), let threshold = point.threshold,
      names.contains(where: { $0 != nil }), strangers.count == mates.count
    else { return nil }
    self.init(
      limit: point.limit, threshold: threshold,
      misses: mates.map { $0.map { $0.score < threshold } ?? true },
      alarms: strangers.map { $0 >= threshold }, people: people, names: names)
  }
}

/// The groups of people or pictures that a user gives: `label,group` or `path,group` on each line.
package struct PersonGroups: Sendable, Equatable {
  package let path: String
  private let groups: [String: String]

  /// The largest file that is read, in bytes.
  private static let largest = 64 << 20

  /// - Throws: `FileError`; `PersonGroupsError` for a line that is neither, or that contradicts an earlier one.
  package init(path: String) throws {
    self.path = path
    var groups: [String: String] = [:]
    let text = String(decoding: try readFile(path, limit: Self.largest), as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (number, line) in lines.enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if line.isEmpty { continue }
      if number == 0, fields.count == 2, fields[1] == "group" { continue }
      guard fields.count == 2, !fields[0].isEmpty, !fields[1].isEmpty else {
        throw PersonGroupsError.line(path: path, number: number + 1)
      }
      if let other = groups[fields[0]], other != fields[1] {
        throw PersonGroupsError.contradiction(path: path, key: fields[0])
      }
      groups[fields[0]] = fields[1]
    }
    self.groups = groups
  }

  /// The group of a query: by its path if that is listed, otherwise by its label.
  func group(of query: QueryRecord) -> String? { groups[query.path] ?? groups[query.label] }
}

/// Why a file of groups cannot be used.
package enum PersonGroupsError: Error, Equatable, CustomStringConvertible {
  case line(path: String, number: Int)
  case contradiction(path: String, key: String)

  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .line(let path, let number):
      "Line \(number) of '\(path)': expected 'label,group' or 'path,group'."
    case .contradiction(let path, let key): "'\(path)' names two groups for '\(key)'."
    }
  }
}
