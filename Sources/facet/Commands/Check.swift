import Audit
import CommandLines

extension Command {
  static let check = Command(
    CommandSpecification(
      "check", summary: "Hash a report folder again and list what changed, one difference a line.",
      discussion: """
        DIR is a folder that 'facet report' wrote. Every file is hashed again and compared with \
        manifest.json, and so are the models and pictures that are still where they were. A \
        difference is one line: changed page, changed number, changed picture, changed model, \
        changed file, changed manifest, missing file, extra file, symbolic link, not recomputed.

        A folder whose manifest was changed with its files passes this. Three things find it: the \
        SHA-256 of manifest.json noted elsewhere, a signature (--key), and --recompute, which makes \
        the whole report again from the originals, the recorded times and the sealed key, and \
        compares every file byte by byte. Where the bytes cannot be the same, the numbers of \
        report.json are compared within 0.000001, and the last lines show which agreement was \
        reached.

        Exit code 0: no difference; 1: some, or something could not be computed again; 4: the \
        signature is missing or not valid.
        """,
      positionals: [PositionalSpecification("DIR", help: "The folder with manifest.json.")],
      options: [
        OptionSpecification("--recompute", help: "Make the whole report again and compare it."),
        OptionSpecification(
          "--key", "PUBLIC",
          help: """
            Verify manifest.json.sig with this Ed25519 public key (PEM, from 'openssl pkey \
            -pubout').
            """),
        OptionSpecification("--model", "FILE", help: "Where the backbone is now."),
        OptionSpecification("--reranker", "FILE", help: "Where the re-ranker is now."),
        OptionSpecification("--detector", "FILE", help: "Where the detector is now."),
        OptionSpecification("--queries", "PATH", help: "Where the queries are now."),
        OptionSpecification(
          "--gallery", "PATH",
          help: "Where the gallery is now: its pictures, or the folder that 'facet enroll' wrote."),
        OptionSpecification(
          "--root", "DIR", help: "Where relative paths of the manifest begin. Default: here."),
        SharedOptions.threads, SharedOptions.quiet,
      ])
  ) { parsed in
    var originals = AuditJob.Originals()
    originals.model = parsed.text("--model") == nil ? nil : parsed.model()
    originals.reranker = parsed.reranker()
    originals.detector = parsed.text("--detector")
    originals.queries = parsed.text("--queries")
    originals.gallery = parsed.text("--gallery")
    originals.root = parsed.text("--root")
    var job = AuditJob(
      folder: parsed.positionals[0], recomputes: parsed.flag("--recompute"), originals: originals,
      isQuiet: parsed.flag("--quiet"))
    job.publicKey = parsed.text("--key")
    return try job.run()
  }
}
