import Audit

extension AuditJob {
  /// An audit that makes reports again with `ReportJob`.
  package init(folder: String, recomputes: Bool, originals: Originals, isQuiet: Bool) {
    self.init(
      folder: folder, recomputes: recomputes, originals: originals, isQuiet: isQuiet
    ) { repeated in
      var job = ReportJob(
        queries: repeated.queries, gallery: repeated.gallery, output: repeated.output,
        settings: repeated.settings, dossier: repeated.dossier)
      job.named = repeated.named
      job.sealedKey = repeated.sealedKey
      job.timings = repeated.timings
      return try job.run()
    }
  }
}
