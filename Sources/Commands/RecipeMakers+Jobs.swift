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
      _ = try job.run()
    },
    align: { pictures, output, model, settings in
      var settings = settings
      settings.isQuiet = true
      var job = AlignJob(
        pictures: pictures, detector: settings.detector!, model: model, output: output,
        settings: settings)
      job.landmarks = settings.landmarks
      job.replaces = true
      _ = try job.run()
    })
}
