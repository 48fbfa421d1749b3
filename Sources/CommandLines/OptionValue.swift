/// How an option's text becomes a value.
package struct OptionValue<Value: Sendable>: Sendable {
  /// A value of the type, which stands in for what a user gives while options are declared.
  package let sample: Value
  /// The paths among the value, if it has any.
  package let paths: PathUse?
  /// The accepted words; empty if any text may be accepted.
  package let choices: [String]
  package let describe: @Sendable (Value) -> String
  package let convert: @Sendable (_ text: String, _ option: String) throws(UsageError) -> Value

  /// - Parameters:
  ///   - describe: Returns a default value as a user would write it.
  ///   - convert: Throws a sentence that names the accepted values.
  package init(
    sample: Value, paths: PathUse? = nil, choices: [String] = [],
    describe: @escaping @Sendable (Value) -> String,
    convert: @escaping @Sendable (_ text: String, _ option: String) throws(UsageError) -> Value
  ) {
    self.sample = sample
    self.paths = paths
    self.choices = choices
    self.describe = describe
    self.convert = convert
  }
}

/// What a command does with the path that an option takes.
package enum PathUse: Sendable, Equatable {
  case read
  /// Several paths, separated by commas.
  case readList
  case written
  /// Only the folder in which other paths begin.
  case base
}

extension OptionValue where Value == String {
  /// Any text.
  package static var text: Self { path(nil) }
  /// A path that the command reads.
  package static var input: Self { path(.read) }
  /// Paths that the command reads, separated by commas.
  package static var inputList: Self { path(.readList) }
  /// A path that the command writes.
  package static var output: Self { path(.written) }
  /// A folder in which other paths begin.
  package static var base: Self { path(.base) }

  private static func path(_ use: PathUse?) -> Self {
    OptionValue(sample: "", paths: use, describe: { $0 }, convert: { text, _ in text })
  }
}

extension OptionValue where Value == Int {
  package static func integer(in range: ClosedRange<Int>) -> Self {
    OptionValue(
      sample: range.lowerBound, describe: { "\($0)" },
      convert: { text, option throws(UsageError) in
        guard let value = Int(text), range.contains(value) else {
          let limits =
            range.upperBound == .max
            ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
          throw UsageError("\(option) takes a whole number, \(limits), not '\(text)'.")
        }
        return value
      })
  }
}

extension OptionValue where Value == UInt64 {
  /// A number from which random numbers start.
  package static var seed: Self {
    let number = OptionValue<Int>.integer(in: 0...Int.max)
    return OptionValue(
      sample: 0, describe: { "\($0)" },
      convert: { text, option throws(UsageError) in UInt64(try number.convert(text, option)) })
  }
}

extension OptionValue where Value == Double {
  package static func number(in range: ClosedRange<Double>) -> Self {
    OptionValue(
      sample: range.lowerBound, describe: plain,
      convert: { text, option throws(UsageError) in
        // Digits, a point, an exponent: not the hexadecimal that `Double` reads as well.
        guard !text.lowercased().contains("x"), let value = Double(text), range.contains(value)
        else {
          throw UsageError(
            """
            \(option) takes a number, \(plain(range.lowerBound)) to \(plain(range.upperBound)), not \
            '\(text)'.
            """)
        }
        return value
      })
  }
}

extension OptionValue where Value == Double {
  /// A number that is above a limit, which itself is not accepted.
  package static func number(above low: Double, through high: Double) -> Self {
    OptionValue(
      sample: high, describe: plain,
      convert: { text, option throws(UsageError) in
        guard !text.lowercased().contains("x"), let value = Double(text), value > low, value <= high
        else {
          throw UsageError(
            "\(option) takes a number above \(plain(low)), up to \(plain(high)), not '\(text)'.")
        }
        return value
      })
  }
}

/// Returns a number without ".0".
@Sendable private func plain(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

extension OptionValue where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the words that a type has.
  ///
  /// - Parameter accepted: The cases that the option takes.
  package static func choice(
    _ type: Value.Type = Value.self, among accepted: [Value] = Array(Value.allCases)
  ) -> Self {
    precondition(!accepted.isEmpty)
    let words = accepted.map(\.rawValue)
    return OptionValue(
      sample: accepted[0], choices: words, describe: { $0.rawValue },
      convert: { text, option throws(UsageError) in
        guard let value = Value(rawValue: text), words.contains(value.rawValue) else {
          throw UsageError(
            "\(option) takes \(alternatives(words)), not '\(text)'."
              + suggestion(for: text, among: words))
        }
        return value
      })
  }
}

extension OptionValue where Value == String {
  /// One of some words that are known only when the program runs.
  package static func word(among words: [String]) -> Self {
    OptionValue(
      sample: "", choices: words, describe: { $0 },
      convert: { text, option throws(UsageError) in
        guard words.contains(text) else {
          throw UsageError(
            "\(option) takes \(alternatives(words)), not '\(text)'."
              + suggestion(for: text, among: words))
        }
        return text
      })
  }
}

/// Returns "a, b or c".
package func alternatives(_ words: [String]) -> String {
  guard words.count > 1, let last = words.last else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " or " + last
}

extension OptionValue {
  /// Values separated by commas, such as `--alpha 0.3,0.7`.
  package static func list<Element>(of element: OptionValue<Element>) -> Self
  where Value == [Element] {
    OptionValue(
      sample: [element.sample], choices: element.choices,
      describe: { $0.map(element.describe).joined(separator: ",") },
      convert: { text, option throws(UsageError) in
        var values: Value = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
          values.append(try element.convert(String(item), option))
        }
        return values
      })
  }
}
