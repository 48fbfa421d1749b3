import Drawing
import Foundation
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Commands
@testable import Measurement
@testable import Runs

/// Pages of one query, of long names and of many rows.
@Suite struct FigureLayoutTests {
  private let long = "an unusually long name of a method with many settings"

  @Test func aLegendTakesFurtherRowsAndCutsWhatIsTooLong() {
    let names = (1...6).map { "\(long) \($0)" }
    let legend = FigureLegend(names.map { ($0, .line(.white)) }, width: 246)
    #expect(legend.rowCount == 6 && legend.height == 6 * FigureLegend.rowHeight)
    let few = FigureLegend([("a", .line(.white)), ("b", .line(.white))], width: 246)
    #expect(few.rowCount == 1)
    #expect(FigureLegend([], width: 246).height == 0)
  }

  private func lines(panels: Int, series: Int) -> LinesFigure {
    LinesFigure(
      title: "T", caption: "C", xTitle: "x",
      panels: (0..<panels).map { panel in
        LinesFigure.Panel(
          name: "\(long) \(panel)",
          lines: (0..<series).map { line in
            LinesFigure.Line(
              name: "line \(line)",
              points: [0.0, 0.5, 1].map {
                LinesFigure.PointWithInterval(
                  x: $0, y: 1e-4 * Double(line + 1), interval: nil)
              })
          })
      })
  }

  /// Half a page for one panel; values far below 1 and more lines than there are colors are drawn.
  @Test(arguments: [1, 2, 4, 5]) func panelsShareThePage(panels: Int) throws {
    let figure = lines(panels: panels, series: 10)
    #expect(figure.widthPoints == (panels == 1 ? LinesFigure.half : LinesFigure.whole))
    let rows = panels == 1 ? 1.0 : 2 * (panels > 2 ? 1 : 0.5)
    #expect(figure.heightPoints >= rows * 150)
    let picture = try drawnPicture(
      widthPoints: figure.widthPoints, heightPoints: figure.heightPoints, pixelsPerPoint: 1
    ) { figure.draw(on: $0) }
    #expect(picture.samples.contains { $0 < 128 })
  }

  @Test func twoHundredRowsAndPairsOfFiguresFillPages() throws {
    let page = MeasurementPage(
      title: "T", lead: "L",
      tables: [
        .init(
          title: "Rows", columns: ["Queries", "Method", "P@1"],
          rows: (0..<200).map { ["set", "\(long) \($0)", $0 == 3 ? "–" : "\($0).00"] })
      ],
      figures: [
        lines(panels: 1, series: 2), lines(panels: 3, series: 2), lines(panels: 1, series: 2),
        lines(panels: 1, series: 1),
      ], facts: [], failures: [])
    let bytes = try MeasurementPaper(page).pdf()
    #expect(bytes.starts(with: "%PDF".utf8))
    #expect(try MeasurementPaper(page).pdf() == bytes)
  }

  @Test func oneQueryHasAPage() throws {
    let shop = try Workshop()
    try shop.write(Array("queries/p1/4.png,p1\n".utf8), "one.txt")
    let evaluation = try EvaluateJob(
      queries: shop.folder.file("one.txt"), gallery: shop.gallery, settings: shop.settings,
      scorers: [.stage1, .emd], weightings: [.apc], alphas: [0.7]
    ).measurement()
    #expect(evaluation.results.results[0].n == 1)
    #expect(try evaluation.html(templates: nil).contains("Right person at rank 1"))
    #expect(try evaluation.pdf().starts(with: "%PDF".utf8))
  }
}
