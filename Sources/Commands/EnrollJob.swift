import Basics
import Identification
import Runs
import Tensors

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

  package init(pictures: String, output: String, settings: JobSettings) {
    self.pictures = pictures
    self.output = output
    self.settings = settings
  }

  package func run() throws -> JobResult {
    let folder = try claimOutput(
      output, inputs: CommandInputs([pictures] + settings.inputs), isBatch: false)
    try requireOwn()
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
    (earlier, notes) = openEarlier(models)
    let progress = Progress("Enrolling", total: listed.count, isQuiet: settings.isQuiet)
    let summary: GalleryBuilder.Summary
    do {
      summary = try GalleryBuilder(
        backbone: models.backbone, source: models.gallerySource,
        isStrict: settings.isStrict
      ).enroll(
        listed, source: absolute(pictures), options: options, folder: output,
        model: models.backboneDigest.hexadecimal, programVersion: programVersion, earlier: earlier,
        progress: progress.update)
    } catch is Interrupted {
      throw JobError(
        "Stopped by the user. The gallery '\(output)' is unchanged.", status: .interrupted)
    }
    try folder.finished()
    let count = summary.computed + summary.reused
    guard count > 0 else {
      throw JobError(
        "None of the pictures of '\(pictures)' could be used. \(summary.failures.first?.description ?? "")"
      )
    }
    var line =
      "Gallery of \(count) \(settings.detector == nil ? "pictures" : "faces") in '\(output)': \(summary.computed) computed"
    line += ", \(summary.reused) reused, \(summary.dropped) removed."
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

  /// Checks that the files that enrolling replaces belong to a gallery, even to a damaged one.
  ///
  /// - Throws: `JobError`.
  private func requireOwn() throws {
    struct Entry: Decodable {
      let path: String
      let sha256: String
    }
    func refuse(_ name: String) throws -> Never {
      throw JobError(
        OutputError.foreign(folder: output, command: "facet enroll", first: name, count: 1))
    }
    if let bytes = leadingBytes(of: "\(output)/entries.jsonl", count: 1 << 16) {
      let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
      let isEntry = (try? JSONDecoder().decode(Entry.self, from: Data(line))) != nil
      // A longer first line is an entry with a long path.
      if !bytes.isEmpty, !isEntry, line.count < 1 << 16 { try refuse("entries.jsonl") }
      return
    }
    // A run that was stopped between its parts and their entries leaves parts alone.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
    for name in names.sorted() where GalleryFile.isPartName(name) {
      let metadata = try? SafetensorsFile(path: "\(output)/\(name)").metadata
      if metadata?["facet.model"] == nil { try refuse(name) }
    }
  }

  /// Opens an earlier gallery in the same folder; one that cannot be used is made again.
  private func openEarlier(_ models: Models) -> (GalleryFile?, [String]) {
    guard GalleryFile.isGallery(output) else { return (nil, []) }
    do {
      let file = try GalleryFile(
        folder: output, model: models.backboneDigest.hexadecimal, shape: models.backbone.shape)
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
      return (file, [])
    } catch {
      return (nil, ["All features are computed again: \(error)"])
    }
  }
}
