import Basics
import Foundation
import _FuzzSupport

#if canImport(Glibc)
  import Glibc
#endif

/// Runs readers on mutated inputs; see `MutationOptions.help`.
///
/// The inputs are read one after the other by a process of their own. If it crashes, hangs or exceeds
/// the memory limit, the input is kept, and the next process goes on behind it. With `--here` pictures
/// are decoded in that process, which is many times faster than one for each picture.
@main
enum MutationRun {
  static let memoryLimit = 2 << 30
  /// The processor time for one input, in seconds; more is a hang.
  static let secondsPerInput = 60

  static func main() throws {
    let options: MutationOptions
    do throws(MutationOptions.Refusal) {
      guard let read = try MutationOptions.read(Array(CommandLine.arguments.dropFirst())) else {
        print(MutationOptions.help, terminator: "")
        return
      }
      options = read
    } catch {
      writeToStandardError("facet-mutations: \(error.sentence)\n")
      exit(2)
    }
    if options.listsReaders {
      for reader in options.readers { print(reader.rawValue) }
      return
    }
    if options.decodesHere { ReaderProbe.decodePicturesHere() }
    if let target = options.seeds {
      try makeFolders(target)
      for reader in options.readers {
        for (place, seed) in try FuzzSeeds.of(reader).enumerated() {
          try AtomicFile.write(seed, to: "\(target)/\(reader.rawValue)-\(place)")
        }
      }
      return
    }
    if let start = options.start {
      try InputRun(options.readers[0], options).inputs(from: start, to: options.count)
      return
    }
    var failed = false
    for reader in options.readers {
      failed = try InputRun(reader, options).apart() || failed
    }
    exit(failed ? 1 : 0)
  }
}

/// The inputs of one reader.
struct InputRun {
  private let reader: FuzzedReader
  private let options: MutationOptions
  private let tally: Tally

  init(_ reader: FuzzedReader, _ options: MutationOptions) throws {
    self.reader = reader
    self.options = options
    try makeFolders(options.folder)
    tally = try Tally(path: "\(options.folder)/\(reader.rawValue).tally")
  }

  private var seed: UInt64 { options.seed }
  private var folder: String { options.folder }

  private var own: String { "\(folder)/\(reader.rawValue)" }

  /// Reads the inputs in processes of their own, and prints the result.
  ///
  /// - Returns: Whether something is wrong.
  func apart() throws -> Bool {
    let count = options.count
    var crashes = 0
    tally.clear()
    while tally[.input] < count && crashes < 20 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments =
        [
          "--from", "\(tally[.input])", "--reader", reader.rawValue, "--folder", folder,
          "--count", "\(count)", "--seed", "\(seed)",
        ] + (options.decodesHere ? ["--here"] : [])
      try process.run()
      process.waitUntilExit()
      if tally[.input] == count { break }
      crashes += 1
      let kept = "\(own)-\(tally[.input]).crash"
      try AtomicFile.write(try readFile("\(own)/\(reader.fileName)", limit: 1 << 24), to: kept)
      let end = process.terminationReason == .exit ? "exit code" : "signal"
      try writeToStandardOutput("  \(kept): \(end) \(process.terminationStatus)\n")
      tally[.input] += 1
    }
    try writeToStandardOutput(
      """
      \(reader.rawValue): \(tally[.input]) inputs, seed \(seed): \(tally[.read]) read, \
      \(tally[.refused]) refused in a sentence, \(tally[.wrong]) wrongly, \(crashes) crashes; \
      \(tally[.deep]) got past the first check; at most \(tally[.memory]) MB

      """)
    return tally[.wrong] > 0 || crashes > 0
  }

  /// Reads inputs in this process.
  func inputs(from start: Int, to end: Int) throws {
    var limit = rlimit(
      rlim_cur: rlim_t(MutationRun.memoryLimit), rlim_max: rlim_t(MutationRun.memoryLimit))
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    let probe = try ReaderProbe(reader, folder: own)
    let seeds = try FuzzSeeds.of(reader)
    if start == 0 { try sound(seeds, probe) }
    var mutator = reader.mutator(sources: seeds, seed: seed)
    for _ in 0..<start { _ = mutator.next() }
    var kinds: Set<String> = []
    for number in start..<end {
      let input = mutator.next()
      Self.allow(seconds: MutationRun.secondsPerInput)
      do {
        let outcome = try probe.take(input)
        tally[outcome == .read ? .read : .refused] += 1
        if probe.isPastFirstCheck(outcome) { tally[.deep] += 1 }
      } catch {
        tally[.wrong] += 1
        let kind = String("\(error)".filter { !$0.isNumber }.prefix(60))
        if kinds.count < 10, kinds.insert(kind).inserted {
          let kept = "\(own)-\(number).bad"
          try AtomicFile.write(input, to: kept)
          try writeToStandardOutput("  \(kept): \(error)\n")
        }
      }
      tally[.input] = number + 1
      if number % 1000 == 0 || number + 1 == end {
        var usage = rusage()
        getrusage(0, &usage)  // RUSAGE_SELF
        tally[.memory] = max(tally[.memory], usage.ru_maxrss >> 10)
      }
    }
    Self.allow(seconds: 0)
  }

  /// Ends this process by a signal once it has used so much processor time; 0 for no limit. A busy machine
  /// makes nothing a hang.
  private static func allow(seconds: Int) {
    var limit = itimerval(
      it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &limit, nil)
  }

  /// Reads the intact inputs, which must not be refused.
  private func sound(_ seeds: [[UInt8]], _ probe: ReaderProbe) throws {
    for (place, sound) in seeds.enumerated() {
      // The last model is refused because it is incomplete: a complete one would be megabytes.
      if case .refused(let message) = try probe.take(sound),
        reader != .model || place < seeds.count - 1
      {
        try writeToStandardOutput("  the intact input \(place) is refused: \(message)\n")
        tally[.wrong] += 1
      }
    }
  }
}

/// Counts in a file that a crash leaves as they are.
final class Tally {
  enum Count: Int, CaseIterable {
    /// How many inputs were read to their end.
    case input
    case read, refused, wrong
    /// How many got past the reader's first check.
    case deep
    /// The peak of memory in MB.
    case memory
  }

  private let counts: UnsafeMutablePointer<Int>
  private static var size: Int { Count.allCases.count * MemoryLayout<Int>.size }

  init(path: String) throws {
    let file = open(path, O_RDWR | O_CREAT, 0o644)
    guard file >= 0, ftruncate(file, Self.size) == 0,
      let place = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
      place != MAP_FAILED
    else { fatalError("'\(path)' cannot be written.") }
    close(file)
    counts = place.bindMemory(to: Int.self, capacity: Count.allCases.count)
  }

  deinit { munmap(counts, Self.size) }

  subscript(count: Count) -> Int {
    get { counts[count.rawValue] }
    set { counts[count.rawValue] = newValue }
  }

  func clear() {
    for count in Count.allCases { self[count] = 0 }
  }
}
