import Evidence
import Identification

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
      queryFaces: models.querySource.origin, galleryFaces: gallery.origin)
  }
}
