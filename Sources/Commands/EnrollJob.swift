import Basics
import Datasets
import Identification
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The job of `facet enroll`: computes a gallery's features once.
package struct EnrollJob: Sendable {
  package let pictures: String
  package let output: String
  package let settings: JobSettings
  /// The part of the pictures to enroll; `nil` for all.
  package var shard: Shard?
  /// How the patches are stored.
  package var precision = PatchPrecision.float16

  package init(pictures: String, output: String, settings: JobSettings) {
    self.pictures = pictures
    self.output = output
    self.settings = settings
  }

  package func run() throws -> JobResult {
    let folder = try claimOutput(
      output, inputs: CommandInputs([pictures] + settings.inputs), isBatch: false)
    try requireOwnGallery(output)
    let models = try Models(settings)
    var options = settings.galleryListing
    options.root = options.root.map(absolute)
    let listed = try listPictures(
      at: pictures, options: options, title: "Pictures", isQuiet: settings.isQuiet
    ).pictures
    Preflight(Preflight.Side(name: "pictures", pictures: listed), other: nil)
      .report(isQuiet: settings.isQuiet)
    let notes: [String]
    let earlier: GalleryFile?
    (earlier, notes) = try openEarlier(models)
    // Until the end the folder is not a complete shard.
    if shard != nil { try? FileManager.default.removeItem(atPath: shardFile) }
    let own =
      shard.map { Array(listed[$0.range(of: listed.count, blockSize: FaceReader.batchSize)]) }
      ?? listed
    let progress = Progress("Enrolling", total: own.count, isQuiet: settings.isQuiet)
    let summary: GalleryBuilder.Summary
    do {
      var builder = GalleryBuilder(
        backbone: models.backbone, source: models.gallerySource,
        isStrict: settings.isStrict)
      builder.precision = precision
      summary = try builder.enroll(
        own, source: absolute(pictures), options: options, folder: output,
        model: models.backboneDigest.hexadecimal, programVersion: programVersion, shard: shard,
        earlier: earlier, progress: progress.update)
    } catch is Interrupted {
      throw JobError(
        """
        Stopped by the user. The gallery '\(output)' is unchanged; the same command continues the work.
        """, status: .interrupted)
    }
    let count = summary.computed + summary.resumed + summary.reused
    if let shard {
      try GalleryShard(
        shard: shard, pictures: listed.listDigest, model: models.backboneDigest.hexadecimal,
        programVersion: programVersion, count: count, failures: summary.failures
      ).write(to: output)
    }
    try folder.finished()
    guard count > 0 || shard != nil else {
      throw JobError(
        "None of the pictures of '\(pictures)' could be used. \(summary.failures.first?.description ?? "")"
      )
    }
    let faces = settings.detector == nil ? "pictures" : "faces"
    var line =
      shard.map { "Gallery of \(count) \(faces) (\($0)) in '\(output)'" }
      ?? "Gallery of \(count) \(faces) in '\(output)'"
    line += ": \(summary.computed) computed, \(summary.reused) reused"
    if summary.resumed > 0 { line += ", \(summary.resumed) of an interrupted run" }
    line += ", \(summary.dropped) removed."
    var remarks: [String] = []
    if let earlier, !earlier.isAt(absolute(pictures), options) {
      remarks.append(
        "The gallery's pictures are now at '\(pictures)'. Before, they were at '\(earlier.source)'."
      )
    }
    for (names, words) in [
      (summary.gone, "missing and removed from the gallery"),
      (summary.changed, "changed since the last enrollment"),
    ] where !names.isEmpty {
      remarks.append(
        """
        \(names.count) picture\(names.count == 1 ? "" : "s") \(words): \
        \(names.map { "'\($0)'" }.named()).
        """)
    }
    if !settings.isQuiet {
      for remark in remarks { writeToStandardError("Pictures: \(displayed(remark))\n") }
    }
    return JobResult(
      lines: notes + [line], failures: summary.failures, doubtful: summary.doubtful)
  }

  /// Opens an earlier gallery in the same folder; one that cannot be used is made again.
  ///
  /// - Throws: `JobError` if it is another shard, or a whole gallery and this is a shard.
  private func openEarlier(_ models: Models) throws -> (GalleryFile?, [String]) {
    if let noted = try? GalleryShard(folder: output).shard, noted != shard { throw other(noted) }
    guard GalleryFile.isGallery(output) else { return (nil, []) }
    do {
      let file = try GalleryFile(
        folder: output, model: models.backboneDigest.hexadecimal, shape: models.backbone.shape,
        takesShard: true)
      guard file.shard == shard else { throw other(file.shard) }
      try file.checkWhole()
      let origin = models.gallerySource.origin
      guard file.origin == origin else {
        return (
          nil,
          [
            """
            All features are computed again: the gallery in '\(output)' was made from \
            \(file.origin), and this run uses \(origin).
            """
          ]
        )
      }
      guard file.precision == precision else {
        return (
          nil,
          [
            """
            All features are computed again: the gallery in '\(output)' stores patches in \
            \(file.precision.words), and this run in \(precision.words).
            """
          ]
        )
      }
      return (file, [])
    } catch let error as JobError {
      throw error
    } catch {
      return (nil, ["All features are computed again: \(error)"])
    }
  }

  private func other(_ found: Shard?) -> JobError {
    JobError(
      """
      The folder '\(displayed(output))' contains \(found.map { "\($0) of" } ?? "the whole of") a gallery, \
      not \(shard.map { "\($0)" } ?? "a whole one"). Choose another folder with --output.
      """)
  }

  private var shardFile: String { "\(output)/\(GalleryShard.fileName)" }
}
