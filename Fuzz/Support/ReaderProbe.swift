import Audit
import Basics
import Datasets
import Evidence
import Faces
import Identification
import Measurement
import Mustache
import Networks
import Pictures
import Reports
import Study
import Tensors
import Training
import _TestSupport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A probe that gives inputs to one reader, as a file, and judges the outcome.
package final class ReaderProbe {
  package enum Outcome: Equatable {
    case read
    case refused(String)
  }

  /// Returns whether an input got past a reader's first check.
  package func isPastFirstCheck(_ outcome: Outcome) -> Bool {
    guard case .refused(let message) = outcome else { return true }
    return !reader.firstRefusals.contains { message.contains($0) }
  }

  /// The error that a refusal is not in the form that a user should see.
  package struct BadRefusal: Error, CustomStringConvertible {
    package let message: String
    package let reason: String

    package var description: String { "\(reason): \(message)" }
  }

  package let reader: FuzzedReader
  /// What some readers find beside the input.
  let surroundings: ReaderSurroundings
  /// The path of the current input, which remains after a crash.
  package let path: String
  let folder: String

  /// Decodes pictures in this process from now on, and not each in a process of its own.
  package static func decodePicturesHere() { PictureDecoder.isApart = false }

  /// - Parameter folder: A folder that is created and used only for this.
  package init(_ reader: FuzzedReader, folder: String) throws {
    self.reader = reader
    self.folder = folder
    path = folder + "/" + reader.fileName
    try makeFolders(folder)
    surroundings = try ReaderSurroundings(of: reader, in: folder)
  }

  /// - Throws: `BadRefusal`.
  package func take(_ input: [UInt8]) throws -> Outcome {
    guard FileManager.default.createFile(atPath: path, contents: Data(input)) else {
      throw BadRefusal(message: path, reason: "Cannot write the input")
    }
    do {
      try read(input)
      return .read
    } catch let error as BadRefusal {
      throw error
    } catch {
      let message = "\(error)"
      // A template contains its file's name, a picture in a list its own.
      guard message.contains(path) || message.contains(folder) else {
        throw BadRefusal(message: message, reason: "A refusal does not name the file")
      }
      // A question asks which field was meant.
      guard message.hasSuffix(".") || message.hasSuffix("?"), !message.contains("\n"),
        message.count < 2000
      else {
        throw BadRefusal(message: message, reason: "A refusal is not one sentence")
      }
      return .refused(message)
    }
  }

  /// A picture for readers whose result is used with one.
  static let picture = Picture(
    width: 90, height: 100, channels: .gray, samples: (0..<9000).map { UInt8(7 * $0 % 256) })

  private func read(_ input: [UInt8]) throws {
    switch reader {
    case .checkpoint:
      let file = try CheckpointFile(path: path)
      for (_, tensor) in try file.stateDictionary().tensors { _ = tensor.values() }
    case .safetensors:
      let file = try SafetensorsFile(path: path)
      for entry in file.entries { _ = try file.tensor(named: entry.name) }
    case .model: _ = try loadBackbone(try ModelFile(path: path))
    case .onnx: _ = try importedONNX(path: path)
    case .dlib:
      for tensor in try DlibNetworkFile(path: path, network: DlibMaker.small).tensors.values {
        _ = tensor.values()
      }
    case .predictor:
      let predictor = try LandmarkPredictor(path: path)
      let face = FivePoints(
        points: [(30, 30), (60, 30), (45, 50), (32, 70), (58, 70)].map {
          Landmarks68.Point(x: $0.0, y: $0.1)
        })
      _ = try predictor.landmarks(of: face, in: Photograph(Self.picture))
    case .png, .pnm, .bmp, .heic, .webp, .tiff, .gif, .jpeg2000: _ = try PictureFile(path: path)
    case .jpeg: try readParts(of: try PictureFile(path: path).picture)
    case .list: _ = try PictureList.listing(at: path)
    case .pairs: _ = try FacePairs(at: path)
    case .pts, .landmarks: _ = try Landmarks68.load(path: path)
    case .template:
      let template = try Template.parse(String(decoding: input, as: UTF8.self), name: path)
      _ = try template.render(["a": ["b", "c"], "d": true], partials: ["a": template])
    case .entries, .features:
      let file = try GalleryFile(
        folder: folder, model: FuzzSeeds.model, shape: FuzzSeeds.backbone.shape)
      try file.checkWhole()
      let gallery = try file.gallery(shape: FuzzSeeds.backbone.shape)
      for index in gallery.entries.indices { _ = try gallery.patches(of: index) }
    case .index: try readIndex()
    case .calibration: _ = try Calibration.open(path, for: FuzzSeeds.setup)
    case .limits: _ = try LaboratoryLimits(file: path)
    case .scale: _ = try ConclusionScale(file: path)
    case .timings: _ = try TimingsData(file: path)
    case .sealedKey: _ = try SealedKey.secret(file: path)
    case .studyKey:
      try score(StudyKey.read(path).key, Array(FuzzSeeds.answers.utf8), named: "answers.csv")
    case .answers: try score(FuzzSeeds.studyKey, input, named: path)
    case .groups: _ = try PersonGroups(path: path)
    case .trainingLog: _ = try TrainingLog(path: path)
    case .recipe: _ = try RecipeLibrary.recipe(path)
    case .caseFile: _ = try CaseData(file: path)
    case .manifest: _ = try ManifestComparison(folder: folder).differences()
    case .graph: try readGraph(input)
    case .detector: try readDetector(input)
    case .reranker: _ = try TransformerModel(file: ModelFile(path: path))
    case .trainingState:
      var state = FuzzSeeds.trainingState()
      try state.read(from: path, training: FuzzSeeds.training)
    case .trainingPictures: try readTrainingPictures(input)
    case .galleryShard, .shardFeatures: try readGalleryShard()
    case .unfinishedEntries, .unfinishedFeatures: try readUnfinishedGallery()
    case .studyWords: _ = try StudyTemplates(folder: folder)
    case .run: try readRun(input)
    case .reportData: try compareReports()
    case .privateKey: _ = try ManifestSigner(keyFile: path)
    case .publicKey, .signature: try verifySignature()
    case .evaluationShard:
      let shard = try EvaluationShard(folder: folder)
      _ = (shard.count, shard.difference(to: shard))
    case .reportShard: try readReportShard()
    case .batchJournal: try resumeBatch()
    case .filesJournal, .alignLog, .occludeLog, .portraitsLog: try readEarlierFiles()
    }
  }

  /// A refusal by this probe: of an input that is not an error for the reader, or of a wrong result.
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  /// Reads parts of a JPEG as of a very large one, which must have the pixels of the whole picture.
  private func readParts(of whole: Picture) throws {
    let photograph = try PictureFile(photographAt: path, reducedTo: 1).photograph
    guard (photograph.width, photograph.height) == (whole.width, whole.height) else {
      throw BadRefusal(message: path, reason: "It has another size if it is reduced")
    }
    let (width, height) = (whole.width, whole.height)
    for (columns, rows) in [
      (0..<max(width / 3, 1), 0..<max(height / 5, 1)), (width / 2..<width, height - 1..<height),
      (width / 3..<width / 3 + 1, height * 2 / 3..<height),
    ] {
      let area = PictureArea(columns: columns, rows: rows)
      guard try photograph.part(area).cropped(to: area) == PhotographPart(whole).cropped(to: area)
      else { throw BadRefusal(message: path, reason: "A part differs from the whole picture") }
    }
  }

  /// Opens a gallery by its index and looks up everything in it.
  private func readIndex() throws {
    let file = try GalleryFile(
      folder: folder, model: FuzzSeeds.model, shape: FuzzSeeds.backbone.shape)
    guard let index = file.entries.index else {
      throw Refusal(description: "'\(path)' is not used as an index.")
    }
    for place in 0..<index.count {
      _ = index.places(of: index.sha256(of: place))
      _ = index.places(ofPath: index.path(of: place))
      _ = (index.label(of: place), index.person(of: place), file.entries[place])
    }
    let gallery = try file.gallery(shape: FuzzSeeds.backbone.shape)
    for place in gallery.entries.indices { _ = try gallery.patches(of: place) }
    // An index that says something else than the entries is found.
    try GalleryFile.checkWhole(folder: folder)
  }

  /// Scores the answers of a study.
  private func score(_ key: StudyKey, _ answers: [UInt8], named file: String) throws {
    var reader = AnswerReader(key: key, study: FuzzSeeds.study)
    reader.take(answers, file: file)
    let (data, _) = StudyData(key, reader.answers).excluding(key.exclude)
    var options = StudyScores.Options()
    options.permutations = 10
    _ = StudyScores(data, options)
    for problem in reader.problems.dropFirst() {
      let words = "\(problem)"
      guard words.hasSuffix("."), !words.contains("\n"), words.count < 2000 else {
        throw BadRefusal(message: words, reason: "A refusal is not one sentence")
      }
    }
    // To a key with other participants, the answers are wrong, not the key.
    if self.reader == .answers, let problem = reader.problems.first {
      throw Refusal(description: "\(problem)")
    }
  }
}
