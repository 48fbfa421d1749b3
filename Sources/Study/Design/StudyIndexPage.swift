import Basics
import Mustache
import Reports

/// The page for the researcher: what was made, how balanced it is, and how to run it. It has sums only,
/// and no answer.
package struct StudyIndexPage: Sendable {
  package let design: DesignFile
  package let key: StudyKey
  package let expectedHalfWidth: Double?
  package let notes: [String]
  /// Pictures left out, which the page counts.
  package let failures: [(path: String, reason: String)]
  package let considered: (used: Int, of: Int)
  package let hasForms: Bool
  package let hasStimuli: Bool
  package let hasMarks: Bool
  /// Whether pairs were chosen by the verdict of the EMD, which depends on coverings.
  package let hasChosenVerdicts: Bool
  package let programVersion: String

  package init(
    design: DesignFile, key: StudyKey, expectedHalfWidth: Double?, notes: [String],
    failures: [(path: String, reason: String)], considered: (used: Int, of: Int), hasForms: Bool,
    hasStimuli: Bool, hasMarks: Bool, hasChosenVerdicts: Bool, programVersion: String
  ) {
    self.design = design
    self.key = key
    self.expectedHalfWidth = expectedHalfWidth
    self.notes = notes
    self.failures = failures
    self.considered = considered
    self.hasForms = hasForms
    self.hasStimuli = hasStimuli
    self.hasMarks = hasMarks
    self.hasChosenVerdicts = hasChosenVerdicts
    self.programVersion = programVersion
  }

  package func html(_ templates: StudyTemplates, _ pageTemplates: TemplateSet) throws -> String {
    var values = PageValues.common(
      pageTemplates, title: displayed(design.title), programVersion: programVersion)
    values["lead"] = .string(lead)
    values["steps"] = .list(steps.map { ["text": .string($0)] })
    let notes = self.notes + unevenness
    values["hasNotes"] = .bool(!notes.isEmpty)
    values["notes"] = .list(notes.map { ["text": .string(displayed($0))] })
    values["tables"] = .list(tables.enumerated().map { $1.value(number: $0 + 1) })
    values["settings"] = [
      "facts": .list(
        facts.map {
          [
            "name": .string($0.name), "value": .string(displayed($0.value)),
            "isCode": .bool($0.isCode),
          ]
        })
    ]
    values["hasFailures"] = .bool(!failures.isEmpty)
    values["failures"] = .string(
      """
      \(failures.count) picture\(failures.count == 1 ? "" : "s") could not be used. Their names were \
      printed when the study was made; they are not listed here, because names may show who is who.
      """)
    return try templates.index.render(.dictionary(values), partials: pageTemplates.partials)
  }

  private var lead: String {
    """
    Study \(design.study): \(design.participants) participant\(design.participants == 1 ? "" : "s"), \
    \(design.methods.count) method\(design.methods.count == 1 ? "" : "s") with \(design.perMethod) pairs \
    each, \(design.same) of them of one person; \(design.training) practice pairs before each part. \
    \(design.people) people and \(design.pictures) pictures in \(key.pairs.count) pairs.
    """
  }

  private var steps: [String] {
    var steps = [
      "Sheets show real faces: have their subjects' and your institution's consent.",
      """
      Read the model text for information and consent on the second page of a sheet. Adapt a copy of the \
      folder 'texts', give it to 'facet worksheet make' with --templates, and have it approved by your \
      ethics board.
      """,
      "Keep sealed/key.json: without it no answer can be scored. Do not show it to participants.",
      """
      Print one file of 'sheets' for each participant, one-sided or two-sided, and hand them out in their \
      order (P01, P02, ...), so that the orders of the methods stay balanced.
      """,
    ]
    if hasForms {
      steps.append(
        """
        Or give each participant a file of 'forms': it opens in a browser, needs no network, and saves \
        a CSV file.
        """)
    }
    if hasStimuli {
      steps.append(
        """
        'psychopy' has a conditions file for each participant (loop type 'sequential'), 'jspsych' the \
        same as timeline variables; both name pictures of 'stimuli'. stimuli/README.txt says how to use them.
        """)
    }
    steps.append(
      hasMarks
        ? "Scan the sheets and read the ticks as scan/README.txt describes, or type them into answers/blank.csv."
        : "Type the answers into answers/blank.csv, as answers/README.txt describes.")
    steps.append(
      """
      Score: facet worksheet score --key sealed/key.json --answers answers/blank.csv --output results
      """)
    return steps
  }

  /// Sentences where orders are not used equally often.
  private var unevenness: [String] {
    let rows = design.balance.sequences.count
    let rest = design.participants % rows
    guard rest != 0 else { return [] }
    let least = design.participants / rows
    if least == 0 {
      return [
        """
        \(design.participants) participants use \(design.participants) of \(rows) orders of the methods. \
        \(rows) or a multiple balances all.
        """
      ]
    }
    return [
      """
      \(design.participants) is not a multiple of \(rows): \
      \(rest == 1 ? "one order is" : "\(rest) orders are") used \(least + 1) times, the others \(least). \
      \(design.participants + rows - rest) participants would balance all.
      """
    ]
  }

  private var tables: [PageTable] {
    [setTable, balanceTable, placeTable] + (design.occlude.count > 1 ? [coveringTable] : [])
  }

  /// How coverings and answers go together: they should not.
  private var coveringTable: PageTable {
    let pairs = key.pairs.filter { $0.kind == .test }
    func name(_ occluder: String) -> String { occluder == "none" ? "bare" : occluder }
    let names = Dictionary(
      uniqueKeysWithValues: design.occlude.enumerated().map { ($1, $0) })
    var counts: [[Int]: (same: Int, different: Int)] = [:]
    for pair in pairs {
      let own = [pair.first.occluder, pair.second.occluder].compactMap { names[$0] }.sorted()
      if pair.same {
        counts[own, default: (0, 0)].same += 1
      } else {
        counts[own, default: (0, 0)].different += 1
      }
    }
    let order = counts.keys.sorted { $0.lexicographicallyPrecedes($1) }
    return PageTable(
      title: "Coverings and answers", columns: ["Faces", "one person", "different people"],
      rows: order.map { own in
        [
          own.map { name(design.occlude[$0]) }.joined(separator: " and "),
          "\(counts[own]!.same)", "\(counts[own]!.different)",
        ]
      },
      notes: [
        """
        Test pairs of all sets. Pairs are chosen by the faces without coverings, so the two columns differ \
        by chance only\(hasChosenVerdicts ? ", and because of --model-wrong" : "").
        """
      ])
  }

  private var setTable: PageTable {
    var rows: [[String]] = []
    let methods = design.methods.filter { $0 != .none }
    for set in 1...design.methods.count {
      for same in [true, false] {
        let pairs = key.pairs.filter { $0.kind == .test && $0.set == set && $0.same == same }
        guard !pairs.isEmpty else { continue }
        let mean = pairs.reduce(0) { $0 + $1.cosine } / Double(pairs.count)
        rows.append(
          [
            "Set \(set), \(same ? "one person" : "different people")", "\(pairs.count)",
            fixed(mean, 3),
          ]
            + methods.map { method in
              let right = pairs.count { pair in
                (pair.scores[method.rawValue]! >= key.thresholds[method.rawValue]!) == pair.same
              }
              return "\(right) of \(pairs.count)"
            })
      }
    }
    return PageTable(
      title: "Sets of pairs",
      columns: ["Set", "pairs", "mean cosine"] + methods.map { "\($0.rawValue) right" }, rows: rows,
      notes: [
        """
        Sums only. A model judges 'same' from its threshold on, which judges most pairs of a sample of \
        the pool rightly.
        """
      ])
  }

  private var balanceTable: PageTable {
    PageTable(
      title: "Sets and methods", columns: ["Set"] + design.methods.map(\.rawValue),
      rows: design.balance.setsOverMethods.enumerated().map { set, counts in
        ["Set \(set + 1)"] + counts.map { "\($0)" }
      }, notes: ["How many sheets show each set with each method."])
  }

  private var placeTable: PageTable {
    PageTable(
      title: "Methods and places",
      columns: ["Method"] + design.methods.indices.map { "part \($0 + 1)" },
      rows: zip(design.methods, design.balance.placesOfMethods).map { method, counts in
        [method.rawValue] + counts.map { "\($0)" }
      }, notes: ["How many sheets have each method in each part."])
  }

  private var facts: [(name: String, value: String, isCode: Bool)] {
    var facts: [(String, String, Bool)] = [
      ("SHA-256 of the key", design.keySHA256.hexadecimal, true),
      ("difficulty", design.difficulty, false), ("a person on a sheet", design.reuse, false),
      ("nearest impostors", design.impostors == 0 ? "any" : "\(design.impostors)", false),
      ("drawn over faces", design.occlude.joined(separator: ", "), false),
      ("catch pairs, repeats in each part", "\(design.catch), \(design.repeat)", false),
      ("system's verdict on the sheets", design.advice.rawValue, false),
      (
        "grid, weights, alpha", "\(design.grid), \(design.weights), \(fixed(design.alpha, 2))",
        false
      ),
      ("exclusions, fixed before any answer", design.exclude.text, false),
      ("pictures considered", "\(considered.used) of \(considered.of)", false),
    ]
    for model in design.models {
      facts.append(("\(model.role), \(model.architecture)", model.sha256.hexadecimal, true))
    }
    if let half = expectedHalfWidth {
      facts.append(
        (
          "expected interval of a method",
          """
          about ± \(fixed(100 * half, 1)) points, if 70% are right, with a standard deviation of 0.08 \
          among people and 0.17 among pairs
          """, false
        ))
    }
    return facts.map { (name: $0.0, value: $0.1, isCode: $0.2) }
  }
}
