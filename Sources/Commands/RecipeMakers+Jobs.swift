import Basics
import Datasets
import Faces
import Measurement
import Runs

extension RecipeMakers {
  /// By `occlude` and `align`.
  package static let jobs = RecipeMakers(
    occlude: { pictures, output, kind, options, seed in
      var job = OccludeJob(pictures: pictures, output: output, kind: kind, seed: seed)
      job.isAligned = true
      job.listing = options
      job.isQuiet = true
      job.replaces = true
      return try failures(of: job.run())
    },
    align: { pictures, output, model, settings in
      var settings = settings
      settings.isQuiet = true
      var job = AlignJob(
        pictures: pictures, detector: settings.detector!, model: model, output: output,
        settings: settings)
      job.landmarks = settings.landmarks
      job.replaces = true
      return try failures(of: job.run())
    })

  /// - Throws: `Interrupted` if the run was stopped, so that its folder does not count as complete.
  private static func failures(of result: JobResult) throws -> [PictureFailure] {
    guard result.status != .interrupted else { throw Interrupted() }
    return result.failures
  }
}
