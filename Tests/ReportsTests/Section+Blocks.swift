@testable import Reports

extension Section {
  /// All blocks, those inside columns and folds as well, in their order.
  var allBlocks: [Block] { Self.flattened(blocks) }

  var allFigures: [any Figure] {
    allBlocks.compactMap { block -> (any Figure)? in
      if case .figure(let figure, _) = block { figure } else { nil }
    }
  }

  /// All words of the blocks; those of figures are their alternative texts.
  var allWords: [String] {
    [title] + aside
      + allBlocks.flatMap { block -> [String] in
        switch block {
        case .heading(let text, let aside): [text, aside].compactMap { $0 }
        case .title(let text), .lead(let text), .text(let text), .note(let text),
          .warning(let text), .remark(let text):
          [text]
        case .states(let badges): badges.map(\.title)
        case .facts(let facts): facts.flatMap { [$0.name, $0.value] }
        case .list(let items): items
        case .table(let table):
          [table.caption] + table.columns.map(\.title) + table.rows.flatMap { $0.map(\.words) }
        case .figure(let figure, let caption): [figure.alternativeText, caption].compactMap { $0 }
        case .faces(let faces):
          faces.flatMap { [$0.letter, $0.title].compactMap { $0 } + $0.lines }
        case .folded(let title, _): [title]
        case .links(let links): links.map(\.title)
        case .columns, .space, .only, .explorer: []
        }
      }
  }

  private static func flattened(_ blocks: [Block]) -> [Block] {
    blocks.flatMap { block -> [Block] in
      switch block {
      case .columns(let columns): [block] + columns.flatMap { flattened($0.blocks) }
      case .folded(_, let blocks), .only(_, let blocks): [block] + flattened(blocks)
      default: [block]
      }
    }
  }
}
