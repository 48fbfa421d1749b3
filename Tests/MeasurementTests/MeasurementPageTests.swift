import Drawing
import Foundation
import Runs
import Testing
import _TestSupport

@testable import Measurement
@testable import Reports

@Suite struct MeasurementPageTests {
  func figure(_ names: [String]) -> CurveFigure {
    CurveFigure(
      title: "Curves", caption: "Up is better.",
      x: CurveFigure.Axis(
        title: "x", scale: .logarithmic, low: 0.1, high: 100, ticks: [1, 10, 1000]),
      y: CurveFigure.Axis(title: "y", scale: .normal, low: 1, high: 80, ticks: [5, 50]),
      series: names.map { CurveFigure.Series(name: $0, points: [(0, 0), (1, 50), (100, 100)]) },
      words: "They rise.")
  }

  @Test func theCurveFigureSnapshotIsAsRecorded() throws {
    let figure = figure(["emd", "stage1"])
    let picture = try drawnPicture(
      widthPoints: figure.widthPoints, heightPoints: figure.heightPoints, pixelsPerPoint: 2
    ) { figure.draw(on: $0) }
    try Snapshot.check(picture, named: "figures/CurveFigure.png")
  }

  @Test func showsTablesCurvesAndFailuresAndEscapesThem() throws {
    let page = MeasurementPage(
      title: "Measured <b>", lead: "lead",
      tables: [
        .init(title: "T", columns: ["Scorer", "P@1"], rows: [["emd", "94.44"]], notes: ["n&"])
      ],
      figures: [figure(["emd"])], facts: [("Queries", "a\u{202E}b")],
      failures: [("<script>.png", "It is broken.")])
    let html = try page.html(try TemplateSet(), programVersion: "0")
    #expect(html.contains("<th scope=\"row\">emd</th><td>94.44</td>"))
    #expect(html.contains("<h1>Measured &lt;b&gt;</h1>") && html.contains("n&amp;"))
    #expect(html.contains("&lt;script&gt;.png") && !html.contains("<script"))
    #expect(html.contains("a[U+202E]b"))
    #expect(html.contains("alt=\"Curves. They rise.\""))
    #expect(!html.contains("://"), "a page of its own")
    #expect(try page.html(try TemplateSet(), programVersion: "0") == html)
    let start = try #require(html.range(of: "svg+xml,")?.upperBound)
    let text = try #require(String(html[start...].prefix { $0 != "\"" }).removingPercentEncoding)
    // Ticks beyond the axis are left out; the curve's name stands in the legend.
    #expect(text.contains(">emd</text>") && text.contains(">10</text>") && !text.contains("1000<"))
  }

  @Test func saysThatNotAllCurvesAreDrawn() {
    let many = figure((1...9).map { "curve \($0)" })
    #expect(many.caption == "Up is better. The figure shows the first 8 of 9 curves.")
  }

  @Test func axesPlaceValues() {
    let axis = CurveFigure.Axis(title: "", scale: .logarithmic, low: 1, high: 100, ticks: [])
    #expect(axis.place(10) == 0.5 && axis.place(1) == 0 && axis.place(100) == 1)
    // 50 % is in the middle of 16 and 84 %; infinity is nowhere.
    let normal = CurveFigure.Axis(title: "", scale: .normal, low: 16, high: 84, ticks: [])
    #expect(abs(normal.place(50) - 0.5) < 1e-9)
    #expect(normal.place(0).isFinite && normal.place(0) < 0 && normal.place(100) > 1)
  }
}
