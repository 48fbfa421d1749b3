import Basics
import Evidence
import Identification

/// The time of each stage, as recorded in `timings.json`.
struct TimingContent {
  let rows: [Fact]
  let figure: TimingFigure?
  let machine: String

  init(_ timings: StageTimings) {
    func milliseconds(_ value: Double) -> String { fixed(value, 2) + " ms" }
    rows =
      [
        Fact(name: "Features of the query", value: milliseconds(timings.features))
      ]
      + timings.methods.map { method, time in
        Fact(
          name: method.reranks
            ? """
            \(method.title), \(timings.reranked) candidates\
            \(timings.untrained.contains(method) ? " (untrained: time only, not ranked)" : "")
            """ : method.title, value: milliseconds(time))
      } + [
        Fact(name: "Evidence for this report", value: milliseconds(timings.evidence))
      ]
    figure = TimingFigure(timings)
    self.machine = displayed(timings.machine)
  }

  static let explanation = """
    This run measured these times once and recorded them in timings.json. They vary from run to run.
    """
}
