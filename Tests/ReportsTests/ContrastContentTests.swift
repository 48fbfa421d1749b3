import Foundation
import Testing

@testable import Reports

@Suite struct ContrastContentTests {
  @Test func everyTableAddsUpAsPrinted() throws {
    for grid in [(7, 6), (4, 4), (8, 8)] {
      var synthetic = SyntheticEvidence()
      synthetic.grid = .init(rows: grid.0, columns: grid.1)
      let report = ReportContent(
        try synthetic.make(), provenance: SyntheticEvidence.provenance)
      #expect(report.contrasts.count == 2)
      for contrast in report.contrasts {
        func decimal(_ text: String) -> Decimal {
          Decimal(string: text.replacingOccurrences(of: "−", with: "-"))!
        }
        let sum = contrast.regions.reduce(Decimal()) { $0 + decimal($1.difference) }
        #expect(sum == decimal(contrast.total))
        let words = contrast.sentences[1].replacingOccurrences(of: ";", with: " ")
          .replacingOccurrences(of: ":", with: " ").split(separator: " ")
          .filter { $0.hasPrefix("+") || $0.hasPrefix("−") }.map { decimal(String($0)) }
        #expect(words.count == 3 && words[0] == words[1] + words[2])
        #expect(words[0] == decimal(contrast.total))
        #expect(contrast.figure.alternativeText.contains("Sum: \(contrast.total)"))
      }
    }
  }
}
