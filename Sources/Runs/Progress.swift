import Basics

#if canImport(Glibc)
  import Glibc
#endif

/// The progress of long work on standard error: one line that updates itself on a terminal, a few plain
/// lines in a log, nothing in quiet mode.
package final class Progress {
  private let title: String
  private var total: Int
  private let isQuiet: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var lastPrinted: ContinuousClock.Instant?
  private var lastTenth = 0
  private var lastDone = -1

  /// - Parameters:
  ///   - title: The title of the work, such as "Gallery".
  ///   - total: The number of pictures or queries.
  package init(_ title: String, total: Int, isQuiet: Bool) {
    self.title = title
    self.total = total
    self.isQuiet = isQuiet
  }

  /// - Parameter total: The number of items, if it is known better than before.
  package func update(_ done: Int, of total: Int) {
    self.total = total
    update(done)
  }

  package func update(_ done: Int) {
    guard !isQuiet, total > 0, done > lastDone else { return }
    lastDone = done
    let now = ContinuousClock.now
    let tenth = done * 10 / total
    if isTerminal {
      if let lastPrinted, now - lastPrinted < .milliseconds(100), done < total { return }
      write(lineRenewal + line(done, now: now) + (done == total ? "\n" : ""))
    } else {
      guard tenth > lastTenth || done == total else { return }
      write(line(done, now: now) + "\n")
    }
    lastPrinted = now
    lastTenth = tenth
  }

  private func line(_ done: Int, now: ContinuousClock.Instant) -> String {
    let elapsed = seconds(now - start)
    var text = "\(title): \(done) of \(total)"
    if done == total {
      text += " in \(duration(elapsed))"
    } else if done > 0 && elapsed > 1 {
      text += ", about \(duration(elapsed / Double(done) * Double(total - done))) left"
    }
    return text
  }

  private func duration(_ seconds: Double) -> String {
    if seconds < 10 { return fixed(seconds, 1) + " s" }
    if seconds < 120 { return fixed(seconds, 0) + " s" }
    return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  }

  private func write(_ text: String) { writeToStandardError(text) }
}

package func seconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}
