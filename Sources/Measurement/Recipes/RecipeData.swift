import Basics
import Datasets
import Faces
import Networks
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What changes pictures for a recipe, which the commands `occlude` and `align` do.
package struct RecipeMakers: Sendable {
  /// Writes changed copies of aligned faces, and returns the pictures that failed.
  package let occlude:
    @Sendable (_ pictures: String, _ output: String, OccluderKind, ListingOptions, _ seed: UInt64)
      throws -> [PictureFailure]
  /// Writes the aligned faces of photographs for a backbone, and returns the pictures that failed.
  package let align:
    @Sendable (_ pictures: String, _ output: String, _ model: String, JobSettings) throws
      -> [PictureFailure]

  package init(
    occlude:
      @escaping @Sendable (String, String, OccluderKind, ListingOptions, UInt64) throws
      -> [PictureFailure],
    align: @escaping @Sendable (String, String, String, JobSettings) throws -> [PictureFailure]
  ) {
    self.occlude = occlude
    self.align = align
  }
}

/// Where the data sets of a recipe are.
struct RecipeData: Sendable {
  /// The folder with a sub-folder for each data set.
  let folder: String?
  /// Other places, by the names of sets.
  let places: [String: String]
  /// The folder for what is made.
  let work: String

  /// Where each set comes from, for what is missing.
  private static let origins = [
    "lfw": "LFW, 13,233 pictures, http://vis-www.cs.umass.edu/lfw",
    "calfw": "CALFW, 12,174 pictures, http://whdeng.cn/CALFW",
    "agedb": "AgeDB, 16,488 pictures, https://ibug.doc.ic.ac.uk/resources/agedb",
    "cfp": "CFP, 7,000 pictures, http://www.cfpw.io",
    "talfw": "TALFW, 13,233 pictures or fewer, http://whdeng.cn/TALFW",
    "mlfw": "MLFW, 12,000 pictures, http://whdeng.cn/mlfw",
  ]

  static func base(_ name: String) -> String {
    name.split(separator: "-").first.map(String.init) ?? name
  }

  static func layout(_ name: String) -> PictureLayout {
    switch base(name) {
    case "lfw", "calfw": .lfw
    case "agedb": .agedb
    case "cfp": .cfp
    case "talfw": .talfw
    case "mlfw": .mlfw
    default: .auto
    }
  }

  static func options(_ set: Recipe.PictureSet, at path: String) -> ListingOptions {
    var options = ListingOptions()
    let isList = FileStatus(of: path)?.kind == .file
    options.layout = isList ? .auto : layout(set.set)
    options.part = isList ? nil : set.part
    return options
  }

  /// Returns the place of a set that is there.
  func existing(_ name: String) -> String? {
    let candidates =
      [places[name]].compactMap { $0 }
      + (folder.map { ["\($0)/\(name)", "\($0)/\(name).txt"] } ?? [])
    return candidates.first { FileStatus(of: $0) != nil }
  }

  /// Returns what must be there: the set itself, or the one from which it is made.
  func isAvailable(_ set: Recipe.PictureSet) -> Bool {
    existing(set.set) != nil || (set.from.map { existing($0) != nil } ?? false)
  }

  /// Returns what is missing, in words.
  func missing(_ set: Recipe.PictureSet) -> String {
    let name = set.from ?? set.set
    return "the data set '\(name)' (folder '\(name)' in \(folder ?? "the folder of --data")"
      + (Self.origins[Self.base(name)].map { ": \($0)" } ?? "") + ")"
  }

  /// Returns what `place` will use and make.
  ///
  /// - Precondition: The set is available.
  func preview(
    of set: Recipe.PictureSet, settings: JobSettings, architecture: String
  ) -> RecipeSetPreview {
    func aligned(_ path: String, _ set: Recipe.PictureSet) -> RecipeSetPreview {
      guard settings.detector != nil else {
        return RecipeSetPreview(path: path, set: set, makings: [])
      }
      let output = alignedPlace(set, settings, architecture)
      return isComplete(output)
        ? RecipeSetPreview(path: output, set: set, makings: [])
        : RecipeSetPreview(path: path, set: set, makings: [.aligned(output)])
    }
    if let own = existing(set.set) { return aligned(own, set) }
    let (output, origin) = copies(of: set, settings, architecture)
    guard !isComplete(output) else { return RecipeSetPreview(path: output, set: set, makings: []) }
    let before = aligned(existing(origin.set)!, origin)
    return RecipeSetPreview(
      path: before.path, set: origin,
      makings: before.makings
        + (set.occlude.flatMap(OccluderKind.init(rawValue:)).map { [.changed($0, output)] } ?? []))
  }

  /// The folder of a set's changed copies, and the set of which they are made.
  private func copies(
    of set: Recipe.PictureSet, _ settings: JobSettings, _ architecture: String
  ) -> (output: String, origin: Recipe.PictureSet) {
    var origin = set
    origin.set = set.from ?? set.set
    origin.part = nil
    return (
      settings.detector == nil ? "\(work)/\(set.set)" : alignedPlace(set, settings, architecture),
      origin
    )
  }

  /// A set's pictures, and those that could not be used when they were made.
  struct Place {
    let path: String
    var failures: [PictureFailure] = []
  }

  /// Returns the place of a set, which is made if it is not there.
  ///
  /// - Parameters:
  ///   - model: The backbone for which photographs are aligned if there is a detector.
  func place(
    of set: Recipe.PictureSet, makers: RecipeMakers, settings: JobSettings, model: String,
    architecture: String, seed: UInt64
  ) throws -> Place {
    if let own = existing(set.set) {
      return try aligned(
        own, set, makers: makers, settings: settings, model: model, architecture: architecture)
    }
    guard let from = set.from, let kind = set.occlude.flatMap(OccluderKind.init(rawValue:)) else {
      throw JobError("\(missing(set)) is missing.")
    }
    let (output, origin) = copies(of: set, settings, architecture)
    let pictures = try aligned(
      existing(from)!, origin, makers: makers, settings: settings, model: model,
      architecture: architecture)
    let failures = try once(output) {
      try makers.occlude(
        pictures.path, output, kind, Self.options(origin, at: pictures.path), seed)
    }
    return Place(path: output, failures: pictures.failures + failures)
  }

  private func aligned(
    _ path: String, _ set: Recipe.PictureSet, makers: RecipeMakers, settings: JobSettings,
    model: String, architecture: String
  ) throws -> Place {
    guard settings.detector != nil else { return Place(path: path) }
    let output = alignedPlace(set, settings, architecture)
    var own = settings
    own.queryListing = Self.options(set, at: path)
    own.queryListing.part = nil
    return Place(
      path: output, failures: try once(output) { try makers.align(path, output, model, own) })
  }

  /// The folder of a set's aligned faces; those with a predictor's landmarks have their own.
  private func alignedPlace(
    _ set: Recipe.PictureSet, _ settings: JobSettings, _ architecture: String
  ) -> String {
    "\(work)/\(architecture)\(settings.landmarks == nil ? "" : "-landmarks")"
      + "\(settings.alignment == .detector ? "" : "-" + settings.alignment.rawValue)/\(set.set)"
  }

  private func mark(_ output: String) -> String { output + ".complete" }

  private func isComplete(_ output: String) -> Bool { FileStatus(of: mark(output)) != nil }

  /// Makes a folder unless an earlier run has completed it.
  ///
  /// - Returns: The pictures that failed, now or in the earlier run, which noted them.
  private func once(
    _ output: String, _ make: () throws -> [PictureFailure]
  ) throws -> [PictureFailure] {
    if isComplete(output) {
      let noted = try readFile(mark(output), limit: StrictJSON.mostBytes)
      return (try? StrictJSON.decode([PictureFailure].self, from: noted)) ?? []
    }
    try makeFolders(output)
    let failures = try make()
    try AtomicFile.write(
      failures.isEmpty ? [] : Array(JSONText.encode(failures).utf8), to: mark(output))
    return failures
  }
}

/// The model files that a recipe can use.
struct RecipeModels: Sendable {
  struct File: Sendable {
    let path: String
    let architecture: String
    let depth: Int?
    let heads: Int?
    /// The digest of the backbone whose patches it reads.
    let backbone: String?
  }

  let files: [File]

  /// - Parameters:
  ///   - folder: The folder of model files, searched without its sub-folders.
  ///   - paths: Further files.
  init(folder: String?, paths: [String]) throws {
    var all = paths
    if let folder {
      guard let entries = folderEntries(folder) else {
        throw JobError("The folder of models '\(folder)' cannot be read.", status: .usage)
      }
      all += entries.compactMap(\.name).filter { $0.hasSuffix(".safetensors") }.sorted()
        .map { "\(folder)/\($0)" }
    }
    files = try all.map { path in
      let metadata = try ModelFile.metadata(ofFileAt: path)
      return File(
        path: path, architecture: metadata[ModelKey.architecture] ?? "",
        depth: metadata[HybridKey.depth].flatMap { Int($0) },
        heads: metadata[HybridKey.heads].flatMap { Int($0) },
        backbone: metadata[HybridKey.backbone])
    }
  }

  /// Returns the files of a recipe's model, in the order of its runs.
  func backbones(_ model: Recipe.Model) -> [File] {
    func isRepeat(_ file: File) -> Bool { file.path.contains("tuned-") }
    if let names = model.repeat {
      return names.compactMap { name in
        files.first { $0.path.hasSuffix("/\(name).safetensors") }
      }
    }
    return Array(files.filter { $0.architecture == model.architecture && !isRepeat($0) }.prefix(1))
  }

  func transformer(_ scorer: String, depth: Int?, heads: Int?, backbone: String) -> File? {
    let kind = scorer == "h2l-all" ? "h2l" : scorer == "v" ? TransformerKind.vit.rawValue : scorer
    return files.first { file in
      file.architecture == kind && (depth == nil || file.depth == depth)
        && (heads == nil || file.heads == heads)
        && (file.backbone == nil || file.backbone == backbone)
    }
  }
}
