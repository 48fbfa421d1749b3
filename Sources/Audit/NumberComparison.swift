import Basics
import Runs

/// A comparison of two JSON trees, number by number.
package struct NumberComparison: Sendable {
  /// A place where they differ, such as `candidates.emd[0].scores.score`.
  package struct Finding: Sendable, Equatable {
    package let place: String
    package let was: String
    package let isNow: String
  }

  package private(set) var findings: [Finding] = []
  /// The count of numbers that differ, but by no more than the tolerance.
  package private(set) var nearlyEqual = 0
  private let tolerance: Double

  /// - Parameters:
  ///   - tolerance: The absolute or relative difference above which numbers differ.
  ///   - ignored: The members at the top that are skipped.
  package init(
    _ was: JSONValue, _ isNow: JSONValue, tolerance: Double = 1e-6, ignoring ignored: Set<String>
  ) {
    self.tolerance = tolerance
    guard case .object(let first) = was, case .object(let second) = isNow else {
      compare(was, isNow, "")
      return
    }
    compare(
      .object(first.filter { !ignored.contains($0.key) }),
      .object(second.filter { !ignored.contains($0.key) }), "")
  }

  private mutating func compare(_ was: JSONValue, _ isNow: JSONValue, _ place: String) {
    switch (was, isNow) {
    case (.object(let first), .object(let second)):
      for key in Set(first.keys).union(second.keys).sorted() {
        let name = place.isEmpty ? key : "\(place).\(key)"
        if let one = first[key], let other = second[key] {
          compare(one, other, name)
        } else {
          note(name, first[key], second[key])
        }
      }
    case (.array(let first), .array(let second)):
      for index in 0..<max(first.count, second.count) {
        let name = "\(place)[\(index)]"
        if index < first.count, index < second.count {
          compare(first[index], second[index], name)
        } else {
          note(
            name, index < first.count ? first[index] : nil,
            index < second.count ? second[index] : nil)
        }
      }
    case (.number(let one), .number(let other)):
      guard one != other else { return }
      if abs(one - other) <= tolerance * max(1, abs(one), abs(other)) {
        nearlyEqual += 1
      } else {
        note(place, was, isNow)
      }
    case (.string(let one), .string(let other)):
      // Swift calls some texts with different bytes equal.
      if !one.utf8.elementsEqual(other.utf8) { note(place, was, isNow) }
    default:
      if was != isNow { note(place, was, isNow) }
    }
  }

  private mutating func note(_ place: String, _ was: JSONValue?, _ isNow: JSONValue?) {
    findings.append(Finding(place: place, was: Self.words(was), isNow: Self.words(isNow)))
  }

  private static func words(_ value: JSONValue?) -> String {
    switch value {
    case nil: "absent"
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(let number): "\(number)"
    case .integer(let whole): "\(whole)"
    case .string(let text): "'\(text)'"
    case .array(let elements): "a list of \(elements.count)"
    case .object(let members): "an object of \(members.count)"
    }
  }
}
