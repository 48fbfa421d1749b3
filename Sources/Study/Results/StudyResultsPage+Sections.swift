import Basics
import Reports
import Statistics

/// The sections, which the page and the paper share.
extension StudyResultsPage {
  var sections: [StudySection] {
    var sections: [StudySection] = []
    let methods = scores.methods.filter { $0.pooled != nil }
    guard !methods.isEmpty else {
      return [StudySection(title: "No answers", paragraphs: ["There is no answer that counts."])]
    }
    var first = StudySection(title: "In words")
    if let headline = StudyText.headline(scores) { first.paragraphs.append(headline) }
    first.paragraphs += StudyText.sentences(scores)
    first.paragraphs += remarks
    sections.append(first)
    sections.append(
      StudySection(title: "How often people were right", figure: AccuracyFigure(scores: scores)))
    sections.append(
      StudySection(title: "Each method", tables: [methodTable(scores, "Each method")]))
    if !scores.differences.isEmpty {
      sections.append(
        StudySection(
          title: "Differences, in points", figure: DifferencesFigure(scores: scores),
          tables: [differenceTable(scores)]))
    }
    if scores.methods.contains(where: { $0.reliance?.modelRight != nil }) {
      sections.append(
        StudySection(
          title: "When the system is right, and when it is wrong",
          figure: RelianceFigure(
            scores: scores,
            caption: results.advice == .none
              ? "The system's verdict, which was not shown to people, is that of each method's own model."
              : "The system's verdict, which was shown to people, is that of each method's own model."
          ),
          tables: relianceTables))
    }
    if scores.methods.contains(where: { $0.confidence.levels.contains { $0.answered > 0 } }) {
      sections.append(
        StudySection(
          title: "Confidence", figure: ConfidenceFigure(scores: scores), tables: [confidenceTable]))
    }
    sections.append(StudySection(title: "Each person", figure: PeopleFigure(scores: scores)))
    sections.append(
      StudySection(title: "Pairs, occlusions, places, sets, sides", tables: strataTables))
    sections.append(exclusionSection)
    sections.append(
      StudySection(
        title: "Design and program",
        paragraphs: [
          """
          What this study cannot show: its results are for \(scores.participants.count) people and for \
          pairs such as these. They hold for other people and pairs as far as those are like them.
          """
        ], tables: [designTable]))
    return sections
  }

  /// Sentences on intervals and missing answers that a reader must know.
  private var remarks: [String] {
    var remarks: [String] = []
    let methods = scores.methods.compactMap { method in method.pooled.map { (method, $0) } }
    let wilson = methods.filter { $0.1.rule == .wilson }.map(\.0.method.name)
    if !wilson.isEmpty {
      remarks.append(
        """
        With one person or one pair there is no two-way interval; Wilson's interval of the answers stands \
        in its place: \(wilson.joined(separator: ", ")).
        """)
    }
    let plain = methods.filter { $0.1.rule == .wilsonOfPeople }.map(\.0.method.name)
    if !plain.isEmpty {
      remarks.append(
        """
        All answers are right, or all wrong, or people do not differ; the interval is Wilson's, as if each \
        person were one answer: \(plain.joined(separator: ", ")).
        """)
    }
    let shares = scores.methods.filter { $0.shown > 0 }.map {
      Double($0.missing) / Double($0.shown)
    }
    if let low = shares.min(), let high = shares.max(), high - low > 0.05 {
      remarks.append(
        """
        The share of missing answers differs by \(fixed(100 * (high - low), 1)) points between methods. \
        \(results.missingRule == "out"
          ? "Leaving them out may favor a method; compare with --missing wrong."
          : "They count as wrong.")
        """)
    }
    if scores.differences.contains(where: \.isSampled) {
      remarks.append(
        """
        Some sign-flip probabilities come from \(SignFlip.draws) random signs, because the exact \
        distribution would be too large.
        """)
    }
    return remarks
  }

  private func number(_ value: Double?, _ decimals: Int) -> String {
    value.map { fixed($0, decimals).replacing("-", with: "−") } ?? "-"
  }

  private func methodTable(_ scores: StudyScores, _ title: String) -> PageTable {
    let isThesis = Set(results.data.methods) == Set(StudyMethod.standard)
    let rows = scores.methods.map { method -> [String] in
      var row = [method.method.name, "\(method.participants)"]
      row.append(method.pooled.map { "\($0.right) of \($0.answered)" } ?? "-")
      row.append(method.accuracy.map { fixed(100 * $0.mean, 2) } ?? "-")
      row.append(method.accuracy?.sd.map { fixed(100 * $0, 1) } ?? "-")
      row.append(method.pooled.map { FigureInk.range($0.interval) } ?? "-")
      row.append(number(method.dPrime?.mean, 2))
      row.append(number(method.criterion?.mean, 2))
      row.append(number(method.auc?.mean, 2))
      row.append(number(method.times?.median, 1))
      row.append(method.pAgainstChance.map(StudyText.probability) ?? "-")
      if isThesis { row.append(method.method.thesisPercent.map { fixed($0, 2) } ?? "-") }
      return row
    }
    var notes = [
      """
      Mean and SD over people; the 95% interval is that of all answers, clustered over people and pairs. \
      d′: how well same and different are separated (0: not at all). c above 0: tends to "different". AUC: \
      from answers with confidence. p: against the line of the more frequent answer.
      """
    ]
    if isThesis {
      notes.append(
        """
        Thesis: 21 other people and other pairs; its methods had pairs of their own, so its numbers are \
        not a comparison of methods on the same pairs.
        """)
    }
    return PageTable(
      title: title,
      columns: [
        "Method", "people", "right", "mean %", "SD", "95% interval", "d′", "c", "AUC", "seconds",
        "p",
      ] + (isThesis ? ["thesis %"] : []), rows: rows, notes: notes)
  }

  private func differenceTable(_ scores: StudyScores) -> PageTable {
    let hasMargin = results.equivalencePoints != nil
    var notes = [
      "Of all answers, in points. People: those who answered with both methods, whose signs are flipped."
    ]
    if let omnibus = scores.omnibus {
      notes.append(
        """
        All methods together: Friedman's chi-square \(fixed(omnibus.chiSquare, 2)) with \
        \(omnibus.degreesOfFreedom) degrees of freedom, \(StudyText.stated(omnibus.p)) from random \
        permutations (\(StudyText.stated(omnibus.approximateP)) by approximation), \
        \(omnibus.participants) people.
        """)
    }
    notes.append(
      results.family == "none"
        ? "Holm's adjustment: the comparisons with pairs without a visualization."
        : "Holm's adjustment: all \(scores.differences.count) comparisons.")
    if let margin = results.equivalencePoints {
      notes.append(
        "Equivalence: two one-sided tests with a margin of \(fixed(margin, 1)) points, 90% interval."
      )
    }
    return PageTable(
      title: "Differences",
      columns: ["Second less first", "people", "points", "95% interval", "p", "after Holm"]
        + (hasMargin ? ["90% interval", "equivalent, p"] : []),
      rows: scores.differences.map { difference in
        [
          "\(difference.second.name) − \(difference.first.shortName)", "\(difference.participants)",
          FigureInk.signed(difference.estimate.difference),
          difference.estimate.interval.map(FigureInk.signedRange) ?? "-",
          difference.p.map(StudyText.probability) ?? "-",
          difference.holm.map(StudyText.probability) ?? "-",
        ]
          + (hasMargin
            ? [
              difference.estimate.interval90.map(FigureInk.signedRange) ?? "-",
              (difference.isEquivalent.map { $0 ? "yes" : "no" } ?? "-") + ", "
                + (difference.equivalence.map(StudyText.probability) ?? "-"),
            ] : [])
      }, notes: notes)
  }

  private var relianceTables: [PageTable] {
    let methods = scores.methods.filter { $0.reliance != nil }
    func share(_ estimate: Estimate?) -> String {
      estimate.map { "\(FigureInk.percent($0.rate)) (\(FigureInk.range($0.interval)))" } ?? "-"
    }
    let shown =
      results.advice == .none
      ? "with the system's verdict, which was not shown"
      : "with the system's verdict, which was shown"
    let plain = scores.methods.first { $0.method == .none }?.pooled
    var tables = [
      PageTable(
        title: "Reliance",
        columns: ["Method", "right less wrong", "over-reliance", "under-reliance"],
        rows: methods.map { method in
          let reliance = method.reliance!
          return [
            method.method.name,
            reliance.difference.map { difference in
              FigureInk.signed(difference.difference)
                + (difference.interval.map { " (\(FigureInk.signedRange($0)))" } ?? "")
            } ?? "-", share(reliance.overReliance), share(reliance.underReliance),
          ]
        },
        notes: [
          """
          Over-reliance: agreement \(shown), where it is wrong. Under-reliance: disagreement where it is \
          right. Right less wrong: points of accuracy.
          """
        ]),
      PageTable(
        title: "Together and alone",
        columns: ["Method", "together", "people alone", "system alone", "together less system"],
        rows: methods.map { method in
          let reliance = method.reliance!
          return [
            method.method.name, share(method.pooled), share(plain), share(reliance.modelAlone),
            reliance.togetherLessModel.map { difference in
              FigureInk.signed(difference.difference)
                + (difference.interval.map { " (\(FigureInk.signedRange($0)))" } ?? "")
            } ?? "-",
          ]
        },
        notes: [
          """
          System alone: its verdicts on the same pairs. People complement the system only where the lower \
          end of the last column is above 0: \
          \(names(methods.filter { ($0.reliance?.togetherLessModel?.interval?.low ?? -1) > 0 })).
          """
        ]),
    ]
    if results.twoStep {
      func share(_ count: StudyScores.Count?) -> String {
        guard let count, count.answered > 0 else { return "-" }
        return
          "\(FigureInk.percent(Double(count.right) / Double(count.answered))) (\(count.right) of \(count.answered))"
      }
      tables.append(
        PageTable(
          title: "First and second answer", columns: ["Method", "RAIR", "RSR"],
          rows: methods.map {
            [$0.method.name, share($0.reliance?.rair), share($0.reliance?.rsr)]
          },
          notes: [
            """
            RAIR: wrong first answers that were corrected where the system was right. RSR: right first \
            answers that stayed right where the system was wrong. Schemmer et al. 2023.
            """
          ]))
    }
    return tables
  }

  private func names(_ methods: [StudyScores.Method]) -> String {
    methods.isEmpty ? "none here" : methods.map(\.method.name).joined(separator: ", ")
  }

  private var confidenceTable: PageTable {
    PageTable(
      title: "Confidence",
      columns: ["Method", "when right", "when wrong", "gamma within people", "people"],
      rows: scores.methods.map { method in
        let confidence = method.confidence
        return [
          method.method.name, number(confidence.meanWhenRight, 2),
          number(confidence.meanWhenWrong, 2),
          confidence.gamma.map { gamma in
            number(gamma.mean, 2)
              + (gamma.interval.map { " (\(number($0.low, 2)) to \(number($0.high, 2)))" } ?? "")
          } ?? "-", "\(confidence.gamma?.count ?? 0)",
        ]
      },
      notes: [
        """
        Mean confidence, 1 to 5. Gamma: 1 if a person's more confident answers are always the right ones, \
        0 if confidence says nothing; mean over people with Student's interval.
        """
      ])
  }

  private var strataTables: [PageTable] {
    let titles = [
      ("kind", "Pairs", "Same person and different people"),
      ("difficulty", "Difficulty", "Difficulty, by stage 1's cosine without coverings"),
      ("occlusion", "Covering", "What hides the more hidden face"),
      ("place", "Place", "Place of the part (learning, fatigue)"), ("form", "Form", "Forms"),
      ("set", "Set", "Sets, which should not differ"),
    ]
    var tables: [PageTable] = []
    for (kind, head, title) in titles {
      let own = scores.strata.filter { $0.kind == kind }
      let names = own.filter { $0.method == nil }.map(\.name)
      guard names.count > 1 || kind == "kind" && !names.isEmpty else { continue }
      func cell(_ name: String, _ method: StudyMethod?, isLong: Bool) -> String {
        guard let found = own.first(where: { $0.name == name && $0.method == method }) else {
          return "-"
        }
        return isLong
          ? "\(FigureInk.percent(found.estimate.rate)) (\(FigureInk.range(found.estimate.interval)))"
          : "\(FigureInk.percent(found.estimate.rate))"
      }
      tables.append(
        PageTable(
          title: title,
          columns: [head, "answers", "right, all methods"] + scores.methods.map(\.method.shortName),
          rows: names.map { name in
            let all = own.first { $0.name == name && $0.method == nil }!
            return [name, "\(all.estimate.answered)", cell(name, nil, isLong: true)]
              + scores.methods.map { cell(name, $0.method, isLong: false) }
          }))
    }
    if scores.sides.count == 2 {
      tables.append(
        PageTable(
          title: "Sides, which should not differ",
          columns: ["Sides", "answers", "\"same person\""],
          rows: scores.sides.map {
            [
              $0.name, "\($0.estimate.answered)",
              "\(FigureInk.percent($0.estimate.rate)) (\(FigureInk.range($0.estimate.interval)))",
            ]
          }))
    }
    if scores.methods.contains(where: { $0.times != nil }) {
      tables.append(
        PageTable(
          title: "Response time, seconds",
          columns: ["Method", "median", "quartiles", "geometric mean", "95% interval"],
          rows: scores.methods.map { method in
            guard let times = method.times else { return [method.method.name, "-", "-", "-", "-"] }
            return [
              method.method.name, fixed(times.median, 1),
              times.quartiles.map { fixed($0, 1) }.joined(separator: " to "),
              fixed(times.geometricMean, 1),
              times.interval.map { "\(fixed($0.low, 1)) to \(fixed($0.high, 1))" } ?? "-",
            ]
          }, notes: ["Median and quartiles of the people's medians; geometric mean of all answers."]
        ))
    }
    if let repeats = scores.repeats {
      tables.append(
        PageTable(
          title: "Pairs shown twice",
          columns: ["Methods", "pairs", "same answer", "Cohen's kappa"],
          rows: [
            [
              "All methods", "\(repeats.pairs)",
              repeats.agreement.map {
                "\(FigureInk.percent($0.rate)) (\(FigureInk.range($0.interval)))"
              } ?? "-", number(repeats.kappa, 2),
            ]
          ]))
    }
    return tables
  }

  private var exclusionSection: StudySection {
    var section = StudySection(title: "What is left out, and the results without leaving out")
    section.paragraphs.append("Rules, fixed before any answer was seen: \(results.rules).")
    let lost = results.problems.filter(\.isLoss).count
    if !results.problems.isEmpty {
      section.paragraphs.append(
        "\(results.problems.count) remarks on answer files, \(lost) with a loss; they are in results.json."
      )
    }
    if results.exclusions.isEmpty {
      section.paragraphs.append("The rules leave nothing out.")
    } else {
      section.tables.append(
        PageTable(
          title: "Left out", columns: ["Participant", "method", "rule", "reason"],
          rows: results.exclusions.map {
            [$0.participant, $0.method?.name ?? "all", $0.rule, $0.reason]
          }))
      section.tables.append(methodTable(results.everything, "Each method, with everything"))
      section.tables.append(differenceTable(results.everything))
    }
    section.tables.append(
      PageTable(
        title: "Missing answers", columns: ["Method", "shown", "missing", "share"],
        rows: results.everything.methods.map {
          [
            $0.method.name, "\($0.shown)", "\($0.missing)",
            $0.shown == 0 ? "-" : FigureInk.percent(Double($0.missing) / Double($0.shown)),
          ]
        },
        notes: [
          results.missingRule == "out"
            ? "Missing answers are out of all shares." : "Missing answers count as wrong."
        ]))
    return section
  }

  private var designTable: PageTable {
    var rows = [
      ["SHA-256 of the key", results.keySHA256.hexadecimal],
      ["participants in the design", "\(results.participantsInDesign)"],
      ["verdict shown", results.advice.rawValue],
      ["seed of permutations", "\(results.seed)"], ["program", results.program],
    ]
    for model in results.models {
      rows.append(["\(model.role), \(model.architecture)", model.sha256.hexadecimal])
    }
    for file in results.files { rows.append([file.path, file.sha256.hexadecimal]) }
    return PageTable(title: "Design", columns: ["What", "value"], rows: rows)
  }
}
