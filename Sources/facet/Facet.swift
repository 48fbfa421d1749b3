import Basics
import CommandLines
import Datasets
import Identification
import Runs

#if canImport(Glibc)
  import Glibc
#endif

/// Parses, calls, prints, exits.
@main
enum Facet {
  static func main() {
    // A reader that goes away (`facet ... | head`) ends the program quietly, by the write's error.
    signal(SIGPIPE, SIG_IGN)
    // Beyond a limit on the size of files a write fails, with a sentence and no half file.
    signal(SIGXFSZ, SIG_IGN)
    endProcessWhenMappedFilesShrink(status: JobResult.Status.nothingUsable.rawValue)
    stopOnInterrupt()
    // The limit on the stack may be too small for a network.
    onThread(stackBytes: 8 << 20, run)
  }

  private static func run() {
    do {
      switch try Command.parser.parse(Array(CommandLine.arguments.dropFirst())) {
      case .text(let text): try writeToStandardOutput(text)
      case .run(let command): try finish(try Command.run(command))
      }
    } catch let error as UsageError {
      fail("\(error)", .usage)
    } catch let error as OutputError {
      fail("\(error)", error.isUsage ? .usage : .nothingUsable)
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
    let named =
      FailureLines.lines(result.failures, file: result.listing)
      + FailureLines.lines(result.doubtful, file: result.listing)
    for line in named { complain(line) }
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
    var requests = sigset_t()
    sigemptyset(&requests)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { _ in
        if Interruption.isPending { _exit(JobResult.Status.interrupted.rawValue) }
        Interruption.request()
      }
      sigaddset(&requests, number)
    }
    // Who started this program may have blocked them, and the block is inherited.
    pthread_sigmask(SIG_UNBLOCK, &requests, nil)
  }
}
