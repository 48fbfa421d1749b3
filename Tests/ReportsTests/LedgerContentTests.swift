import Basics
import Evidence
import Foundation
import Testing

@testable import Reports

@Suite struct LedgerContentTests {
  private func content(_ synthetic: SyntheticEvidence) throws -> LedgerContent {
    let report = ReportContent(try synthetic.make(), provenance: SyntheticEvidence.provenance)
    return try #require(report.ledger)
  }

  @Test func everySumIsRightAsPrinted() throws {
    let content = try content(SyntheticEvidence())
    #expect(content.rows.count >= 5)
    for row in content.rows {
      for sum in row.sums {
        let numbers = sum.split(separator: " ").filter { $0.contains(".") }
          .map { Decimal(string: String($0))! }
        #expect(numbers.count == 5, "\(sum)")
        var result = numbers[0] * numbers[1] + numbers[2] * numbers[3]
        var rounded = Decimal()
        let decimals = sum.split(separator: ".").last!.count
        NSDecimalRound(&rounded, &result, decimals, .plain)
        #expect(rounded == numbers[4], "\(sum)")
      }
    }
  }

  @Test func bordersArePrintedApart() throws {
    var synthetic = SyntheticEvidence()
    synthetic.queryLabel = nil
    let content = try content(synthetic)
    #expect(content.firstPlaces.count == 2)
    for spans in content.spans {
      #expect(spans.rows.first?.from == spans.rows.first.map { fixed(0, $0.from.count - 2) })
      for (one, next) in zip(spans.rows, spans.rows.dropFirst()) {
        #expect(one.to == next.from && one.from != one.to)
      }
    }
    #expect(content.rows.allSatisfy { $0.identity == .unknown })
  }

  @Test func hostileNamesStayNames() throws {
    var synthetic = SyntheticEvidence()
    synthetic.namedPicture = (QueryReportTests.hostileName, "<b>{{x}}</b>\u{202E}")
    let report = try QueryReport(
      synthetic.make(), provenance: SyntheticEvidence.provenance, templates: TemplateSet())
    let ledger = report.html.components(separatedBy: "id=\"ledger\"")[1]
      .components(separatedBy: "</section>")[0]
    #expect(ledger.contains("&lt;b&gt;{{x}}&lt;/b&gt;[U+202E]") && !ledger.contains("<b>"))
  }
}
