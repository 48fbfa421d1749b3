import Faces
import Mustache
import Testing
import Training
import Statistics
import _TestSupport

@testable import Basics
@testable import Datasets
@testable import Datasets
@testable import Statistics
@testable import Drawing
@testable import Identification
@testable import Networks
@testable import Pictures
@testable import Tensors

/// Every error sentence of the modules below Evidence, in one table.
///
/// A new case does not compile until the function that names it knows it; add a sample next to it.
@Suite struct ErrorSentenceTests {
  @Test func theSentencesAreThoseOfTheSnapshot() throws {
    let lines = basics + pictures + tensors + networks + drawing + faces + identification + training
    try Snapshot.check(lines.joined(separator: "\n") + "\n", named: "errors-lower.txt")
  }

  /// Returns a line for each sample: the type, the case, a tab and the sentence.
  private func lines<Failure>(
    _ samples: [Failure], _ type: String, _ name: (Failure) -> String
  ) -> [String] {
    samples.map { "\(type).\(name($0))\t\($0)" }
  }
}

// MARK: - Basics and Pictures

extension ErrorSentenceTests {
  private var basics: [String] {
    files + outputs + contents
      + lines(
        [
          JSONTextError.notFinite(value: "nan", place: ".results[2].score"),
          .notEncodable(reason: "the key is missing", place: ".name"),
        ], "JSONTextError"
      ) {
        switch $0 {
        case .notFinite: "notFinite"
        case .notEncodable: "notEncodable"
        }
      }
      + lines(
        [
          StrictJSONError.malformed(offset: 7), .duplicateKey("name"), .tooDeep, .tooLarge,
          .otherContent,
        ], "StrictJSONError"
      ) {
        switch $0 {
        case .malformed: "malformed"
        case .duplicateKey: "duplicateKey"
        case .tooDeep: "tooDeep"
        case .tooLarge: "tooLarge"
        case .otherContent: "otherContent"
        }
      }
      + ["Interrupted\t\(Interrupted())"]
  }

  private var files: [String] {
    // The system's numbers for "no such file or directory", "is a directory" and others on Linux.
    lines(
      [
        FileError.cannotOpen(path: "a.png", code: 2), .cannotRead(path: "a", code: 21),
        .cannotCreate(path: "a/b.json", code: 2), .cannotCreate(path: "b.json", code: 13),
        .cannotWrite(path: "b.json", code: 2), .cannotWrite(path: "b.json", code: 27),
        .cannotWrite(path: "b.json", code: 28), .cannotCreateFolder(path: "out", code: 17),
        .notRegular(path: "pipe"), .tooLarge(path: "list.csv", limit: 1024),
        .changed(path: "model.safetensors"),
      ], "FileError"
    ) {
      switch $0 {
      case .cannotOpen: "cannotOpen"
      case .cannotRead: "cannotRead"
      case .cannotCreate: "cannotCreate"
      case .cannotWrite: "cannotWrite"
      case .cannotCreateFolder: "cannotCreateFolder"
      case .notRegular: "notRegular"
      case .tooLarge: "tooLarge"
      case .changed: "changed"
      }
    }
  }

  private var outputs: [String] {
    lines(
      [
        OutputError.insideInput(output: "in/out", input: "in"),
        .insideInput(output: "/", input: "/"), .overInput(output: "out", input: "out/a.png"),
        .overInput(output: "/", input: "/"), .amongOriginals(output: "in"),
        .locked(folder: "out"),
        .unusable(output: "a/out", .cannotCreateFolder(path: "a", code: 17)),
        .unusable(output: "a/out", .cannotCreateFolder(path: "a", code: 13)),
        .replaced(folder: "out"),
        .foreign(folder: "out", command: "facet align", first: "a.png", count: 1),
        .foreign(folder: "out", command: "facet align", first: "a.png", count: 3),
        .otherKind(path: "notes.txt", kind: "a PDF document"), .sameOutput(path: "a.json"),
        .stale(folder: "out", first: "a.png", count: 1),
        .stale(folder: "out", first: "a.png", count: 2), .stopped(checkpoint: "run.checkpoint"),
      ], "OutputError"
    ) {
      switch $0 {
      case .insideInput: "insideInput"
      case .overInput: "overInput"
      case .amongOriginals: "amongOriginals"
      case .locked: "locked"
      case .unusable: "unusable"
      case .replaced: "replaced"
      case .foreign: "foreign"
      case .otherKind: "otherKind"
      case .sameOutput: "sameOutput"
      case .stale: "stale"
      case .stopped: "stopped"
      }
    }
  }

  private var contents: [String] {
    let samples: [ForeignContent] = [
      .empty, .lfsPointer, .webPage, .safetensors, .torchScript, .zip, .onnx, .hdf5,
      .tensorFlowLite, .numPy, .pdf, .packed("gzip"), .picture("PNG"),
    ]
    return samples.map { content in
      let name =
        switch content {
        case .empty: "empty"
        case .lfsPointer: "lfsPointer"
        case .webPage: "webPage"
        case .safetensors: "safetensors"
        case .torchScript: "torchScript"
        case .zip: "zip"
        case .onnx: "onnx"
        case .hdf5: "hdf5"
        case .tensorFlowLite: "tensorFlowLite"
        case .numPy: "numPy"
        case .pdf: "pdf"
        case .packed: "packed"
        case .picture: "picture"
        }
      return "ForeignContent.\(name)\t\(content); \(content.adviceForNetworks)"
    }
  }

  private var pictures: [String] {
    lines(
      [
        PictureError.file(.cannotOpen(path: "a.png", code: 2)), .unrecognized(name: "a.png"),
        .truncated(name: "a.png"), .corrupt(name: "a.png", reason: "bad CRC"),
        .tooLarge(name: "a.png", width: 20_000, height: 10_000),
        .foreign(name: "a.png", content: .webPage),
        .tooLong(name: "a.png", width: 1, height: 70_000),
        .unsupported(name: "a.psd", reason: "Photoshop (PSD)"),
        .unsupported(name: "a.pdf", reason: "PDF", advice: PictureAdvice(kind: "PDF")),
        .unsupported(
          name: "b/a.mov", reason: "QuickTime video (MOV)",
          advice: PictureAdvice(kind: "QuickTime video (MOV)")),
        .unsupported(
          name: "a.heic", reason: "HEIC, and this program was built without its library",
          advice: .buildWithLibrary),
        .undecoded(name: "a.heic", reason: "its decoder took too long"),
        .undecoded(
          name: "a.mp4#t=9", reason: "the recording does not have a frame there",
          advice: .chooseEarlierFrame),
        .undecoded(
          name: "a.mp4#t=9", reason: "ffmpeg could not decode it as a video",
          advice: .convertRecording),
        .undecoded(
          name: "a.mp4#t=9",
          reason: "a frame of a recording needs the program ffmpeg, which is not installed",
          advice: .installFFmpeg),
        .undecoded(
          name: "a.mp4#t=9", reason: "ffmpeg took longer than 600 seconds", advice: .cutRecording),
        .undecoded(name: "a.mp4#t=9", reason: "its frame is too large", advice: .saveFrame),
      ], "PictureError"
    ) {
      switch $0 {
      case .file: "file"
      case .unrecognized: "unrecognized"
      case .truncated: "truncated"
      case .corrupt: "corrupt"
      case .tooLarge: "tooLarge"
      case .foreign: "foreign"
      case .tooLong: "tooLong"
      case .unsupported: "unsupported"
      case .undecoded: "undecoded"
      }
    }
  }
}

// MARK: - Tensors and Networks

extension ErrorSentenceTests {
  private var tensors: [String] {
    checkpoints + safetensors
      + ["ConvolutionError\t\(ConvolutionError(text: "the input is empty"))"]
  }

  private var checkpoints: [String] {
    let samples: [CheckpointError.Problem] = [
      .notACheckpoint, .foreign(.onnx), .damaged(offset: 9, reason: "the stack is empty"),
      .refusedGlobal(name: "os.system"), .refusedInstruction(name: "EXT1", offset: 9),
      .excessive(what: "values nested more than 64 levels deep"),
      .compressed(entry: "archive/data.pkl"), .bigEndian, .missingStorage(key: "3"),
      .shortStorage(key: "3", expected: 12, found: 8),
      .badTensor(key: "3", reason: "reaches outside it"),
      .badDictionary(reason: "the key 'a' twice"), .noStateDictionary,
    ]
    return samples.map { problem in
      let name =
        switch problem {
        case .notACheckpoint: "notACheckpoint"
        case .foreign: "foreign"
        case .damaged: "damaged"
        case .refusedGlobal: "refusedGlobal"
        case .refusedInstruction: "refusedInstruction"
        case .excessive: "excessive"
        case .compressed: "compressed"
        case .bigEndian: "bigEndian"
        case .missingStorage: "missingStorage"
        case .shortStorage: "shortStorage"
        case .badTensor: "badTensor"
        case .badDictionary: "badDictionary"
        case .noStateDictionary: "noStateDictionary"
        }
      return "CheckpointError.\(name)\t\(CheckpointError("w.pt", problem))"
    }
  }

  private var safetensors: [String] {
    let samples: [SafetensorsError.Problem] = [
      .foreign(.onnx), .tooShort(bytes: 3), .headerTooLong(length: 900, available: 8),
      .header(offset: 9, reason: "expected '{'"), .duplicate(name: "w"),
      .unknownElementType(name: "w", type: "F7"), .tooManyElements(name: "w"),
      .sizeMismatch(name: "w", expected: 12, found: 8), .outside(name: "w", end: 12, available: 8),
      .notContiguous(name: "w", expected: 12, found: 8), .trailingBytes(count: 4),
      .missing(name: "w"), .wrongElementType(name: "w", expected: .float32, found: .float16),
      .incomplete(name: "w", expected: 12, found: 8), .excess(name: "w", expected: 12),
      .notWritable(operation: "writing", reason: "no space left on device"),
    ]
    return samples.map { problem in
      let name =
        switch problem {
        case .foreign: "foreign"
        case .tooShort: "tooShort"
        case .headerTooLong: "headerTooLong"
        case .header: "header"
        case .duplicate: "duplicate"
        case .unknownElementType: "unknownElementType"
        case .tooManyElements: "tooManyElements"
        case .sizeMismatch: "sizeMismatch"
        case .outside: "outside"
        case .notContiguous: "notContiguous"
        case .trailingBytes: "trailingBytes"
        case .missing: "missing"
        case .wrongElementType: "wrongElementType"
        case .incomplete: "incomplete"
        case .excess: "excess"
        case .notWritable: "notWritable"
        }
      return "SafetensorsError.\(name)\t\(SafetensorsError("m.safetensors", problem))"
    }
  }

  private var onnxFiles: [String] {
    let samples: [(String, ONNXError.Problem)] = [
      ("notONNX", .notONNX), ("foreign", .foreign(.webPage)),
      ("damaged", .damaged(offset: 7, reason: "a number ends early")),
      ("excessive", .excessive(what: "several graphs")),
      ("externalData", .externalData(tensor: "w")),
      ("badTensor", .badTensor(name: "w", reason: "has 3 numbers for the shape [2]")),
      ("missingValue", .missingValue(name: "x", node: "n")),
      (
        "unsupported",
        .unsupported(operator: "Conv", node: "n", reason: " with dilations, which is not supported")
      ),
      ("unusable", .unusable(reason: "none of its outputs is a vector")),
      ("noSuchNode", .noSuchNode(name: "a", known: ["b", "c"])),
    ]
    return samples.map { name, problem in
      "ONNXError.\(name)\t\(ONNXError("n.onnx", problem))"
    }
  }

  private var networks: [String] {
    modelFiles + onnxFiles
      + lines(
        [
          HybridError.missing(parameter: "fc1.weight", expected: "[512, any]"),
          .wrongShape(parameter: "fc1.weight", expected: "[512, any]", found: [512]),
          .grid(PatchGrid(rows: 7, columns: 6), patches: 64),
        ], "HybridError"
      ) {
        switch $0 {
        case .missing: "missing"
        case .wrongShape: "wrongShape"
        case .grid: "grid"
        }
      }
      + lines(
        [
          HybridModel.Failure.otherArchitecture(path: "m.safetensors", found: "sphere20"),
          .wrongParameters(path: "m.safetensors", .missing(parameter: "cls", expected: "[1]")),
          .otherPatches(
            path: "m.safetensors", expected: "7x6 patches of 512 numbers", found: "8x8 of 512"),
          .otherBackbone(
            path: "m.safetensors", expected: "0123456789abcdef", found: "fedcba9876543210"),
          .readsPictures(path: "m.safetensors"),
        ], "HybridModel.Failure"
      ) {
        switch $0 {
        case .otherArchitecture: "otherArchitecture"
        case .wrongParameters: "wrongParameters"
        case .otherPatches: "otherPatches"
        case .otherBackbone: "otherBackbone"
        case .readsPictures: "readsPictures"
        }
      }
      + [
        "DetectorOverflow\t\(DetectorOverflow())",
        "EmbeddingMapMissing\t"
          + "\(EmbeddingMapMissing(BackboneArchitecture.mobileFaceNet.shape))",
      ]
  }

  private var modelFiles: [String] {
    let path = "m.safetensors"
    return lines(
      [
        ModelFileError.isCheckpoint(path: "w.pt"),
        .isCheckpoint(path: "w.dat", kind: .dlib),
        .dlib(path: "w.dat", reason: "its layer 2 is 'bn_con2', where that network has 'affine_'"),
        .isNoModel(path: path), .isModel(path: path),
        .missingMetadata(path: path, key: "facet.grid"),
        .badMetadata(
          path: path, key: "facet.grid", value: "7", expected: "rows and columns, as in '8x8'"),
        .missingTensor(path: path, name: "w", shape: [2, 3]),
        .wrongShape(path: path, name: "w", expected: [2, 3], found: [6]),
        .unexpectedTensor(path: path, name: "extra"), .notFinite(path: path, name: "w"),
        .unknownArchitecture(path: path, name: "x", known: ["mobilefacenet", "sphere20"]),
        .otherArchitecture(path: path, expected: "mtcnn", found: "sphere20"),
        .noCascadeStage(path: "w.pt"),
        .stageCount(paths: ["a.pt", "b.pt"], stage: "pnet", found: 0),
        .stageCount(paths: ["a.pt", "b.pt"], stage: "pnet", found: 2),
        .partOfCascade(path: "w.pt", stage: "rnet"),
        .wrongNumberOfFiles(architecture: "mtcnn", expected: 3, found: 1),
        .unrecognized(path: "w.pt", known: ["mobilefacenet", "sphere20"]),
        .nearly(
          path: "w.pt", architecture: "sphere20", found: 9, expected: 10,
          problem: "the tensor 'w' is missing."),
        .noSuchPatches(path: "w.pt", architecture: "sphere20", patches: "layer3"),
        .noSuchColor(path: "w.pt", architecture: "resnet_face18", color: "bgr"),
      ], "ModelFileError"
    ) {
      switch $0 {
      case .isCheckpoint: "isCheckpoint"
      case .dlib: "dlib"
      case .isNoModel: "isNoModel"
      case .isModel: "isModel"
      case .missingMetadata: "missingMetadata"
      case .badMetadata: "badMetadata"
      case .missingTensor: "missingTensor"
      case .wrongShape: "wrongShape"
      case .unexpectedTensor: "unexpectedTensor"
      case .notFinite: "notFinite"
      case .unknownArchitecture: "unknownArchitecture"
      case .otherArchitecture: "otherArchitecture"
      case .noCascadeStage: "noCascadeStage"
      case .stageCount: "stageCount"
      case .partOfCascade: "partOfCascade"
      case .wrongNumberOfFiles: "wrongNumberOfFiles"
      case .unrecognized: "unrecognized"
      case .nearly: "nearly"
      case .noSuchPatches: "noSuchPatches"
      case .noSuchColor: "noSuchColor"
      }
    }
  }
}

// MARK: - Drawing, Mustache and Faces

extension ErrorSentenceTests {
  private var drawing: [String] {
    let template = TemplateError(
      file: "page.mustache", line: 3,
      problem: "'a' begins here and never ends. Close it with '{{/a}}'.")
    return lines([DrawingError.failed(target: "picture", reason: "out of memory")], "DrawingError")
    {
      switch $0 {
      case .failed: "failed"
      }
    } + ["NoFonts\t\(NoFonts())", "TemplateError\t\(template)"]
  }

  private var faces: [String] {
    let doubtful = DoubtfulFace(
      number: 1, box: FaceBox(left: 10, top: 20, right: 40, bottom: 60), score: 0.8125)
    return lines(
      [
        FaceFindingError.none(smallest: 20), .onlyDoubtful([doubtful]), .several(count: 3),
        .noPlane(number: 2),
      ], "FaceFindingError"
    ) {
      switch $0 {
      case .none: "none"
      case .onlyDoubtful: "onlyDoubtful"
      case .several: "several"
      case .noPlane: "noPlane"
      }
    }
      + lines(
        [OcclusionError.landmarksMissing, .noFace(reason: "the nose lies outside the picture")],
        "OcclusionError"
      ) {
        switch $0 {
        case .landmarksMissing: "landmarksMissing"
        case .noFace: "noFace"
        }
      }
      + lines(
        [
          LandmarkError.file(.cannotRead(path: "a.pts", code: 5)),
          .malformed(path: "a.pts", reason: "'x' is not a coordinate"),
          .wrongCount(path: "a.pts", of: "points", expected: 68, found: 5),
          .photograph(.file(.cannotRead(path: "a.jpg", code: 5))),
        ], "LandmarkError"
      ) {
        switch $0 {
        case .file: "file"
        case .photograph: "photograph"
        case .malformed: "malformed"
        case .wrongCount: "wrongCount"
        }
      }
  }
}

// MARK: - Identification and Training

extension ErrorSentenceTests {
  private var identification: [String] {
    galleries + lists + pairs
      + lines(
        [WeightingError.missingDescriptor(.gallery), .missingLandmarks(.query)], "WeightingError"
      ) {
        switch $0 {
        case .missingDescriptor: "missingDescriptor"
        case .missingLandmarks: "missingLandmarks"
        }
      }
      + lines([RetrievalError.nothingToFind(label: "Ann")], "RetrievalError") {
        switch $0 {
        case .nothingToFind: "nothingToFind"
        }
      }
      + [
        "LandmarksMissing\t\(LandmarksMissing(path: "a.png"))",
        "PictureFailure\t\(PictureFailure(path: "a.png", reason: "It shows 2 faces."))",
        "RerankerOverflow\t\(RerankerOverflow(candidate: "a.png"))",
        "StrictFailure\t"
          + "\(StrictFailure(PictureFailure(path: "a.png", reason: "It shows 2 faces.")))",
        "TooFewDifferentPairs\t\(TooFewDifferentPairs(limit: 0.001, different: 300))",
      ]
  }

  private var galleries: [String] {
    lines(
      [
        GalleryError.wrongLine(
          file: "g/entries.jsonl", line: 3, reason: "it is not in the form that Facet writes."),
        .missingPart(file: "g/features-00001-of-00002.safetensors"),
        .wrongPart(
          file: "g/features-00001-of-00002.safetensors", reason: "its numbers are damaged."),
        .otherModel(folder: "g", gallery: "0123456789abcdef", model: "fedcba9876543210"),
        .mixed(folder: "g"), .wrongIndex(folder: "g"), .otherShard(folder: "g/2", first: "g/1"),
        .shard(folder: "g/2", Shard("2/3")!),
      ], "GalleryError"
    ) {
      switch $0 {
      case .wrongLine: "wrongLine"
      case .missingPart: "missingPart"
      case .wrongPart: "wrongPart"
      case .otherModel: "otherModel"
      case .mixed: "mixed"
      case .wrongIndex: "wrongIndex"
      case .otherShard: "otherShard"
      case .shard: "shard"
      }
    }
  }

  private var lists: [String] {
    lines(
      [
        PictureList.Failure.absent(path: "in"), .unreadable(path: "in"),
        .unreachable(path: "in/a.png"), .empty(path: "in"), .onlyHidden(path: "in"),
        .file(.notRegular(path: "pipe")), .longLine(file: "list.csv", line: 3),
        .wrongLine(file: "list.csv", line: 3, text: "a,b,c,d"), .notAList(path: "in"),
        .noParts(path: "in", part: .frontal), .emptyPart(path: "in", part: .profile),
        .notRead(path: "in/a.heic", kind: "HEIC"), .misnamed(path: "in/\\xE9", isFolder: true),
        .misnamed(path: "in/\\xE9", isFolder: false),
        .severalLookAlike(path: "in/Zoë.png", count: 2), .misfit(path: "Ann.jpg", layout: .lfw),
      ], "PictureList.Failure"
    ) {
      switch $0 {
      case .absent: "absent"
      case .unreadable: "unreadable"
      case .unreachable: "unreachable"
      case .empty: "empty"
      case .onlyHidden: "onlyHidden"
      case .file: "file"
      case .longLine: "longLine"
      case .wrongLine: "wrongLine"
      case .notAList: "notAList"
      case .noParts: "noParts"
      case .emptyPart: "emptyPart"
      case .notRead: "notRead"
      case .misnamed: "misnamed"
      case .severalLookAlike: "severalLookAlike"
      case .misfit: "misfit"
      }
    }
  }

  private var pairs: [String] {
    lines(
      [
        PairsFileError.longLine(file: "pairs.txt", line: 3),
        .wrongLine(file: "pairs.txt", line: 3, text: "A 1 x", expected: "'name n1 n2'"),
        .missingPairs(file: "pairs.txt", expected: 6000, found: 1), .notText(file: "pairs.txt"),
        .notAProtocol(folder: "cfp"), .noPicture(file: "same.txt", line: 3, number: "7"),
        .oneKind(file: "pairs.txt"),
      ], "PairsFileError"
    ) {
      switch $0 {
      case .longLine: "longLine"
      case .wrongLine: "wrongLine"
      case .missingPairs: "missingPairs"
      case .notText: "notText"
      case .notAProtocol: "notAProtocol"
      case .noPicture: "noPicture"
      case .oneKind: "oneKind"
      }
    }
  }

  private var training: [String] {
    lines(
      [
        TrainingFailure.diverged(step: 12), .fewIdentities(found: 1), .fewIdentities(found: 0),
        .fewPictures, .fewValidationPairs(same: 3, different: 12),
        .otherArchitecture(
          path: "m.safetensors",
          reason: "it must be a resnet_face18 without squeeze-and-excitation."),
      ], "TrainingFailure"
    ) {
      switch $0 {
      case .diverged: "diverged"
      case .fewIdentities: "fewIdentities"
      case .fewPictures: "fewPictures"
      case .fewValidationPairs: "fewValidationPairs"
      case .otherArchitecture: "otherArchitecture"
      }
    }
      + lines(
        [
          CheckpointFailure.isNone(path: "m.safetensors"),
          .otherTraining(path: "run.checkpoint", expected: "steps 20", found: "steps 10"),
          .otherSize(path: "run.checkpoint", name: "parameters", expected: 12, found: 8),
        ], "CheckpointFailure"
      ) {
        switch $0 {
        case .isNone: "isNone"
        case .otherTraining: "otherTraining"
        case .otherSize: "otherSize"
        }
      }
  }
}
