import Basics
import Datasets
import Identification
import Runs

/// Makes something of each listed picture, several at a time, and takes it in the list's order: what
/// `facet align` and `facet occlude` have in common.
struct PictureRun {
  /// What is done, such as "Aligning".
  let title: String
  /// The first picture that fails ends the run.
  let isStrict: Bool
  let isQuiet: Bool
  /// Pictures of which nothing came, in order.
  private(set) var failures: [PictureFailure] = []
  /// What ended the run early: Ctrl-C, a failure where that is strict, a disk that is full.
  private(set) var end: (any Error)?

  init(_ title: String, isStrict: Bool, isQuiet: Bool) {
    self.title = title
    self.isStrict = isStrict
    self.isQuiet = isQuiet
  }

  /// - Parameters:
  ///   - make: Called with places in the list, on several threads; what it throws is a failure of
  ///     this picture, and the run goes on.
  ///   - take: Called in order; what it throws ends the run.
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

  /// How a run ended that wrote files.
  ///
  /// - Parameters:
  ///   - count: Of the files.
  ///   - noun: What they are, in the singular.
  ///   - log: The file's name that lists them.
  /// - Throws: What ended the run, but for Ctrl-C; `JobError` where nothing was made of any picture.
  func result(
    count: Int, _ noun: String, of pictures: String, in output: String, log: String
  ) throws -> JobResult {
    let made = "\(count) \(noun)\(count == 1 ? "" : "s") in '\(output)', listed in '\(log)'."
    if let end {
      guard end is Interrupted else { throw end }
      return JobResult(status: .interrupted, lines: ["Stopped: \(made)"], failures: failures)
    }
    guard count > 0 else {
      throw JobError(
        "No picture of '\(pictures)' could be used. \(failures.first?.description ?? "")")
    }
    return JobResult(lines: [made], failures: failures)
  }
}
