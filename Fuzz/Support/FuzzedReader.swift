import Audit
import Commands
import Identification
import Measurement
import Reports
import Study

/// The readers of all input that comes from outside.
package enum FuzzedReader: String, CaseIterable, Sendable {
  case checkpoint
  case safetensors
  case model
  case graph
  case detector
  case reranker
  case trainingState = "training-state"
  case trainingPictures = "training-pictures"
  case onnx
  case dlib
  case predictor
  case png
  case jpeg
  case pnm
  case bmp
  case heic
  case webp
  case tiff
  case gif
  case jpeg2000
  case list
  case pairs
  case pts
  case landmarks
  case template
  case entries
  case index
  case features
  case galleryShard = "gallery-shard"
  case shardFeatures = "shard-features"
  case unfinishedEntries = "unfinished-entries"
  case unfinishedFeatures = "unfinished-features"
  case calibration
  case limits
  case scale
  case timings
  case sealedKey = "sealed-key"
  case studyKey = "study-key"
  case studyWords = "study-words"
  case answers
  case groups
  case trainingLog = "training-log"
  case recipe
  case caseFile = "case"
  case manifest
  case run
  case reportData = "report-data"
  case privateKey = "private-key"
  case publicKey = "public-key"
  case signature
  case evaluationShard = "evaluation-shard"
  case reportShard = "report-shard"
  case batchJournal = "batch-journal"
  case filesJournal = "files-journal"
  case alignLog = "align-log"
  case occludeLog = "occlude-log"
  case portraitsLog = "portraits-log"

  /// The input's file name, for readers that use names.
  package var fileName: String {
    switch self {
    case .checkpoint: "input.pt"
    case .safetensors, .model, .detector, .reranker, .trainingState: "input.safetensors"
    case .graph: "steps.json"
    case .trainingPictures: "model.safetensors.pictures.json"
    case .onnx: "input.onnx"
    case .dlib, .predictor: "input.dat"
    case .png: "input.png"
    case .jpeg: "input.jpg"
    case .pnm: "input.ppm"
    case .bmp: "input.bmp"
    case .heic: "input.heic"
    case .webp: "input.webp"
    case .tiff: "input.tif"
    case .gif: "input.gif"
    case .jpeg2000: "input.jp2"
    case .list, .answers, .groups: "input.csv"
    case .pairs: "input.txt"
    case .pts: "input.pts"
    case .landmarks: "input.json"
    case .template: "page.html.mustache"
    case .entries: "entries.jsonl"
    case .index: "entries.index"
    case .features, .shardFeatures: "features-00001-of-00001.safetensors"
    case .galleryShard: GalleryShard.fileName
    case .unfinishedEntries: ".features-fuzz-1.jsonl"
    case .unfinishedFeatures: ".features-fuzz-1.safetensors"
    case .calibration, .caseFile, .limits, .scale, .timings, .sealedKey, .studyKey,
      .trainingLog, .recipe, .run:
      "input.json"
    case .studyWords: StudyTemplates.File.words.rawValue
    case .manifest: Manifest.fileName
    case .reportData: "queries/a/report.json"
    case .privateKey, .publicKey: "key.pem"
    case .signature: Manifest.signatureName
    case .evaluationShard: EvaluationShard.fileName
    case .reportShard: ReportShard.fileName
    case .batchJournal: BatchJournal.fileName
    case .filesJournal: ".facet-align-files"
    case .alignLog: AlignJob.logName
    case .occludeLog: OccludeJob.logName
    case .portraitsLog: PortraitsJob.logName
    }
  }

  /// The words that mutations insert.
  package var words: [String] {
    switch self {
    case .checkpoint:
      [
        "ctorch\nFloatStorage\n", "ctorch._utils\n_rebuild_tensor_v2\n", "tR", "}", "(", "q\u{1}",
        ".",
      ]
    case .safetensors, .model, .features, .detector, .reranker, .trainingState, .shardFeatures,
      .unfinishedFeatures:
      [
        "__metadata__", "\"dtype\":\"F16\"", "\"shape\":[", "\"data_offsets\":[0,", "\\u0000", "{",
        "]",
      ]
    case .onnx:
      [
        "Conv", "Gemm", "Reshape", "kernel_shape", "pads", "strides", "group", "axis", "perm",
        "\u{8}\u{2}", "\u{a}\u{1}x", "BatchNormalization", "\u{7f}",
      ]
    case .dlib, .predictor:
      [
        "con_4", "affine_", "add_prev_", "fc_2", "\u{1}\u{2}", "\u{4}\u{7f}\u{7f}\u{7f}\u{7f}",
        "110",
      ]
    case .png: ["IDAT", "PLTE", "tRNS", "IEND", "acTL", "iCCP", "eXIf"]
    case .jpeg, .pnm: ["P1\n", "P3 ", "P6\n", "#", "Exif\u{0}\u{0}", "II*\u{0}", "Adobe"]
    case .bmp, .gif: ["BM", "GIF89a", "\u{2c}", "\u{21}\u{7f}", "\u{0}\u{0}\u{0}"]
    case .heic: ["ftypheic", "meta", "iloc", "iprp", "ispe", "hvcC", "irot", "colrprof"]
    case .webp: ["RIFF", "WEBP", "VP8L", "VP8X", "ICCP", "EXIF", "ANMF", "ALPH"]
    case .tiff: ["II*\u{0}", "MM\u{0}*", "\u{0}\u{1}\u{3}\u{0}", "\u{7f}", "\u{11}\u{1}\u{4}\u{0}"]
    case .jpeg2000: ["jp2h", "ihdr", "colr", "jp2c", "cdef", "pclr", "\u{0}\u{0}"]
    case .list: [",", "\"", "\"\"", "\n", "\r\n", "#", "\u{2028}", "\u{FEFF}", "path,label\n"]
    case .answers, .groups:
      [",", "\"", "\n", ";", "\t", "0f1e2d3c", "same", "P01", "1e999", "group"]
    case .index: []
    case .pairs: ["\t", ",", " ", "\n", "10 300\n", "1 1\n", " 1", "-1", "../"]
    case .pts: ["version: 1", "n_points: 68", "{", "}", "nan", ":"]
    case .landmarks: ["[", "]", "{", "}", "chin", "1e999", "null", "\\ud800"]
    case .template:
      ["{{", "}}", "{{#a}}", "{{/a}}", "{{=<% %>=}}", "{{>a}}", "{{<a}}", "{{$a}}", "{{{"]
    case .calibration, .caseFile, .manifest, .limits, .scale, .timings, .sealedKey, .studyKey,
      .trainingLog, .recipe, .trainingPictures, .galleryShard, .studyWords, .run, .reportData,
      .evaluationShard, .occludeLog, .portraitsLog:
      ["[", "]", "{", "}", "null", "1e308", "-1", "\\ud800", "\"", "../", "sha256", "format"]
    case .graph:
      [
        "\"kind\":\"gating\"", "\"kind\":\"joining\"", "\"kind\":\"addition\"",
        "\"kind\":\"repetition\"", "\"side\":2,", "\"stride\":2,", "\"groups\":2,",
        "\"kernel\":[3,3],", "\"isPartial\":true,", "\"hasSlopes\":true,",
        "\"activation\":\"clip\",",
      ]
    case .privateKey, .publicKey, .signature:
      [
        "-----BEGIN PUBLIC KEY-----\n", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "-----END ",
        "\n",
        "MCowBQYDK2VwAyEA", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n", "=",
      ]
    case .reportShard, .batchJournal, .filesJournal, .alignLog:
      [
        "{\"end\":{}}\n", "{\"block\":{\"_0\":1}}\n", "\n", "null", "../", "/", "\\u0000", "1e30",
        "\"path\":",
      ]
    case .entries, .unfinishedEntries:
      ["\"part\":", "\"row\":", "\n", "null", "{}", "\\u0000", "1e30", "\"sha256\":"]
    }
  }

  /// The parts of sentences that refuse an input before its content is read.
  package var firstRefusals: [String] {
    switch self {
    case .checkpoint: ["is not a PyTorch checkpoint", "the archive", "of the archive"]
    case .safetensors: ["is not a valid safetensors file", "is not a safetensors file"]
    case .model:
      [
        "is not a valid safetensors file", "is not a safetensors file",
        "'facet.architecture' is missing",
      ]
    case .onnx: ["is not an ONNX file", "is incomplete or damaged"]
    case .dlib: ["as its version", "its layer 1 is"]
    case .predictor: ["as its version", "numbers, not of 68 points"]
    case .png, .jpeg, .pnm, .bmp, .heic, .webp, .tiff, .gif, .jpeg2000:
      ["is not a supported picture", "is not a picture", "is incomplete"]
    case .list, .pairs: ["that are not text", "is not text"]
    case .pts: ["it does not begin with"]
    case .landmarks: ["it is not a dictionary"]
    // Nothing is checked before all else.
    case .template, .trainingPictures, .privateKey, .publicKey, .signature, .groups: []
    case .entries: ["it is not in the form that Facet writes"]
    case .unfinishedEntries, .unfinishedFeatures: ["is not taken over"]
    case .features, .shardFeatures:
      [
        "is not a valid safetensors file", "is not a safetensors file", "its numbers of ",
        "its embeddings from ",
      ]
    case .calibration: ["is not a calibration"]
    case .caseFile: ["is not a JSON object"]
    case .manifest: ["is not a manifest"]
    case .index: ["is not used as an index"]
    case .graph: ["the steps of a network"]
    case .detector, .reranker:
      [
        "is not a valid safetensors file", "is not a safetensors file",
        "'facet.architecture' is missing", "has the architecture", "with the architecture",
      ]
    case .trainingState:
      [
        "is not a valid safetensors file", "is not a safetensors file", "is not a checkpoint",
        "is the checkpoint of another training",
      ]
    case .reportShard, .batchJournal: ["is not the journal"]
    case .filesJournal: ["names no file"]
    case .alignLog, .occludeLog, .portraitsLog: ["not written by"]
    case .limits, .scale, .timings, .sealedKey, .studyKey, .recipe, .galleryShard, .studyWords,
      .run,
      .reportData, .evaluationShard:
      ["JSON"]
    case .answers: ["not text", "is empty", "column"]
    case .trainingLog: ["is not the log"]
    }
  }
}
