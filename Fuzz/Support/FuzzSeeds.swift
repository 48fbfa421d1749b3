import Basics
import Datasets
import Evidence
import Faces
import Identification
import Measurement
import Networks
import Pictures
import Reports
import Runs
import Study
import Tensors
import _TestSupport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Intact inputs, all written by this program's own writers.
package enum FuzzSeeds {
  package static let model = String(repeating: "a", count: 64)
  static let backbone = SmallBackbone()

  package static func of(_ reader: FuzzedReader) throws -> [[UInt8]] {
    switch reader {
    case .checkpoint: checkpoints()
    case .safetensors: [try safetensors(metadata: ["a": "b\u{0}\u{1F600}"])]
    case .model:
      [
        try network(.gray), try network(.rgb), try graph(),
        try safetensors(
          metadata: BackboneArchitecture.mobileFaceNet.metadata.merging(["x": "y"]) { a, _ in a }),
      ]
    case .onnx:
      [
        ONNXMaker.backbone().bytes, ONNXMaker.pixels().bytes, ONNXMaker.parts().bytes,
        ONNXMaker.detector().bytes,
        try readFile(GoldenFile.packaged("retinaface.onnx")),
      ]
    case .dlib: [DlibMaker().bytes]
    case .predictor: [DlibWriter.predictor()]
    case .png: pictures().flatMap { [$0.encodedPNG()] }
    case .jpeg: try pictures().map { try withOrientation($0.encodedJPEG(quality: 80)) }
    case .pnm:
      ["P1 # c\n3 2\n101 010", "P2\n2 2\n9\n1 2 3 4", "P3 1 1 65535 1 2 3", "P4\n9 1\n\u{1}\u{1}"]
        .map { Array($0.utf8) } + [
          Array("P5\n2 2 255\n".utf8) + [1, 2, 3, 4],
          Array("P6\n1 1 300\n".utf8) + [0, 1, 0, 2, 0, 3],
        ]
    case .bmp: try fixtures(["24_bits.bmp", "palette.bmp"])
    case .heic: try fixtures(["phone.heic", "picture.avif", "camera.heic"])
    case .webp: try fixtures(["lossless.webp", "wide.webp", "camera.webp"])
    case .tiff:
      try fixtures(
        ["pages.tiff", "turned.tiff", "inks.tiff", "wide.tiff", "camera.tiff", "gray_16_bits.tiff"])
    case .gif: try fixtures(["frames.gif"])
    case .jpeg2000: try fixtures(["lossless.jp2"])
    case .list:
      [
        "a/b.jpg,0\n\"c,\"\"d.png\", e \n# no\n\nf.jpg 12\ng\th\n", "path,label\nx,y\r\n",
        "\u{FEFF}1.png",
      ].map { Array($0.utf8) }
    case .pairs:
      [
        "2\t1\nA\t1\t2\nA\t1\tB\t3\nB\t1\t2\nB\t1\tA\t9\n", "a b.jpg\tc.jpg\t1\nd.jpg,e.jpg,0\n",
        "1\nA 1 2\nB 1 A 2\n", "x y 1\nz w 0\n",
      ].map { Array($0.utf8) }
    case .pts: [Array(landmarks().ptsText.utf8)]
    case .landmarks: [landmarkJSON()]
    case .template:
      [
        "{{#a}}x{{.}}{{/a}}{{^b}}&{{/b}}{{! c }}{{{d}}}{{&d}}{{=<% %>=}}<%d%>",
        "{{<p}}{{$x}}y{{/x}}{{/p}} {{>*d}} {{a.b.c}}\n  {{>z}}\n",
      ].map { Array($0.utf8) }
    case .entries, .index, .features: [try gallery(reader)]
    case .calibration: [try calibration()]
    case .limits:
      [
        """
        {"format": 1, "laboratory": "L", "document": "SOP 1", "limits": [
        {"component": "yaw", "scale": "native", "maximum": 30},
        {"component": "head-size", "scale": "value", "minimum": 20, "maximum": 90.5}]}
        """
      ].map { Array($0.utf8) }
    case .scale:
      [
        """
        {"format": 1, "laboratory": "L", "document": "SOP 2", "conclusions": [
        {"text": "supports", "least-log10-lr": 1.5}, {"text": "does not", "least-log10-lr": -2}]}
        """
      ].map { Array($0.utf8) }
    case .timings: [try timings()]
    case .sealedKey: [Array("{\"secret\": \"\(model)\", \"nonce\": \"\(model)\"}".utf8)]
    case .studyKey: [Array(try JSONText.encode(studyKey).utf8)]
    case .answers:
      [
        answers,
        "study;participant;item;phase;response\n\(study);P02;S1-2;test;same\n",
      ].map { Array($0.utf8) }
    case .groups: [Array("label,group\na,x\nb/c.jpg,y\n\nd,x\n".utf8)]
    case .recipe:
      try ["table-5.2", "table-5.9", "figure-5.4"].map {
        Array(try RecipeLibrary.text(of: $0).utf8)
      }
    case .trainingLog:
      [
        """
        {"command": {"facet.training.network": "h2l"}, "points": [
        {"step": 1, "loss": 2.5, "accuracy": 0.25, "rate": 0.1},
        {"step": 20, "loss": 1.5, "accuracy": 0.5, "rate": 0.01}], "validation": [
        {"step": 20, "accuracy": 0.5, "low": 0.25, "high": 0.75, "pairs": 9}],
        "volatile": {"machine": "m", "seconds": 1.5, "itemsPerSecond": 3}}
        """
      ].map { Array($0.utf8) }
    case .caseFile:
      [
        #"{"case-number": "1/2", "exhibit": "A", "requester": null, "notes": "a\nb"}"#,
        #"{"operator": "\ud83d\ude00", "authority": ""}"#,
      ].map { Array($0.utf8) }
    case .manifest: [manifest()]
    default: try ofRuns(reader)
    }
  }

  // MARK: Tensors

  private static func checkpoints() -> [[UInt8]] {
    let values: [Float] = [1, 2, 3, 4, 5, 6]
    let storages = [
      ("0", 6, CheckpointMaker.bytes(values)), ("1", 2, CheckpointMaker.bytes([7.0, 8])),
    ]
    let pickle = Pickle.of { pickle in
      pickle.orderedDictionary { pickle in
        pickle.text("module.fc.weight")
        pickle.tensor("FloatStorage", key: "0", count: 6, shape: [2, 3], strides: [3, 1])
        pickle.text("module.fc.bias")
        pickle.tensor("DoubleStorage", key: "1", count: 2, offset: 0, shape: [2], strides: [1])
      }
    }
    let nested = Pickle.of { pickle in
      pickle.raw(UInt8(ascii: "}"))
      pickle.text("epoch")
      pickle.integer(70000)
      pickle.raw(UInt8(ascii: "s"))
      pickle.text("state_dict")
      pickle.orderedDictionary { pickle in
        pickle.text("x")
        pickle.tensor(
          "FloatStorage", key: "0", count: 6, shape: [3, 2], strides: [1, 3],
          rebuild: "_rebuild_tensor")
      }
      pickle.raw(UInt8(ascii: "s"))
    }
    return [
      Array(CheckpointMaker.legacy(pickle, storages)),
      Array(CheckpointMaker.archive(pickle, storages)),
      Array(CheckpointMaker.archive(nested, storages, wide: true)),
      Array(CheckpointMaker.legacy(nested, [storages[0]])),
    ]
  }

  private static func safetensors(metadata: [String: String]) throws -> [UInt8] {
    try withScratch { folder in
      try writeSafetensors(
        [
          ("a", Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])),
          ("b.c", Tensor(shape: [1], values: [7])),
        ], metadata: metadata, to: folder + "/s.safetensors")
      return try readFile(folder + "/s.safetensors")
    }
  }

  /// Returns a complete network of a few thousand numbers.
  static func network(_ channels: Picture.Channels) throws -> [UInt8] {
    var form = ResNetFace18Form()
    form.side = 32
    form.width = 1
    form.embeddingSize = 2
    form.channels = channels
    let architecture = BackboneArchitecture.resNetFace18(form)
    return try withScratch { folder in
      try writeSafetensors(
        architecture.parameters.map { parameter in
          let count = parameter.shape.reduce(1, *)
          let values = (0..<count).map { 0.1 + Float($0 % 7) / 10 }
          return (parameter.name, Tensor(shape: parameter.shape, values: values))
        }, metadata: architecture.metadata, to: folder + "/m.safetensors")
      return try readFile(folder + "/m.safetensors")
    }
  }

  /// Returns a model file that describes its own steps.
  static func graph() throws -> [UInt8] { try imported(.backbone()) }

  static func imported(_ onnx: ONNXMaker) throws -> [UInt8] {
    try withScratch { folder in
      try AtomicFile.write(onnx.bytes, to: folder + "/m.onnx")
      try importCheckpoints(paths: [folder + "/m.onnx"], output: folder + "/m.safetensors")
      return try readFile(folder + "/m.safetensors")
    }
  }

  // MARK: Records

  static let setup = Calibration.Setup(
    backboneSHA256: model, rerankerSHA256: model, grid: "7x6", settings: IdentificationSettings(),
    queryFaces: .aligned, galleryFaces: .aligned)

  private static func calibration() throws -> [UInt8] {
    let sample = ScoreSample(searches: [
      TestSearch(person: 0, wrong: 0.5, wrongPerson: 1, right: [0.75, 0.625])
    ])
    let digest = SHA256.digest(of: [])
    let calibration = Calibration(
      program: "0", setup: setup, kind: .mask, queries: "q", gallery: "g", gallerySHA256: model,
      queryCount: 1, galleryCount: 4, peopleCount: 1, galleryPeopleCount: 2,
      people: [digest, digest], pictures: [digest],
      samples: [.stage1: sample, .emd: sample, .h2l: sample])
    return Array(try JSONText.encode(calibration).utf8)
  }

  static func manifest() -> [UInt8] {
    Array(
      """
      {"files": [{"bytes": 2, "path": "index.html", "sha256": "\(model)"}], "format": 2,
      "gallery": {"count": 1, "path": "g", "sha256": "\(model)"}, "models": [], "program": "Facet 0",
      "queries": [{"path": "a.png", "report": "a", "sha256": "\(model)"}], "rules": [],
      "run": {"a": [1, 2.5, null, true, {"b": "c"}]}, "settings": [{"name": "a", "value": "b"}],
      "settingsSHA256": "\(model)"}

      """.utf8)
  }

  static func timings() throws -> [UInt8] {
    let times = StageTimings(
      features: 1.5, methods: [.emd: 2.25], evidence: 3, reranked: 4, machine: "m")
    let query = TimingsData.Query(
      report: "a", path: "a.png", sha256: SHA256.digest(of: []), times: times)
    return Array(try JSONText.encode(TimingsData(queries: [query])).utf8)
  }

  // MARK: Studies

  static let study = "0f1e2d3c"

  static let answers = """
    study,participant,item,response,confidence,response_time,reason
    \(study),P01,S1-1,different,2,6.1,
    \(study),P01,S1-2,same,1,11.0,"a, b"
    \(study),P02,S1-1,same,3,4.8,
    \(study),P02,S1-2,different,,,

    """

  /// A study of two participants, two methods and two pairs.
  static let studyKey: StudyKey = {
    let digest = SHA256.digest(of: [])
    func picture(_ name: String) -> StudyKey.Picture {
      StudyKey.Picture(path: name, label: "l", sha256: digest, occluder: "none")
    }
    func pair(_ id: String, same: Bool) -> StudyKey.Pair {
      StudyKey.Pair(
        id: id, kind: .test, set: 1, form: "A", same: same, tercile: .easy, first: picture("a.png"),
        second: picture("b.png"), cosine: 0.5, scores: ["cnn-cc": same ? 0.75 : 0.25])
    }
    let methods: [StudyMethod] = [.none, .heatmap]
    let sheets = ["P01", "P02"].enumerated().map { place, participant in
      StudyKey.Sheet(
        participant: participant, form: "A", sheet: "s\(place)",
        sequence: place == 0 ? [0, 1] : [1, 0],
        blocks: methods.enumerated().map { method, name in
          StudyKey.Block(
            method: name, set: method + 1,
            items: [
              StudyKey.Item(
                item: "S1-\(method + 1)", pair: "p\(method + 1)", order: method + 1, swapped: false,
                phase: .test, page: 1)
            ])
        })
    }
    return StudyKey(
      program: "facet", title: "t", secret: "", methods: methods, advice: .none, twoStep: false,
      exclude: ExclusionRules(), thresholds: ["cnn-cc": 0.5], models: [],
      pairs: [pair("p1", same: true), pair("p2", same: false)], sheets: sheets)
  }()

  // MARK: Pictures

  static func pictures(seed: UInt64 = 3) -> [Picture] {
    var generator = SeededGenerator(seed: seed)
    return [(7, 5, Picture.Channels.gray), (9, 17, .rgb)].map { width, height, channels in
      Picture(
        width: width, height: height, channels: channels,
        samples: (0..<width * height * channels.rawValue).map {
          UInt8(truncatingIfNeeded: $0 * 5 + Int.random(in: 0..<32, using: &generator))
        })
    }
  }

  /// Returns a JPEG with an EXIF segment that contains an orientation.
  private static func withOrientation(_ jpeg: [UInt8]) throws -> [UInt8] {
    let tiff: [UInt8] = [
      0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
    ]
    let segment = Array("Exif\u{0}\u{0}".utf8) + tiff
    return Array(jpeg[..<2]) + [0xff, 0xe1, 0, UInt8(segment.count + 2)] + segment + jpeg[2...]
  }

  /// Returns pictures that other programs wrote.
  private static func fixtures(_ names: [String]) throws -> [[UInt8]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Tests/PicturesTests/Fixtures")
    return try names.map { try readFile(folder.appendingPathComponent($0).path) }
  }

  // MARK: Landmarks

  private static func landmarks() -> Landmarks68 {
    Landmarks68(
      points: (0..<68).map {
        Landmarks68.Point(x: Double($0 * 13 % 50), y: Double($0 * 7 % 60))
      })
  }

  private static func landmarkJSON() -> [UInt8] {
    let parts = [
      ("chin", 17), ("left_eyebrow", 5), ("right_eyebrow", 5), ("nose_bridge", 4), ("nose_tip", 5),
      ("left_eye", 6), ("right_eye", 6),
    ]
    var text = parts.map { name, count in
      "\"\(name)\": [\((0..<count).map { "[\($0), \($0 * 3)]" }.joined(separator: ", "))]"
    }
    // The corners of the mouth belong to both lips.
    func lip(_ name: String, _ corners: [Int]) -> String {
      let points = (0..<12).map { place in
        [0: corners[0], 6: corners[1], 7: corners[2], 11: corners[3]][place] ?? 40 + place
      }
      return "\"\(name)\": [\(points.map { "[\($0), \($0)]" }.joined(separator: ", "))]"
    }
    text += [lip("top_lip", [0, 10, 8, 2]), lip("bottom_lip", [10, 0, 2, 8])]
    return Array("[{\(text.joined(separator: ", "))}]".utf8)
  }

  // MARK: Gallery

  /// Returns one file of a gallery of four pictures.
  static func gallery(_ half: FuzzedReader) throws -> [UInt8] {
    try withScratch { folder in
      var listed: [ListedPicture] = []
      for (place, picture) in (pictures() + pictures(seed: 4)).enumerated() {
        let path = "\(folder)/\(place).png"
        try AtomicFile.write(picture.encodedPNG(), to: path)
        listed.append(ListedPicture(path: "\(place).png", location: path, label: "p\(place)"))
      }
      _ = try GalleryBuilder(backbone: backbone).enroll(
        listed, source: identity.source, folder: folder + "/gallery", model: model,
        programVersion: identity.programVersion, earlier: nil, progress: { _ in })
      return try readFile(folder + "/gallery/" + half.fileName)
    }
  }

  static func withScratch<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = try TemporaryFolder()
    return try body(folder.path)
  }
}

/// A backbone without weights: a face's four patches are its pixels.
final class SmallBackbone: Backbone {
  let shape = BackboneShape(
    architecture: "small", inputWidth: 4, inputHeight: 4, grid: PatchGrid(rows: 2, columns: 2),
    patchChannels: 4, embeddingSize: 16)

  func features(of pictures: [Picture]) throws -> [FaceFeatures] {
    pictures.map { picture in
      let samples = picture.converted(to: .gray).resized(width: 4, height: 4).samples
      let values = samples.map { Float($0) - 100 }
      return FaceFeatures(
        embedding: values, patches: values, globalDescriptor: Array(values[..<4]))
    }
  }

  func embeddingMap() -> (weight: [Float], bias: [Float]) {
    ([Float](repeating: 1, count: 256), [Float](repeating: 0, count: 16))
  }
}
