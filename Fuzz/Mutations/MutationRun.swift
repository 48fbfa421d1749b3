import Basics
import _FuzzSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Runs readers on mutated inputs: `facet-mutations [--count N] [--seed N] [--reader NAME]
/// [--folder DIR] [--here]`. With `--seeds DIR` it only writes the intact inputs there; with `--here`
/// pictures are decoded in this process, which is many times faster.
///
/// Exceeding the memory limit ends the program, as a crash does; the input then remains in the
/// folder.
@main
enum MutationRun {
  static let memoryLimit = 2 << 30

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    func value(_ name: String) -> String? {
      arguments.firstIndex(of: name).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
    }
    let count = value("--count").flatMap(Int.init) ?? 200_000
    let seed = value("--seed").flatMap(UInt64.init) ?? 1
    let folder = value("--folder") ?? ".build/fuzz"
    let readers = FuzzedReader.allCases.filter { reader in
      value("--reader").map { $0 == reader.rawValue } ?? true
    }
    guard !readers.isEmpty else {
      print("Unknown reader; choose one of \(FuzzedReader.allCases.map(\.rawValue)).")
      exit(2)
    }
    if arguments.contains("--here") { ReaderProbe.decodePicturesHere() }
    var limit = rlimit(rlim_cur: rlim_t(memoryLimit), rlim_max: rlim_t(memoryLimit))
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    if let target = value("--seeds") {
      for reader in readers {
        for (place, seed) in try FuzzSeeds.of(reader).enumerated() {
          try AtomicFile.write(seed, to: "\(target)/\(reader.rawValue)-\(place)")
        }
      }
      return
    }
    var failed = false
    for reader in readers {
      let probe = try ReaderProbe(reader, folder: "\(folder)/\(reader.rawValue)")
      let seeds = try FuzzSeeds.of(reader)
      for (place, sound) in seeds.enumerated() {
        // The last model is refused because it is incomplete: a complete one would be megabytes.
        if case .refused(let message) = try probe.take(sound),
          reader != .model || place < seeds.count - 1
        {
          try writeToStandardOutput("  the intact input \(place) is refused: \(message)\n")
          failed = true
        }
      }
      var mutator = reader.mutator(sources: seeds, seed: seed)
      var (read, refused, bad, deep) = (0, 0, 0, 0)
      var messages: Set<String> = []
      for number in 0..<count {
        let input = mutator.next()
        do {
          let outcome = try probe.take(input)
          if outcome == .read { read += 1 } else { refused += 1 }
          if probe.isPastFirstCheck(outcome) { deep += 1 }
        } catch {
          bad += 1
          let kind = "\(error)".filter { !$0.isNumber }
          if messages.count < 10, messages.insert(String(kind.prefix(60))).inserted {
            let kept = "\(folder)/\(reader.rawValue)-\(number).bad"
            try AtomicFile.write(input, to: kept)
            try writeToStandardOutput("  \(kept): \(error)\n")
          }
        }
      }
      var usage = rusage()
      getrusage(0, &usage)  // RUSAGE_SELF
      try writeToStandardOutput(
        """
        \(reader.rawValue): \(count) inputs, seed \(seed): \(read) read, \(refused) refused in a \
        sentence, \(bad) wrongly; \(deep) got past the first check; at most \(usage.ru_maxrss >> 10) MB so far

        """)
      failed = failed || bad > 0
    }
    exit(failed ? 1 : 0)
  }
}
