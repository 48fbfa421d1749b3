import Identification
import Networks
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files of --model and --reranker, each a list separated by commas, sorted by their contents.
package struct SortedModels {
  /// The settings of the job, with one backbone and at most one H2L on its patches.
  package let settings: JobSettings
  /// The other transformers by their scorers.
  package let transformers: ByMethod<String>

  /// - Throws: `JobError` where there is not one backbone, or two files of a kind; and what is wrong
  ///   with a file.
  package init(_ settings: JobSettings) throws {
    var backbone: String?
    var reranker: String?
    var transformers: ByMethod<String> = [:]
    func only(_ place: inout String?, _ path: String, _ what: String) throws {
      if let other = place, other != path {
        throw JobError(
          "'\(other)' and '\(path)' both contain \(what). Give only one of them.", status: .usage)
      }
      place = path
    }
    for path in Self.paths(settings.model) + (settings.reranker.map(Self.paths) ?? []) {
      guard path != JobSettings.startOfReranker else {
        try only(&reranker, path, "an H2L")
        continue
      }
      let (architecture, readsPictures) = try ModelFile.kind(ofFileAt: path)
      switch TransformerKind(rawValue: architecture) {
      case nil: try only(&backbone, path, "a backbone")
      case .h2l:
        try only(&reranker, path, "an H2L")
        if readsPictures { transformers[.h2l] = path }
      case .h2: try only(&transformers[.h2], path, "an H2")
      case .h1: try only(&transformers[.h1], path, "an H1")
      case .vit: try only(&transformers[.v], path, "a plain ViT")
      }
    }
    guard let backbone else {
      throw JobError(
        """
        '\(settings.model)' does not contain a backbone, which every gallery needs. Give one with \
        --model.
        """, status: .usage)
    }
    var own = settings
    own.model = backbone
    own.reranker = transformers[.h2l] == nil ? reranker : nil
    self.settings = own
    self.transformers = transformers
  }

  /// Returns one file if its own name contains commas.
  private static func paths(_ list: String) -> [String] {
    if FileManager.default.fileExists(atPath: list) { return [list] }
    return list.split(separator: ",").map(String.init)
  }
}
