/// A command with the values that a user gave it, as text; a type of `CommandOptions` reads them.
package struct ParsedCommand: Sendable, Equatable {
  package let specification: CommandSpecification
  package let positionals: [String]
  let values: [String: String]
  let flags: Set<String>

  /// The options and their values in the order of the specification, as they can be parsed again.
  ///
  /// - Parameter names: Options that are left out.
  package func arguments(without names: Set<String>) -> [String] {
    specification.options.filter { !names.contains($0.name) }.flatMap { option -> [String] in
      if let value = values[option.name] { return [option.name, value] }
      return flags.contains(option.name) ? [option.name] : []
    } + positionals
  }

  /// The command with its options as a user types it in a shell.
  ///
  /// - Parameters:
  ///   - program: The program's name.
  ///   - names: Options that are left out.
  package func line(program: String, without names: Set<String>) -> String {
    ([program, specification.name] + arguments(without: names).map(Self.quoted))
      .joined(separator: " ")
  }

  /// Returns a word that a shell takes as it is, in quotes if it needs them.
  private static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./,:=+%@".utf8.contains(byte)
      }
    }
    return plain && !word.isEmpty
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
  }

  /// The paths that a user gave for some uses: positionals, which are read, and then options.
  package func paths(_ uses: [PathUse]) -> [String] {
    (uses.contains(.read) ? positionals : [])
      + specification.options.flatMap { option -> [String] in
        guard let use = option.paths, uses.contains(use), let value = values[option.name] else {
          return []
        }
        return use == .readList ? value.split(separator: ",").map(String.init) : [value]
      }
  }
}
