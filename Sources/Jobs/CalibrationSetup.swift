import Evidence
import Identification

extension Calibration.Setup {
  /// - Parameters:
  ///   - gallery: Knows how its faces were found.
  ///   - identifier: Knows the grid of the ranking.
  init(
    _ models: Models, _ gallery: PictureSource.OpenedGallery, _ identifier: Identifier,
    _ settings: IdentificationSettings
  ) {
    self.init(
      backboneSHA256: models.files[0].sha256.hexadecimal,
      rerankerSHA256: models.files[1].sha256.hexadecimal, grid: identifier.grid.description,
      settings: settings, queryFaces: models.querySource.origin, galleryFaces: gallery.origin)
  }
}
