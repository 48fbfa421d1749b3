import Audit
import Basics
import Commands
import Datasets
import Evidence
import Identification
import Measurement
import Networks
import Pictures
import Reports
import Runs
import Study
import Tensors
import Training
import _TestSupport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Intact inputs of what runs leave for other runs.
extension FuzzSeeds {
  static func ofRuns(_ reader: FuzzedReader) throws -> [[UInt8]] {
    switch reader {
    case .graph: try steps()
    case .detector: [try detector()]
    case .reranker: [try reranker()]
    case .trainingState: [try checkpoint()]
    case .trainingPictures:
      [
        Array(
          try TrainingPictures(
            pictures: [SHA256.digest(of: []), SHA256.digest(of: [1])],
            people: [TrainingPictures.digest(ofLabel: "a")]
          ).text().utf8)
      ]
    case .galleryShard: [try galleryShard()]
    case .shardFeatures: [try gallery(.features)]
    case .unfinishedEntries, .unfinishedFeatures: [try unfinished.get()[reader]!]
    case .studyWords:
      [Array(#"{"title": "a", "booklet": "b\n{parts}"}"#.utf8)]
    case .run: [try run()]
    case .reportData: [try reportData()]
    case .privateKey: [privateKey()]
    case .publicKey: [publicKey()]
    case .signature: [try signature()]
    case .evaluationShard: [try evaluationShard()]
    case .reportShard: [try shard.get().journal]
    case .batchJournal: [try batchJournal()]
    case .filesJournal:
      [
        """
        {"file":"a/b.png","path":"c/d.jpg"}
        {"file":"a/b.pts","path":"c/d.jpg"}
        {"file":"e.png"}

        """
      ].map { Array($0.utf8) }
    case .alignLog:
      [
        """
        {"detector":"\(model)","face":{"box":[1,2,30,40.5],"number":1},"file":"a/b.png","height":9,"path":"c.jpg"}
        {"file":"d.png","path":"e.jpg","width":3}

        """
      ].map { Array($0.utf8) }
    case .occludeLog:
      [
        """
        {"failures": [], "kind": "surgical", "pictures": [
        {"output": "a/b.png", "path": "c.jpg", "seed": 7, "what": "a mask"}, {"output": "d.png", "path": "e"}],
        "program": "facet 0", "seed": 1}
        """
      ].map { Array($0.utf8) }
    case .portraitsLog:
      [
        """
        {"height": 112, "occluders": ["none", "sunglasses"], "pictures": [
        {"file": "person-01/01.png", "person": "person-01"}], "program": "facet 0", "seed": 1, "width": 96}
        """
      ].map { Array($0.utf8) }
    default: preconditionFailure("\(reader) has its own inputs")
    }
  }

  // MARK: Networks

  private static func detector() throws -> [UInt8] { try imported(.detector()) }

  /// Returns the steps of the model file, as text.
  private static func steps() throws -> [[UInt8]] {
    try withScratch { folder in
      try AtomicFile.write(graph(), to: folder + "/m.safetensors")
      return [Array(try ModelFile(path: folder + "/m.safetensors").text(ModelKey.graph).utf8)]
    }
  }

  /// Returns an H2L of four numbers a token.
  private static func reranker() throws -> [UInt8] {
    let size = 4
    var tensors: [(String, Tensor)] = []
    func add(_ name: String, _ shape: Int...) {
      let values = (0..<shape.reduce(1, *)).map { 0.1 + Float($0 % 7) / 10 }
      tensors.append((name, Tensor(shape: shape, values: values)))
    }
    add("cls_token", 1, 1, size)
    add("sep", 1, 1, size)
    for norm in ["transformer.layers.0.0.fn.", "transformer.layers.0.1.fn."] {
      add(norm + "norm.weight", size)
      add(norm + "norm.bias", size)
    }
    add("transformer.layers.0.0.fn.fn.to_qkv.weight", 192, size)
    add("transformer.layers.0.0.fn.fn.to_out.0.weight", size, 64)
    add("transformer.layers.0.0.fn.fn.to_out.0.bias", size)
    add("transformer.layers.0.1.fn.fn.net.0.weight", 3, size)
    add("transformer.layers.0.1.fn.fn.net.0.bias", 3)
    add("transformer.layers.0.1.fn.fn.net.3.weight", size, 3)
    add("transformer.layers.0.1.fn.fn.net.3.bias", size)
    for head in ["1", "2"] {
      add("fc\(head).weight", 2, 4 * size)
      add("fc\(head).bias", 2)
      for name in ["weight", "bias", "running_mean", "running_var"] { add("bn\(head).\(name)", 2) }
    }
    return try withScratch { folder in
      try writeSafetensors(
        tensors,
        metadata: [
          ModelKey.architecture: "h2l", ModelKey.grid: "2x2", HybridKey.depth: "1",
          HybridKey.heads: "1", HybridKey.training: "published", ModelKey.embeddingSize: "2",
        ], to: folder + "/h.safetensors")
      return try readFile(folder + "/h.safetensors")
    }
  }

  static let training = "a training"

  /// A training of nine numbers.
  static func trainingState() -> TrainingState {
    var layout = ParameterLayout()
    layout.add("a", [3, 3], decays: true)
    return TrainingState(
      parameters: FloatBuffer(count: 9), statistics: FloatBuffer(count: 2),
      optimizer: Optimizer(.adamW(), layout: layout, decay: 0.1), averaging: 0.9)
  }

  private static func checkpoint() throws -> [UInt8] {
    func numbers(_ count: Int) -> Tensor {
      Tensor(shape: [count], values: (0..<count).map { Float($0) / 8 })
    }
    return try withScratch { folder in
      try writeSafetensors(
        ["parameters", "first", "second", "average"].map { ($0, numbers(9)) } + [
          ("statistics", numbers(2)),
          ("history", Tensor(shape: [1, 4], values: [1, 2.5, 0.5, 0.1])),
          ("validation", Tensor(shape: [1, 5], values: [1, 0.5, 0.25, 0.75, 6])),
        ], metadata: ["facet.checkpoint": training, "facet.step": "20"],
        to: folder + "/c.safetensors")
      return try readFile(folder + "/c.safetensors")
    }
  }

  // MARK: Galleries

  /// The faces of `gallery`.
  static let faces = 4

  static let identity = GalleryIdentity(
    model: model, programVersion: "0", source: "/nowhere", options: ListingOptions(),
    origin: .aligned, precision: .float16, shard: nil)

  private static func galleryShard() throws -> [UInt8] {
    try withScratch { folder in
      try GalleryShard(
        shard: Shard(index: 1, of: 3)!, pictures: SHA256.digest(of: []), model: model,
        programVersion: "0", count: faces,
        failures: [PictureFailure(path: "a.png", reason: "It is not a picture.")]
      ).write(to: folder)
      return try readFile("\(folder)/\(GalleryShard.fileName)")
    }
  }

  /// What a run leaves that is stopped before its last step: the files of a gallery under other names.
  static let unfinished = Result {
    [
      FuzzedReader.unfinishedEntries: Array("{\"whole\":\(faces)}\n".utf8)
        + (try gallery(.entries)),
      .unfinishedFeatures: try gallery(.features),
    ]
  }

  // MARK: Reports

  /// How a report was made, with every setting that is a number.
  private static func run() throws -> [UInt8] {
    var settings = JobSettings(model: "m.safetensors")
    settings.reranker = "h.safetensors"
    settings.detector = "d.safetensors"
    settings.pixelMasks = 500
    settings.apartAt = 0.01
    settings.queryListing.root = "/nowhere"
    var dossier = DossierOptions()
    dossier.caseData.caseNumber = "1/2"
    dossier.statesTruth = true
    return try withScratch { folder in
      try AtomicFile.write(of(.limits)[0], to: folder + "/limits.json")
      try AtomicFile.write(of(.scale)[0], to: folder + "/scale.json")
      dossier.limits = try LaboratoryLimits(file: folder + "/limits.json")
      dossier.scale = try ConclusionScale(file: folder + "/scale.json")
      let run = RunDescription(queries: "q", gallery: "g", settings: settings, dossier: dossier)
      return Array(try JSONText.encode(run.json()).utf8)
    }
  }

  static func reportData() throws -> [UInt8] {
    Array(
      """
      {"candidates": {"stage1": [
      {"galleryIndex": 1, "path": "a.png", "label": "a", "sha256": "\(model)", "rank": 1,
      "scores": {"score": 0.75, "cosine": 0.5, "similarity": 0.25}},
      {"galleryIndex": 0, "path": "b.png", "sha256": "\(model)", "rank": 2,
      "scores": {"score": 0.5, "cosine": 0.5}}]}}
      """.utf8)
  }

  // The key pair of test 1 in section 7.1 of RFC 8032.

  static func publicKey() -> [UInt8] {
    Array(
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
      -----END PUBLIC KEY-----

      """.utf8)
  }

  static func privateKey() -> [UInt8] {
    Array(
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
      -----END PRIVATE KEY-----

      """.utf8)
  }

  /// Signs the manifest.
  static func signature() throws -> [UInt8] {
    try Ed25519.signature(of: manifest(), privateKey: privateKey())
  }

  // MARK: Jobs

  /// What a shard of a batch left.
  struct BatchShard {
    let journal: [UInt8]
    /// The files of the reports.
    let files: [(path: String, bytes: [UInt8])]
    let queries: [ListedPicture]
  }

  /// Writes a small model and pictures of four people into a folder.
  private static func workshop(in folder: String) throws -> JobSettings {
    try AtomicFile.write(network(.gray), to: folder + "/model.safetensors")
    for (person, name) in ["a", "b", "c", "d"].enumerated() {
      for (pose, place) in ["gallery/\(name)/1", "gallery/\(name)/2", "queries/\(name)/3"]
        .enumerated()
      {
        let picture = Picture(
          width: 32, height: 32, channels: .gray,
          samples: (0..<1024).map {
            UInt8(truncatingIfNeeded: $0 * (3 * person + 1) / (pose + 5) + 40 * person)
          })
        try makeFolders(String("\(folder)/\(place)".dropLast(2)))
        try AtomicFile.write(picture.encodedPNG(), to: "\(folder)/\(place).png")
      }
    }
    var settings = JobSettings(model: folder + "/model.safetensors")
    settings.isQuiet = true
    settings.hasChecks = false
    settings.show = 1
    return settings
  }

  /// The journal of a batch; the same bytes at each run.
  static let shard = Result {
    try withScratch { folder in
      let settings = try workshop(in: folder)
      let output = folder + "/output"
      try AtomicFile.write(of(.sealedKey)[0], to: folder + "/key.json")
      let queries = try PictureList.listing(at: folder + "/queries").pictures
      let times = StageTimings(
        features: 1.5, methods: [.stage1: 1, .emd: 2.25], evidence: 3, reranked: 4, machine: "m")
      let timings = TimingsData(
        queries: try queries.map {
          TimingsData.Query(
            report: "a", path: $0.path, sha256: try SHA256.digest(ofFileAt: $0.location),
            times: times)
        })
      try AtomicFile.write(JSONText.encode(timings), to: folder + "/timings.json")
      var job = ReportJob(
        queries: folder + "/queries", gallery: folder + "/gallery", output: output,
        settings: settings)
      job.timings = folder + "/timings.json"
      job.sealedKey = folder + "/key.json"
      job.part = .shard(Shard(index: 1, of: 1)!)
      _ = try job.run()
      let journal = "\(output)/\(ReportShard.fileName)"
      let shard = try ReportShard(folder: output)
      let files = try shard.events.flatMap { event -> [FileRecord] in
        guard case .report(let entry) = event else { return [] }
        return entry.files
      }.map { (path: $0.path, bytes: try readFile("\(output)/\($0.path)")) }
      return BatchShard(
        journal: withoutPlaces(try readFile(journal), folder), files: files,
        queries: queries.map {
          ListedPicture(path: $0.path, location: "/nowhere/\($0.path)", label: $0.label)
        })
    }
  }

  /// Returns the same journal as that of a whole batch.
  private static func batchJournal() throws -> [UInt8] {
    let lines = try shard.get().journal.split(separator: UInt8(ascii: "\n"))
    return Array(
      lines.filter {
        !$0.starts(with: Array("{\"shard\"".utf8)) && !$0.starts(with: Array("{\"end\"".utf8))
      }.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
  }

  /// What a shard of a measurement left; the same bytes at each run.
  private static func evaluationShard() throws -> [UInt8] {
    try withScratch { folder in
      var job = EvaluateJob(
        queries: folder + "/queries", gallery: folder + "/gallery",
        settings: try workshop(in: folder), weightings: [.apc], alphas: [0.7], depths: [3])
      job.strangers = .split
      job.part = .shard(Shard(index: 1, of: 1)!, arguments: ["--alpha", "0.7"])
      try job.measurement().shard!.write(to: folder)
      let path = "\(folder)/\(EvaluationShard.fileName)"
      let lines = withoutPlaces(try readFile(path), folder).split(separator: UInt8(ascii: "\n"))
      let times = Array("\"milliseconds\"".utf8)
      return Array(
        lines.map { line in
          // The clock's.
          guard let start = line.firstIndex(where: { $0 != UInt8(ascii: " ") }),
            line[start...].starts(with: times)
          else { return line }
          return times + Array(" : 1.5".utf8) + (line.last == UInt8(ascii: ",") ? [line.last!] : [])
        }.joined(separator: [UInt8(ascii: "\n")]))
    }
  }

  /// Returns a text without the name of a temporary folder.
  private static func withoutPlaces(_ bytes: [UInt8], _ folder: String) -> [UInt8] {
    var text = String(decoding: bytes, as: UTF8.self)
    text.replace(folder, with: "/nowhere")
    return Array(text.utf8)
  }
}
