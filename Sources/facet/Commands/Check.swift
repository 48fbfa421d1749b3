import Audit
import CommandLines

extension Command {
  static let check = Command(
    "check", in: .check,
    summary: "Re-hash a report folder and list what changed.",
    discussion: """
      DIR is a folder from 'facet report'. Every file is hashed again and compared with manifest.json, \
      and so are the models and pictures that are still where they were. A difference is one line: \
      changed page, changed number, changed picture, changed model, changed file, changed manifest, \
      missing file, extra file, symbolic link, not recomputed.

      A folder whose manifest was changed with its files passes this check. Three things find the \
      change: the SHA-256 of manifest.json recorded elsewhere, a signature (--key), and --recompute. \
      --recompute makes the whole report again from the originals, the recorded times and the sealed \
      key, and compares every file byte by byte. If the bytes cannot be the same, the numbers of \
      report.json are compared within 0.000001, and the last lines show which agreement was reached.

      Exit code 0: no difference; 1: some, or something could not be computed again; 4: the signature \
      is missing or not valid.
      """
  ) { (options: CheckOptions) in
    var job = AuditJob(
      folder: options.folder, recomputes: options.recomputes, originals: options.originals,
      isQuiet: options.general.isQuiet)
    job.publicKey = options.publicKey
    return try job.run()
  }
}

private struct CheckOptions: FacetOptions {
  let folder: String
  let recomputes: Bool
  let publicKey: String?
  let originals: AuditJob.Originals
  let general: GeneralOptions

  init(_ options: inout OptionReader) throws(UsageError) {
    folder = try options.positional("DIR", help: "Folder with manifest.json.")
    recomputes = options.flag(
      "--recompute", in: .checking, help: "Make the whole report again and compare it.")
    publicKey = try options.optional(
      "--key", "PUBLIC", .input, in: .checking,
      help: """
        Ed25519 public key (PEM, from 'openssl pkey -pubout') with which to verify manifest.json.sig.
        """)
    var originals = AuditJob.Originals()
    originals.model = try options.optional(
      "--model", "FILE", .backbone(), in: .originals, help: "Current place of the backbone.")
    originals.reranker = try options.optional(
      "--reranker", "FILE", .reranker(), in: .originals, help: "Current place of the re-ranker.")
    originals.detector = try options.optional(
      "--detector", "FILE", .input, in: .originals, help: "Current place of the detector.")
    originals.landmarks = try options.optional(
      "--landmarks", "FILE", .input, in: .originals,
      help: "Current place of the predictor of landmarks.")
    originals.queries = try options.optional(
      "--queries", "PATH", .input, in: .originals, help: "Current place of the queries.")
    originals.gallery = try options.optional(
      "--gallery", "PATH", .input, in: .originals,
      help: "Current place of the gallery: its pictures, or the folder from 'facet enroll'.")
    originals.root = try options.optional(
      "--root", "DIR", .base, in: .originals, otherwise: "the current folder",
      help: "Folder to which paths in the manifest are relative.")
    self.originals = originals
    general = try GeneralOptions(&options, strict: false)
  }
}
