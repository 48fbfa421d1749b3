import Basics
import Evidence

/// How long each stage took, as recorded in `timings.json`.
struct TimingContent {
  let rows: [Fact]
  let figure: TimingFigure?
  let machine: String

  init(_ timings: StageTimings) {
    func milliseconds(_ value: Double) -> String { fixed(value, 2) + " ms" }
    rows = [
      Fact(name: "Features of the query", value: milliseconds(timings.features)),
      Fact(name: "Stage 1", value: milliseconds(timings.stage1)),
      Fact(name: "EMD, \(timings.reranked) candidates", value: milliseconds(timings.emd)),
      Fact(name: "H2L, \(timings.reranked) candidates", value: milliseconds(timings.h2l)),
      Fact(name: "Evidence for this report", value: milliseconds(timings.evidence)),
    ]
    figure = TimingFigure(timings)
    self.machine = displayed(timings.machine)
  }

  static let explanation = """
    Measured once, in the run that made this report, and recorded in timings.json. Another run takes \
    other times.
    """
}
