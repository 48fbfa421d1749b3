/// The command line of `facet-mutations`.
package struct MutationOptions {
  package var readers = FuzzedReader.allCases
  package var count = 200_000
  package var seed: UInt64 = 1
  /// The folder of the inputs.
  package var folder = ".build/fuzz"
  /// Whether pictures are decoded in the process that reads the inputs.
  package var decodesHere = false
  /// The folder for the intact inputs, which then are all that is written.
  package var seeds: String?
  /// Only print the names of the readers.
  package var listsReaders = false
  /// Read the inputs in this process, from this number on; the program gives this to itself.
  package var start: Int?

  package static let help = """
    Usage: facet-mutations [--reader NAMES] [--count N] [--seed N] [--folder DIR] [--here]
           facet-mutations [--reader NAMES] --seeds DIR

    Gives mutated files to readers and prints what became of them. The status is 1 if a reader ended the
    process or refused an input in another form than one sentence.

      --reader NAMES  The readers, separated by commas; all without it:
    \(FuzzedReader.allCases.map { "                  \($0.rawValue)" }.joined(separator: "\n"))
      --count N       How many inputs for each reader (default: 200000).
      --seed N        The seed of the mutations (default: 1). The same seed gives the same inputs.
      --folder DIR    Where the inputs are written, best in memory (default: .build/fuzz).
      --here          Decode pictures in the process that reads the inputs: many times faster.
      --seeds DIR     Only write the intact inputs into a folder.
      --list          Only print the names of the readers.
      --help          Print this.

    """

  /// The error that the arguments cannot be used, in a sentence.
  package struct Refusal: Error, Equatable {
    package let sentence: String

    package init(sentence: String) { self.sentence = sentence }
  }

  /// - Returns: `nil` if the help is asked for.
  package static func read(_ arguments: [String]) throws(Refusal) -> MutationOptions? {
    var options = MutationOptions()
    var names: [String] = []
    var rest = arguments[...]
    while let name = rest.popFirst() {
      func value() throws(Refusal) -> String {
        guard let text = rest.popFirst() else { throw Refusal(sentence: "\(name) needs a value.") }
        return text
      }
      func number<Number: FixedWidthInteger>(from least: Number) throws(Refusal) -> Number {
        let text = try value()
        guard let number = Number(text), number >= least else {
          throw Refusal(sentence: "\(name) takes a whole number from \(least), not '\(text)'.")
        }
        return number
      }
      switch name {
      case "--help", "-h": return nil
      case "--reader": names += try value().split(separator: ",").map(String.init)
      case "--count": options.count = try number(from: 1)
      case "--seed": options.seed = try number(from: 0)
      case "--folder": options.folder = try value()
      case "--here": options.decodesHere = true
      case "--seeds": options.seeds = try value()
      case "--list": options.listsReaders = true
      case "--from": options.start = try number(from: 0)
      default: throw Refusal(sentence: "There is no option '\(name)'; --help lists them.")
      }
    }
    guard !names.isEmpty else { return options }
    options.readers = []
    for name in names {
      guard let reader = FuzzedReader(rawValue: name) else {
        throw Refusal(sentence: "There is no reader '\(name)'; --help lists them.")
      }
      options.readers.append(reader)
    }
    return options
  }
}
