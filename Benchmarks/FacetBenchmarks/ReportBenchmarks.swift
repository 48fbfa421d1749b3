import Basics
import Datasets
import Evidence
import Identification
import Networks
import Reports
import Runs

#if canImport(Glibc)
  import Glibc
#endif

/// The steps from the ranking to the files, on drawn pictures.
struct ReportBenchmarks {
  private let folder: Folder
  private let evidence: (_ checks: Bool) throws -> QueryEvidence
  private let writer: ReportWriter

  init() throws {
    let folder = try Folder()
    self.folder = folder
    try Samples.write(.mobileFaceNet, to: folder.path + "/m.safetensors")
    let backbone = try loadBackbone(path: folder.path + "/m.safetensors")
    let pictures = try (0..<110).map { number in
      let path = "\(folder.path)/\(number).png"
      try AtomicFile.write(Samples.picture(UInt64(number)).encodedPNG(), to: path)
      return ListedPicture(path: "\(number).png", location: path, label: "p\(number % 10)")
    }
    let (gallery, _) = try GalleryBuilder(backbone: backbone)
      .gallery(of: pictures, earlier: nil, progress: { _ in })
    let transformer = try HybridTransformer(
      parameters: try HybridStart().parameters(for: backbone), grid: backbone.shape.grid)
    let search = TwoStageSearch(
      gallery: gallery, scorers: [.h2l: HybridScorer(transformer, gallery: gallery)])
    guard case .computed(let face) = try FaceReader(backbone: backbone).faces(of: [pictures[0]])[0]
    else { preconditionFailure("cannot read the query") }
    let query = Query(face, shape: backbone.shape)
    let settings = IdentificationSettings()
    let nearest = search.stage1([query], depth: 100)[0]
    let plan = SearchPlan(settings, methods: search.opinions)
    let scores = try search.scores(query, nearest, plan)
    let rankings = scores.rankings(plan)
    let transports = scores.transportScores(plan.rankings.first { $0.method == .emd }!)
    let builder = EvidenceBuilder(
      search: search, settings: settings, shape: backbone.shape, show: 3)
    let checking = EvidenceBuilder(
      search: search, settings: settings, shape: backbone.shape, show: 3, backbone: backbone)
    evidence = { checks in
      try (checks ? checking : builder)
        .evidence(for: query, rankings: rankings, scores: transports, notes: [])
    }
    writer = ReportWriter(
      folder: folder.path + "/output", templates: try TemplateSet(),
      provenance: Provenance(
        programVersion: programVersion, models: [], galleryPath: folder.path,
        galleryCount: gallery.entries.count, gallerySHA256: gallery.digest, settings: []))
  }

  /// Evidence separately, then HTML, PDF and JSON.
  var all: [Benchmark] {
    get throws {
      let plain = try evidence(false)
      let whole = "Evidence and report, without sanity checks"
      return [
        Benchmark(name: "Evidence of a query, three people shown") { _ = try evidence(false) },
        Benchmark(name: "Report of a query, HTML + PDF + JSON, written") {
          _ = try writer.write(plain, number: 1)
        },
        Benchmark(name: whole) { _ = try writer.write(evidence(false), number: 1) },
        Benchmark(name: "Evidence and report, with sanity checks", base: whole, runs: 7) {
          _ = try writer.write(evidence(true), number: 1)
          withExtendedLifetime(folder) {}
        },
      ]
    }
  }

  /// `facet-benchmarks end-of-batch COUNT`: what a batch writes at its end (index, results, summary, manifest),
  /// with the row of one report repeated.
  static func endOfBatch(_ arguments: [String]) throws {
    guard let count = arguments.first.flatMap(Int.init), count > 0 else {
      print("usage: facet-benchmarks end-of-batch COUNT")
      return
    }
    let benchmarks = try ReportBenchmarks()
    let report = try benchmarks.writer.write(benchmarks.evidence(false), number: 1)
    let before = peakMegabytes()
    let start = ContinuousClock.now
    let files = try benchmarks.writer.finish(
      Array(repeating: report, count: count), failures: [], run: .object([:]))
    let time = fixed(milliseconds(since: start) / 1000, 1)
    print("\(count) rows: \(time) s; at most \(before) MB before and \(peakMegabytes()) MB with it")
    for file in files.suffix(4) { print("  \(file.path) \(file.bytes) bytes") }
  }

  private static func peakMegabytes() -> Int {
    var usage = rusage()
    getrusage(0, &usage)  // RUSAGE_SELF
    return usage.ru_maxrss >> 10
  }
}
