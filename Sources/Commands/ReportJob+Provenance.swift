import Audit
import Basics
import Evidence
import Identification
import Reports
import Runs

extension ReportJob {
  /// What every report says of models, gallery and settings.
  func provenance(
    _ models: Models, _ gallery: Gallery, _ calibration: SHA256Digest?,
    _ description: RunDescription
  ) -> Provenance {
    let settings = description.settings
    let identification = settings.identification
    var provenance = Provenance(
      programVersion: programVersion, models: models.files.map(description.named),
      galleryPath: RunDescription.printedName(description.gallery),
      galleryCount: gallery.entries.count, gallerySHA256: gallery.digest,
      settings: [
        ("queries", RunDescription.printedName(description.queries)),
        (
          "grid",
          "\(identification.grid.rawValue) (\(identification.grid.grid(native: gallery.grid)))"
        ),
        ("weights", identification.weighting.rawValue),
        ("solver", identification.solver.rawValue),
        ("epsilon", fixed(identification.epsilon, 3)),
        ("alpha", fixed(identification.alpha, 3)),
        ("top-k", String(identification.topK)),
        ("show", String(settings.show)),
        ("calibration", settings.calibration.map(RunDescription.printedName) ?? "none"),
        (RunDescription.calibrationDigest, calibration?.hexadecimal ?? "none"),
        ("calibration-kind", settings.calibrationKind?.rawValue ?? "not known"),
        ("apart-at", "\(settings.apartAt ?? SearchState.Rule().apartAt)"),
        ("checks", settings.hasChecks ? "yes" : "no"),
        ("leave-out", settings.ownPictures.rawValue),
        ("limits SHA-256", dossier.limits?.sha256.hexadecimal ?? "none"),
        ("scale SHA-256", dossier.scale?.sha256.hexadecimal ?? "none"),
      ] + (settings.pixelMasks.map { [("importance by pixels", "\($0) masks")] } ?? [])
        + settings.faceSettings + Self.settings(of: gallery))
    provenance.scale = dossier.scale
    provenance.statesTruth = dossier.statesTruth ?? false
    provenance.caseData = dossier.caseData
    provenance.tensor = models.tensor
    return provenance
  }

  /// What differs from a gallery of 16 bits per value whose pictures were all compared.
  private static func settings(of gallery: Gallery) -> [(name: String, value: String)] {
    var settings: [(name: String, value: String)] = []
    if gallery.precision != .float16 {
      settings.append(("patches of the gallery", gallery.precision.words))
    }
    if gallery.isAsEnrolled {
      settings.append(
        (
          "pictures of the gallery",
          "used as enrolled; those shown were compared with their SHA-256"
        ))
    }
    return settings
  }
}
