import Basics
import Drawing
import Identification

extension QueryReportDocument {
  func set(_ ledger: LedgerContent, on flow: PageFlow) {
    flow.heading(Heading.ledger.rawValue, destination: "ledger", following: 130)
    flow.text(LedgerContent.explanation, PaperStyle.note)
    flow.space(8)
    let ranks = ledger.methods.map { $0 == .stage1 ? 40.0 : 34 }
    let widths = [146.0] + ranks + [PageFlow.width - 146 - ranks.reduce(0, +)]
    flow.table(
      head: ["Candidate"] + ledger.methods.map(\.title) + [ledger.formula],
      rows: ledger.rows.map { row in
        let identity = row.identity.words.map { ", \($0)" } ?? ""
        return ["\(isolated(row.name))\(identity)\n\(row.path)"] + row.ranks + [
          row.sums.joined(separator: "\n")
        ]
      }, widths: widths)
    flow.space(12)
    flow.need(120)
    flow.text(Heading.alpha.rawValue, PaperStyle.bold)
    flow.space(4)
    flow.text(LedgerContent.alphaExplanation, PaperStyle.note)
    flow.space(6)
    flow.list(ledger.firstPlaces, FigureStyle.small)
    for spans in ledger.spans {
      flow.space(8)
      flow.need(60)
      flow.text(spans.title, PaperStyle.note)
      flow.table(
        head: ["Alpha from", "to", "Top match"],
        rows: spans.rows.map { [$0.from, $0.to, $0.name] },
        widths: [80, 80, PageFlow.width - 160])
    }
  }
}
