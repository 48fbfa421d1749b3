import Basics
import Evidence
import Identification

/// How long each stage took: unlike all else in a report, another run gives other numbers.
struct TimingContent {
  let rows: [Fact]
  let figure: TimingFigure?
  let machine: String

  init(_ timings: StageTimings, machine: String) {
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
            \(timings.untrained.contains(method) ? " (untrained: time only, no opinion)" : "")
            """ : method.title, value: milliseconds(time))
      } + [
        Fact(name: "Evidence for this report", value: milliseconds(timings.evidence))
      ]
    figure = TimingFigure(timings)
    self.machine = displayed(machine)
  }

  static let warning = "Measured in this run on this machine; another run gives other times."
}
