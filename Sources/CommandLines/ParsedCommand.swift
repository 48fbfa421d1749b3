/// A command with the values that a user gave it.
package struct ParsedCommand: Sendable, Equatable {
  package let specification: CommandSpecification
  package let positionals: [String]
  let values: [String: String]
  let flags: Set<String>

  package func flag(_ name: String) -> Bool {
    precondition(specification.option(named: name) != nil, "\(name) is not declared")
    return flags.contains(name)
  }

  /// - Returns: `nil` where the option was not given.
  package func text(_ name: String) -> String? {
    precondition(specification.option(named: name) != nil, "\(name) is not declared")
    return values[name]
  }

  package func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = text(name) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw UsageError(
        "\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'."
      )
    }
    return value
  }

  package func number(_ name: String, in range: ClosedRange<Double>) throws(UsageError) -> Double? {
    guard let text = text(name) else { return nil }
    return try Self.number(text, name, range)
  }

  /// Values between commas, such as `--alpha 0.3,0.7`.
  package func numbers(_ name: String, in range: ClosedRange<Double>) throws(UsageError)
    -> [Double]?
  {
    guard let text = text(name) else { return nil }
    var numbers: [Double] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      numbers.append(try Self.number(String(item), name, range))
    }
    return numbers
  }

  /// Whole numbers between commas, such as `--top-k 10,100`.
  package func integers(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> [Int]? {
    guard let text = text(name) else { return nil }
    var numbers: [Int] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Int(item), range.contains(value) else {
        throw UsageError(
          """
          \(name) takes whole numbers from \(range.lowerBound) to \(range.upperBound), not \
          '\(item)'.
          """)
      }
      numbers.append(value)
    }
    return numbers
  }

  package func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, as: Choice.Type)
    throws(UsageError) -> Choice? where Choice.RawValue == String
  {
    guard let text = text(name) else { return nil }
    return try Self.choice(text, name)
  }

  /// Choices between commas, such as `--weights apc,uniform`.
  package func choices<Choice: RawRepresentable & CaseIterable>(_ name: String, as: Choice.Type)
    throws(UsageError) -> [Choice]? where Choice.RawValue == String
  {
    guard let text = text(name) else { return nil }
    var choices: [Choice] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      choices.append(try Self.choice(String(item), name))
    }
    return choices
  }

  private static func number(_ text: String, _ name: String, _ range: ClosedRange<Double>)
    throws(UsageError) -> Double
  {
    // Digits, a point, an exponent: not the hexadecimal that `Double` reads as well.
    guard !text.lowercased().contains("x"), let value = Double(text), range.contains(value) else {
      throw UsageError(
        "\(name) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'.")
    }
    return value
  }

  private static func choice<Choice: RawRepresentable & CaseIterable>(
    _ text: String, _ name: String
  )
    throws(UsageError) -> Choice where Choice.RawValue == String
  {
    guard let choice = Choice(rawValue: text) else {
      let all = Choice.allCases.map(\.rawValue)
      throw UsageError(
        "\(name) takes one of \(all.joined(separator: ", ")), not '\(text)'."
          + suggestion(for: text, among: all))
    }
    return choice
  }
}
