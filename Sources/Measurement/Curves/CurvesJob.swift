import Basics
import Reports
import Runs
import Training

/// The job of `facet evaluate --curves`: draws the logs of trainings in one figure, as the thesis's
/// Figures 5.5 and 5.6.
package struct CurvesJob: Sendable {
  /// The files of logs.
  package let paths: [String]
  package var title = "The course of trainings"
  package var thesis: String?
  package var remarks: [String] = []

  package init(_ paths: [String]) {
    precondition(!paths.isEmpty)
    self.paths = paths
  }

  /// - Throws: `TrainingLogError`, `FileError`; `JobError` for more curves than can be distinguished.
  package func run() throws -> CurvesResults {
    guard paths.count <= CurveFigure.mostSeries else {
      throw JobError(
        """
        --curves takes at most \(CurveFigure.mostSeries) logs, not \(paths.count): more lines cannot be \
        distinguished.
        """, status: .usage)
    }
    let names = Self.names(paths)
    return CurvesResults(
      title: title, thesis: thesis,
      logs: try zip(names, paths).map { name, path in
        CurvesResults.Log(name: name, path: path, log: try TrainingLog(path: path))
      }, remarks: remarks, program: programVersion)
  }

  /// The files' names without an extension; whole paths where these do not differ.
  static func names(_ paths: [String]) -> [String] {
    let short = paths.map(stem(of:))
    return Set(short).count == paths.count ? short : paths
  }
}

/// The courses of trainings, and how they end.
package struct CurvesResults: Sendable, Encodable {
  package struct Log: Sendable, Encodable {
    package let name: String
    package let path: String
    package let log: TrainingLog
  }

  package let title: String
  package let thesis: String?
  package let logs: [Log]
  package let remarks: [String]
  package let program: String
  package var command: String?

  private var table: PageTable {
    PageTable(
      title: "How the trainings end",
      columns: [
        "Training", "Network", "Steps", "Loss", "Correct on training items",
        "Accuracy on pairs (95%)", "Best, at step", "Pairs",
      ],
      rows: logs.map { one in
        let last = one.log.points.last!
        let validation = one.log.validation ?? []
        let best = validation.max { ($0.accuracy, $1.step) < ($1.accuracy, $0.step) }
        return [
          one.name, one.network, "\(last.step)", fixed(last.loss, 3),
          fixed(100 * last.accuracy, 1) + "%",
          validation.last.map {
            "\(fixed(100 * $0.accuracy, 2))% (\(fixed(100 * $0.low, 1))–\(fixed(100 * $0.high, 1)))"
          } ?? "–",
          best.map { "\(fixed(100 * $0.accuracy, 2))%, \($0.step)" } ?? "–",
          validation.last.map { "\($0.pairs)" } ?? "–",
        ]
      }, notes: notes)
  }

  private var notes: [String] {
    var notes: [String] = []
    if logs.contains(where: { $0.log.validation != nil }) {
      notes.append(
        """
        Accuracy on pairs: each of ten folds judged by the threshold that is best on the other nine; the \
        interval is Student's over the folds. The best of a course is chosen on the pairs themselves, so it \
        is too good: choose the step on some people, and state the accuracy on others.
        """)
    }
    let without = logs.filter { $0.log.validation == nil }.map { "'\($0.path)'" }
    if !without.isEmpty {
      notes.append(
        """
        \(without.named(atMost: 8)) \(without.count == 1 ? "has" : "have") no accuracy on pairs. 'facet train' \
        measures it with --validate.
        """)
    }
    return notes + remarks
  }

  var figures: [any MeasurementFigure] {
    let last = logs.compactMap(\.log.points.last?.step).max()!
    let axis = CurveFigure.Axis(
      title: "", scale: .linear, low: 0, high: Double(last),
      ticks: [0, 0.25, 0.5, 0.75, 1].map { ($0 * Double(last)).rounded() })
    func panel(
      _ name: String, _ points: (TrainingLog) -> [LinesFigure.PointWithInterval]
    ) -> LinesFigure.Panel? {
      let lines = logs.compactMap { one -> LinesFigure.Line? in
        let own = points(one.log)
        return own.isEmpty ? nil : LinesFigure.Line(name: one.name, points: own)
      }
      return lines.isEmpty ? nil : LinesFigure.Panel(name: name, lines: lines)
    }
    let panels = [
      panel("Accuracy on pairs, %") { log in
        (log.validation ?? []).map {
          LinesFigure.PointWithInterval(
            x: Double($0.step), y: 100 * $0.accuracy,
            interval: .init(low: 100 * $0.low, high: 100 * $0.high))
        }
      },
      panel("Loss") { log in
        log.points.map {
          LinesFigure.PointWithInterval(x: Double($0.step), y: $0.loss, interval: nil)
        }
      },
      panel("Right, % of training items") { log in
        log.points.map {
          LinesFigure.PointWithInterval(x: Double($0.step), y: 100 * $0.accuracy, interval: nil)
        }
      },
    ].compactMap(\.self)
    return [
      LinesFigure(
        title: "Over the steps",
        caption: """
          \(panels.count > 2 ? "The accuracy on pairs has bands of 95% over ten folds. " : "")The loss is the mean, \
          and the share of training items that are right is measured, since the previous point.
          """,
        xTitle: "steps", panels: panels, xAxis: axis, course: .straight, digits: 2)
    ]
  }

  private var page: MeasurementPage {
    MeasurementPage(
      title: title,
      lead: (thesis.map { "\($0). " } ?? "")
        + "From the logs \(logs.map { "'\($0.path)'" }.joined(separator: ", ")).",
      tables: [table], figures: figures,
      facts: logs.map { one in
        (
          one.name,
          one.log.command.sorted { $0.key < $1.key }.map {
            let key = $0.key.split(separator: ".").last.map(String.init) ?? $0.key
            return "\(key) \($0.value)"
          }.joined(separator: "; ")
        )
      } + [("Program", program)] + (command.map { [("Command", $0)] } ?? []), failures: [])
  }

  package func html(templates: String?) throws -> String {
    try page.html(try TemplateSet(folder: templates), programVersion: programVersion)
  }

  package func pdf() throws -> [UInt8] { try MeasurementPaper(page).pdf() }

  /// Returns one line for each point and each measurement on pairs.
  package func csv() -> String {
    var lines = ["training,step,measure,value,low,high"]
    for one in logs {
      func add(_ step: Int, _ measure: String, _ value: Double, _ span: (Double, Double)? = nil) {
        lines.append(
          [
            csvField(one.name), "\(step)", measure, fixed(value, 6),
            span.map { fixed($0.0, 6) } ?? "", span.map { fixed($0.1, 6) } ?? "",
          ].joined(separator: ","))
      }
      for point in one.log.points {
        add(point.step, "loss", point.loss)
        add(point.step, "accuracy on training items", point.accuracy)
      }
      for found in one.log.validation ?? [] {
        add(found.step, "accuracy on pairs", found.accuracy, (found.low, found.high))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Returns a table for a terminal.
  package func lines() -> [String] { textTable(table) + notes }
}

extension CurvesResults.Log {
  /// "h2l, depth 1, heads 2", as far as the log says it.
  var network: String {
    let command = log.command
    guard let name = command[TrainingLog.networkKey] else { return "–" }
    return
      ([name]
      + [
        command[TrainingLog.depthKey].map { "depth \($0)" },
        command[TrainingLog.headsKey].map { "heads \($0)" },
      ].compactMap(\.self)).joined(separator: ", ")
  }
}
