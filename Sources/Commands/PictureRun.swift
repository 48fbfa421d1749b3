import Basics
import Datasets
import Identification
import Runs

/// Processes each listed picture, several at a time, and takes the results in the list's order, for
/// `facet align` and `facet occlude`.
struct PictureRun {
  /// The title of the work, such as "Aligning".
  let title: String
  /// Whether the first picture that fails ends the run.
  let isStrict: Bool
  let isQuiet: Bool
  /// The pictures without a result, in order.
  private(set) var failures: [PictureFailure] = []
  /// The error that ended the run early: Ctrl-C, a failure in strict mode, or a full disk.
  private(set) var end: (any Error)?

  init(_ title: String, isStrict: Bool, isQuiet: Bool) {
    self.title = title
    self.isStrict = isStrict
    self.isQuiet = isQuiet
  }

  /// - Parameters:
  ///   - make: Called with places in the list, on several threads; what it throws is a failure of
  ///     this picture, and the run goes on.
  ///   - take: Called in order; its errors end the run.
  mutating func over<Made: Sendable>(
    _ pictures: [ListedPicture], make: @Sendable (_ place: Int) throws -> Made,
    take: (_ place: Int, Made) throws -> Void
  ) {
    let progress = Progress(title, total: pictures.count, isQuiet: isQuiet)
    do {
      for start in stride(from: 0, to: pictures.count, by: FaceReader.batchSize) {
        try Interruption.check()
        let count = min(FaceReader.batchSize, pictures.count - start)
        let outcomes = collectInParallel(count: count) { index, _ in
          Self.outcome(of: pictures[start + index]) { try make(start + index) }
        }
        for (index, outcome) in outcomes.enumerated() {
          try Interruption.check()
          switch outcome {
          case .success(let made): try take(start + index, made)
          case .failure(let failure):
            if isStrict { throw StrictFailure(failure) }
            failures.append(failure)
          }
        }
        progress.update(start + count)
      }
    } catch {
      end = error
    }
  }

  private static func outcome<Made>(of picture: ListedPicture, _ make: () throws -> Made)
    -> Result<Made, PictureFailure>
  {
    if let problem = picture.problem {
      return .failure(PictureFailure(path: picture.path, reason: problem))
    }
    do {
      return .success(try make())
    } catch {
      return .failure(PictureFailure(path: picture.path, reason: "\(error)"))
    }
  }

  /// Returns the result of a run that wrote files.
  ///
  /// - Parameters:
  ///   - count: The number of files.
  ///   - noun: The singular noun for the files.
  ///   - log: The name of the file that lists them.
  ///   - logHasFailures: Whether it lists the failures, too.
  /// - Throws: The error that ended the run, except Ctrl-C; `JobError` if all pictures failed.
  func result(
    count: Int, _ noun: String, of pictures: String, in output: String, log: String,
    logHasFailures: Bool = false
  ) throws -> JobResult {
    let made = "\(count) \(noun)\(count == 1 ? "" : "s") in '\(output)', listed in '\(log)'."
    let listing = logHasFailures && count > 0 ? "\(output)/\(log)" : nil
    if let end {
      guard end is Interrupted else { throw end }
      return JobResult(
        status: .interrupted, lines: ["Stopped: \(made)"], failures: failures, listing: listing)
    }
    guard count > 0 else {
      throw JobError(
        "None of the pictures of '\(pictures)' could be used. \(failures.first?.description ?? "")")
    }
    return JobResult(lines: [made], failures: failures, listing: listing)
  }
}
