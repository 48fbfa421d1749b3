import Basics
import CommandLines
import Identification
import Jobs

#if canImport(Glibc)
  import Glibc
#endif

/// Parses, calls, prints, exits.
@main
enum Facet {
  static func main() {
    // A reader that goes away (`facet ... | head`) ends the program quietly, by the write's error.
    signal(SIGPIPE, SIG_IGN)
    // A limit on file sizes is an error of the write, not an end in the middle of a file.
    signal(SIGXFSZ, SIG_IGN)
    stopOnInterrupt()
    do {
      switch try Command.parser.parse(Array(CommandLine.arguments.dropFirst())) {
      case .text(let text): try writeToStandardOutput(text)
      case .run(let command): try finish(try Command.run(command))
      }
    } catch let error as UsageError {
      fail("\(error)", .usage)
    } catch let error as JobError {
      fail("\(error)", error.status)
    } catch let error as StrictFailure {
      fail("\(error)", .doneWithFailures)
    } catch let error as Interrupted {
      fail("\(error)", .interrupted)
    } catch {
      fail("\(error)", .nothingUsable)
    }
  }

  private static func finish(_ result: JobResult) throws {
    endStandardErrorLine()
    for line in result.lines {
      try writeToStandardOutput(
        line.hasSuffix("\n") ? line : line + "\n", verbatim: result.isMachineOutput)
    }
    if !result.failures.isEmpty {
      let count = result.failures.count
      complain("\(count) picture\(count == 1 ? "" : "s") could not be used:")
      for failure in result.failures { complain("  \(failure)") }
    }
    exit(result.status.rawValue)
  }

  private static func fail(_ sentence: String, _ status: JobResult.Status) -> Never {
    endStandardErrorLine()
    complain("facet: \(sentence)")
    exit(status.rawValue)
  }

  private static func complain(_ text: String) { writeToStandardError(text + "\n") }

  /// The first Ctrl-C (or polite request to end) lets the picture or the query at hand be finished; a
  /// second one ends at once.
  private static func stopOnInterrupt() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { _ in
        if Interruption.isPending { _exit(JobResult.Status.interrupted.rawValue) }
        Interruption.request()
      }
    }
  }
}
