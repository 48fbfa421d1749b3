import Audit
import Basics
import Datasets
import Networks
import Tensors

/// The intact files that a reader finds beside the input, and what it compares the input with.
struct ReaderSurroundings {
  /// Of the batch whose journal is read.
  private(set) var batch: BatchSignature?
  private(set) var queries: [ListedPicture] = []
  /// The model whose steps are read.
  private(set) var tensors: [(name: String, tensor: Tensor)] = []
  private(set) var metadata: [String: String] = [:]

  /// - Parameter folder: The folder of the input.
  init(of reader: FuzzedReader, in folder: String) throws {
    func write(_ bytes: [UInt8], _ name: String) throws {
      let path = "\(folder)/\(name)"
      try makeFolders(String(path[..<path.lastIndex(of: "/")!]))
      try AtomicFile.write(bytes, to: path)
    }
    switch reader {
    case .entries, .index, .features:
      // An index is there only if it is given.
      for other in [FuzzedReader.entries, .features] {
        try write(FuzzSeeds.gallery(other), other.fileName)
      }
    case .galleryShard, .shardFeatures:
      try write(FuzzSeeds.gallery(.entries), FuzzedReader.entries.fileName)
      try write(FuzzSeeds.gallery(.features), FuzzedReader.features.fileName)
    case .graph:
      try write(FuzzSeeds.graph(), "steps.safetensors")
      let file = try SafetensorsFile(path: folder + "/steps.safetensors")
      tensors = try file.entries.map { ($0.name, try file.tensor(named: $0.name)) }
      metadata = file.metadata
    case .signature:
      try write(FuzzSeeds.manifest(), FuzzedReader.manifest.fileName)
      try write(FuzzSeeds.publicKey(), FuzzedReader.publicKey.fileName)
    case .publicKey:
      try write(FuzzSeeds.manifest(), FuzzedReader.manifest.fileName)
      try write(FuzzSeeds.signature(), FuzzedReader.signature.fileName)
    case .reportData:
      try makeFolders("\(folder)/queries/a")
      try write(FuzzSeeds.manifest(), FuzzedReader.manifest.fileName)
      try write(FuzzSeeds.manifest(), "other/" + FuzzedReader.manifest.fileName)
      try write(FuzzSeeds.reportData(), "other/" + FuzzedReader.reportData.fileName)
    case .batchJournal:
      let run = try FuzzSeeds.shard.get()
      for (path, bytes) in run.files { try write(bytes, path) }
      try write(run.journal, ReportShard.fileName)
      batch = try ReportShard(folder: folder).signature
      queries = run.queries
    default: break
    }
  }
}
