import Basics
import Evidence
import Identification

/// A CSV file of the scores of each query and candidate, for fusions and tests that Facet does not have.
///
/// It has a line for each of the first k candidates of stage 1 by the first protocol, in that order. A
/// column for each re-ranker contains its own similarity, without the cosine.
final class ScoreFile {
  private let file: AtomicFile
  private var columns: [RankingSetting]?

  /// - Throws: `FileError` if the file cannot be created.
  init(_ path: String) throws { file = try AtomicFile(path) }

  /// Appends the lines of a query.
  ///
  /// - Parameters:
  ///   - covered: The covered share of the query's face; `nil` if it is unknown.
  ///   - settings: The re-rankers, each once; the same for all queries.
  ///   - similarities: Shape `[settings][candidates]`.
  func add(
    _ query: Query, part: String, covered: Double?, _ candidates: [Neighbor],
    _ settings: [RankingSetting],
    _ similarities: [[Double]], gallery: Gallery
  ) throws {
    if columns == nil {
      columns = settings
      try file.append(
        (["part", "query", "label", "covered", "rank", "candidate", "candidate_label", "cosine"]
          + settings.map(Self.name)).map(csvField).joined(separator: ",") + "\n")
    }
    precondition(columns == settings)
    let head = [
      part, query.name, query.listed.label ?? "", covered.map { fixed($0, 4) } ?? "",
    ].map(csvField)
    var text = ""
    for (place, candidate) in candidates.enumerated() {
      let entry = gallery.entries[candidate.index]
      text +=
        (head + [
          String(place + 1), csvField(entry.path), csvField(entry.label ?? ""),
          fixed(candidate.cosine, 6),
        ] + similarities.map { fixed($0[place], 6) }).joined(separator: ",") + "\n"
    }
    try file.append(text)
  }

  func finish() throws { try file.commit() }

  private static func name(_ setting: RankingSetting) -> String {
    ([setting.method.rawValue]
      + (setting.transport.map {
        [$0.weighting.rawValue, $0.grid.rawValue, $0.solver.rawValue]
      } ?? [])).joined(separator: " ")
  }
}

extension CoveredAreas {
  /// The covered areas of a query and of its first candidates of stage 1.
  ///
  /// - Throws: `GalleryError`.
  init?(_ query: Query, _ candidates: [Neighbor], gallery: Gallery, layout: FaceLayout) throws {
    self.init(
      query: query.patches,
      faces: try candidates.prefix(CoveredArea.mostCandidates).map {
        Face(
          patches: try gallery.patches(of: $0.index), label: gallery.entries[$0.index].label)
      }, layout: layout)
  }
}
