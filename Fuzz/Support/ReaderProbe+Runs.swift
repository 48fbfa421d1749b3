import Audit
import Basics
import Commands
import Datasets
import Evidence
import Faces
import Identification
import Measurement
import Networks
import Pictures
import Reports
import Runs
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The readers of what runs leave for other runs: shards, journals, logs, keys and settings.
extension ReaderProbe {
  /// Opens a model with these steps, and runs it if it is small.
  func readGraph(_ input: [UInt8]) throws {
    let model = folder + "/input.safetensors"
    var metadata = surroundings.metadata
    metadata[ModelKey.graph] = String(decoding: input, as: UTF8.self)
    try writeSafetensors(surroundings.tensors, metadata: metadata, to: model)
    let backbone = try loadBackbone(try ModelFile(path: model))
    _ = try backbone.features(of: [Self.picture.converted(to: .rgb)])
  }

  /// Opens a detector, and looks for faces with one of 64: that takes a tenth of a second.
  func readDetector(_ input: [UInt8]) throws {
    let search = try loadFaceSearch(path: path)
    let digest = SHA256.digest(of: input).hexadecimal
    guard ["00", "40", "80", "c0"].contains(where: digest.hasSuffix) else { return }
    do {
      _ = try search.faces(in: Self.picture.converted(to: .rgb), minimumFace: 40)
    } catch let error as DetectorOverflow {
      throw Refusal(description: "'\(path)': \(error)")
    }
  }

  /// Reads the pictures beside a model that has the digest of this very list.
  func readTrainingPictures(_ input: [UInt8]) throws {
    let model = folder + "/model.safetensors"
    try writeSafetensors(
      [("a", Tensor(shape: [1], values: [1]))],
      metadata: [
        ModelKey.architecture: "a",
        ModelKey.trainingPictures: SHA256.digest(of: input).hexadecimal,
      ], to: model)
    _ = try TrainingPictures(of: ModelFile(path: model))
  }

  func readGalleryShard() throws {
    guard reader == .galleryShard else {
      _ = try GalleryShards([(folder, FuzzSeeds.faces)])
      return
    }
    do {
      _ = try GalleryShards([(folder, GalleryShard(folder: folder).count)])
    } catch let error as StrictJSONError {
      throw Refusal(description: "'\(path)' \(error).")
    }
  }

  /// Takes over what an interrupted enrollment left: one of its two files is the input.
  func readUnfinishedGallery() throws {
    // The reader removes what it does not take over.
    let other: FuzzedReader =
      reader == .unfinishedEntries ? .unfinishedFeatures : .unfinishedEntries
    _ = FileManager.default.createFile(
      atPath: "\(folder)/\(other.fileName)",
      contents: Data(try FuzzSeeds.unfinished.get()[other]!))
    let found = UnfinishedGallery.open(
      folder: folder, identity: FuzzSeeds.identity, shape: FuzzSeeds.backbone.shape)
    guard let found, !found.entries.isEmpty else {
      throw Refusal(description: "'\(path)' is not taken over.")
    }
  }

  func readRun(_ input: [UInt8]) throws {
    do {
      let run = try RunDescription(StrictJSON.decode(JSONValue.self, from: input))
      _ = try run.json()
    } catch let error as StrictJSONError {
      throw Refusal(description: "'\(path)' \(error).")
    } catch is DecodingError {
      throw Refusal(description: "'\(path)' is not how a report was made.")
    }
  }

  /// Compares a report with an intact one.
  func compareReports() throws {
    let result = try DiffJob("\(folder)/other", folder).run()
    guard result.lines.allSatisfy({ !$0.contains("\n") }) else {
      throw BadRefusal(message: "\(result.lines)", reason: "A difference is not one line")
    }
    if let line = result.lines.first(where: { $0.hasPrefix("not compared") }) {
      throw Refusal(description: "'\(path)' is \(line).")
    }
  }

  func verifySignature() throws {
    let check = try ManifestComparison(folder: folder)
    let (isValid, words) = try ManifestSigner.verify(
      check, publicKeyFile: folder + "/" + FuzzedReader.publicKey.fileName)
    guard isValid else { throw Refusal(description: "'\(path)' does not hold: \(words)") }
  }

  func readReportShard() throws {
    let shard = try ReportShard(folder: folder)
    for case .report(let entry) in shard.events {
      guard entry.files.allSatisfy({ isInside($0.path) }) else {
        throw BadRefusal(message: "\(entry.files)", reason: "A file outside is not refused")
      }
    }
    _ = shard.signature.difference(to: shard.signature)
  }

  /// Resumes a batch from its journal.
  func resumeBatch() throws {
    let queries = surroundings.queries
    let journal = try BatchJournal(
      folder: folder, signature: surroundings.batch!, pictures: queries, secret: .random(),
      isResumed: true)
    guard queries.indices.contains(journal.blockStart),
      (0...journal.events.count).contains(journal.knownInBlock)
    else {
      throw BadRefusal(
        message: "\(journal.blockStart), \(journal.knownInBlock)",
        reason: "A block that the batch does not have is taken over")
    }
  }

  /// Reads which files an earlier run wrote.
  func readEarlierFiles() throws {
    let records =
      switch reader {
      case .alignLog: try AlignJob.earlierFiles(in: folder)
      case .occludeLog: try OccludeJob.earlierFiles(in: folder)
      case .portraitsLog: try PortraitsJob.earlierFiles(in: folder)
      default: OutputBatch.records(in: path)
      }
    if reader == .occludeLog { _ = QueryKind(ofPicturesAt: folder) }
    if records.isEmpty { throw Refusal(description: "'\(path)' names no file.") }
    guard records.allSatisfy({ isInside($0.file) }) else {
      throw BadRefusal(message: "\(records)", reason: "A file outside is not refused")
    }
  }
}
