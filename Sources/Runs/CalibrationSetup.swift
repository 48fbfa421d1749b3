import Basics
import Datasets
import Evidence
import Identification
import Pictures

extension Calibration.Setup {
  /// - Parameters:
  ///   - gallery: The gallery, which records how its faces were found.
  ///   - search: The search, which has the gallery's own grid.
  package init(
    _ models: Models, _ gallery: PictureSource.OpenedGallery, _ search: TwoStageSearch,
    _ settings: IdentificationSettings
  ) {
    let reranker = models.reranker.flatMap { $0.isTrained ? $0.file.sha256.hexadecimal : nil }
    self.init(
      backboneSHA256: models.files[0].sha256.hexadecimal,
      rerankerSHA256: reranker ?? Self.noReranker,
      grid: search.grid(settings.grid).description, settings: settings,
      queryFaces: models.querySource.origin, galleryFaces: gallery.origin,
      landmarksSHA256: models.landmarkPredictor?.digest.hexadecimal)
  }
}

/// Opens the calibration of a search, and checks that the search has none of its people and pictures.
///
/// - Throws: `FileError` and `CalibrationError`.
package func openCalibration(
  _ path: String, for setup: Calibration.Setup, queries: [ListedPicture], gallery: Gallery
) throws -> (calibration: Calibration, sha256: SHA256Digest) {
  let opened = try Calibration.open(path, for: setup)
  // A query that cannot be read is reported where it is searched.
  let searched = queries.compactMap { picture in
    (try? PictureFile.digest(at: picture.location)).map {
      Calibration.Searched(path: picture.path, label: picture.label, sha256: $0)
    }
  }
  try opened.calibration.requireApart(
    from: searched
      + gallery.entries.map {
        Calibration.Searched(path: $0.path, label: $0.label, sha256: $0.sha256)
      }, file: path)
  return opened
}

extension QueryKind {
  /// The kind that the log of 'facet occlude' beside some pictures records.
  ///
  /// - Returns: `nil` without such a log in the folder.
  package init?(ofPicturesAt path: String) {
    struct Log: Decodable {
      let program: String
      let kind: String
    }
    guard let bytes = try? readFile("\(path)/occlusions.json", limit: 1 << 28),
      let log = try? StrictJSON.decode(Log.self, from: bytes),
      log.program.hasPrefix("facet ")
    else { return nil }
    self.init(occluder: log.kind)
  }

  /// The kind of pictures with a certain occluder: all masks are one kind.
  private init?(occluder: String) {
    switch occluder {
    case "mask", "surgical", "cloth", "ffp2", "patterned": self = .mask
    default: self.init(rawValue: occluder)
    }
  }
}
