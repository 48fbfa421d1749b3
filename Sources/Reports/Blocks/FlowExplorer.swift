import Basics
import Drawing
import Evidence
import Identification
import Mustache

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A flow that a reader explores by pointing at the query's patches, with the style sheet alone.
struct FlowExplorer: Sendable {
  let map: FlowMap
  let letter: String
  let galleryIndex: Int

  /// The columns and rows for which the style sheet has classes.
  static let mostCells = 16
  /// The most flows, which keeps a page below 2 MB. An exact flow has at most two for each patch.
  static let mostFlows = 700
  private static let width = 240

  /// - Returns: `nil` for a grid without classes in the style sheet, or with too many flows.
  init?(_ shown: ReportSubject.ShownPerson) {
    guard let map = shown.candidate.flowMaps.last, map.grid.rows <= Self.mostCells,
      map.grid.columns <= Self.mostCells, map.flow.count(where: { $0 > 0 }) <= Self.mostFlows
    else { return nil }
    self.map = map
    letter = shown.letter
    galleryIndex = shown.candidate.galleryIndex
  }

  func values(_ faces: FaceFiles) -> MustacheValue {
    let grid = map.grid
    let flows = map.flow.indices.filter { map.flow[$0] > 0 }
    let byPatch = Dictionary(grouping: flows) { $0 / grid.count }
    return [
      "letter": .string(letter), "rows": .number(String(grid.rows)),
      "columns": .number(String(grid.columns)), "count": .number(String(flows.count)),
      "width": .number(String(Self.width)),
      "queryHeight": .number(height(faces.colored[.query]!)),
      "candidateHeight": .number(height(faces.colored[.candidate(galleryIndex)]!)),
      "querySource": .string(faces.address(of: .query)),
      "candidateSource": .string(faces.address(of: .candidate(galleryIndex))),
      "patches": .list(
        (0..<grid.count).map { patch in
          let own = (byPatch[patch] ?? []).sorted { (map.flow[$1], $0) < (map.flow[$0], $1) }
          return [
            "words": .string(words(patch, own)),
            "targets": .list(own.map { target($0 % grid.count, flow: map.flow[$0], own) }),
          ]
        }),
      "flows": .list(
        flows.map {
          [
            "from": .string(grid.placeName($0 / grid.count)),
            "to": .string(grid.placeName($0 % grid.count)),
            "flow": .number(fixed(100 * map.flow[$0], 3)),
            "cosine": .number(fixed(map.similarity[$0], 3)),
          ]
        }),
    ]
  }

  /// Returns a target with its share of what this patch sends, in ninths.
  private func target(_ patch: Int, flow: Double, _ own: [Int]) -> MustacheValue {
    let whole = own.reduce(0) { $0 + map.flow[$1] }
    let level = min(max(Int((9 * flow / whole).rounded(.up)), 1), 9)
    return [
      "column": .number(String(patch % map.grid.columns + 1)),
      "row": .number(String(patch / map.grid.columns + 1)), "level": .number(String(level)),
    ]
  }

  private func words(_ patch: Int, _ own: [Int]) -> String {
    let place = map.grid.placeName(patch)
    guard !own.isEmpty else { return "Patch \(place) has a weight of 0." }
    let parts = own.map {
      """
      \(fixed(100 * map.flow[$0], 2))% to \(map.grid.placeName($0 % map.grid.count)) (cosine \
      \(fixed(map.similarity[$0], 3)))
      """
    }
    return "Patch \(place) sends \(parts.joined(separator: ", "))."
  }

  private func height(_ file: FaceFiles.File) -> String {
    String(Int((Double(Self.width * file.picture.height) / Double(file.picture.width)).rounded()))
  }

}
