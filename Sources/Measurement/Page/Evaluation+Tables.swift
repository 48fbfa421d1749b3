import Basics
import Identification
import Reports
import Statistics

extension Evaluation {
  /// The rows of one setting by each protocol.
  struct Entry {
    let part: String
    let model: String?
    let name: String
    let published: EvaluationResults.Row?
    let strict: EvaluationResults.Row?

    var any: EvaluationResults.Row { (strict ?? published)! }
  }

  /// The rows, those of one setting together.
  var entries: [Entry] {
    var order: [String] = []
    var rows: [String: [EvaluationResults.Row]] = [:]
    for row in results.results {
      let fields: [String?] = [
        row.part, row.model, row.scorer.rawValue, row.weights?.rawValue, row.grid,
        row.share.map { "\($0)" }, row.alphaWords, row.k.map { "\($0)" },
        row.solver == .exact ? "exact" : nil,
      ]
      let key = fields.map { $0 ?? "" }.joined(separator: "|")
      if rows[key] == nil { order.append(key) }
      rows[key, default: []].append(row)
    }
    let namesGrids = Set(results.results.compactMap(\.grid)).count > 1
    let namesDepths = Set(results.results.compactMap(\.k)).count > 1
    let shortNames = shortNames
    return order.map { key in
      let own = rows[key]!
      let row = own[0]
      let details: [String?] = [
        row.weights?.rawValue, namesGrids ? row.grid : nil,
        row.share.map { "share \(trimmed($0))" },
        row.alphaWords.map { "α \($0)" },
        namesDepths ? row.k.map { "k \($0)" } : nil,
      ]
      let words = details.compactMap { $0 }.joined(separator: ", ")
      return Entry(
        part: shortNames[row.part ?? row.queries]!,
        model: row.model, name: row.scorer.title + (words.isEmpty ? "" : ", " + words),
        published: own.first { $0.searchProtocol == .published },
        strict: own.first { $0.searchProtocol == .strict }
          ?? own.first { $0.searchProtocol == .thesis })
    }
  }

  /// The name of each set of queries on the page: the last part of its PATH, if these differ.
  private var shortNames: [String: String] {
    let names = Set(results.results.map { $0.part ?? $0.queries })
    let short = names.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    let differ = Set(short).count == names.count
    return Dictionary(
      uniqueKeysWithValues: names.map { name in
        (name, differ ? name.split(separator: "/").last.map(String.init) ?? name : name)
      })
  }

  /// A set's name on the page.
  func shortName(of part: String) -> String { shortNames[part] ?? part }

  private var hasModels: Bool { results.results.contains { $0.model != nil } }

  func span(_ interval: Interval?, _ digits: Int = 1) -> String {
    interval.map { "\(fixed($0.low, digits))–\(fixed($0.high, digits))" } ?? "–"
  }

  /// What the thesis prints beside what this run found.
  var publishedTable: PageTable {
    let entries = entries
    let hasPublished = entries.contains { $0.published != nil }
    let ceilings = results.ceilings ?? results.ceiling.map { [$0] } ?? []
    var columns = ["Queries", "Method"]
    if hasPublished { columns += ["Thesis P@1", "Published protocol P@1", "Difference"] }
    columns += ["Strict P@1", "95%", "RP", "MAP@R"]
    func signed(_ value: Double?) -> String { value.map { fixedSigned($0, 2) } ?? "–" }
    func place(_ entry: Entry) -> String {
      hasModels ? "\(entry.part), \(entry.model ?? "")" : entry.part
    }
    var rows: [[String]] = []
    for (index, entry) in entries.enumerated() {
      var row = [place(entry), entry.name]
      if hasPublished {
        let own = entry.published
        let star = own?.difference == nil ? " *" : ""
        row.append(own?.published?.precisionAt1.map { fixed($0, 2) + star } ?? "–")
        row.append(own.map { fixed($0.precisionAt1, 2) } ?? "–")
        row.append(signed(own?.difference?.precisionAt1))
      }
      row += [
        entry.strict.map { fixed($0.precisionAt1, 2) } ?? "–",
        span(entry.strict?.intervals?.precisionAt1),
        entry.strict.map { fixed($0.rPrecision, 2) } ?? "–",
        entry.strict.map { fixed($0.meanAveragePrecisionAtR, 2) } ?? "–",
      ]
      rows.append(row)
      let isLast = index + 1 == entries.count || place(entries[index + 1]) != place(entry)
      if isLast,
        let ceiling = ceilings.first(where: {
          ($0.part == nil || $0.part == entry.any.part)
            && ($0.searchProtocol == nil || $0.searchProtocol == entry.strict?.searchProtocol)
        })
      {
        rows.append(
          [place(entry), "perfect re-ranker of \(ceiling.k)"]
            + (hasPublished ? ["–", "–", "–"] : []) + [
              fixed(ceiling.precisionAt1, 2), "–", fixed(ceiling.rPrecision, 2),
              fixed(ceiling.meanAveragePrecisionAtR, 2),
            ])
      }
    }
    var notes = [
      """
      Percentages. Strict: a query's own photograph is left out. The intervals are over the people \
      (Wilson's with the design effect for P@1), because queries of one person resemble each other.
      """
    ]
    if hasPublished {
      notes.append(
        """
        The published protocol is that of the thesis's code: its solver, changed copies ranked against a \
        gallery with their originals, and R with the query itself. RP and MAP@R are those of the strict \
        protocol and cannot be compared with the thesis's.
        """)
    }
    if entries.contains(where: { $0.published?.published != nil && $0.published?.difference == nil }
    ) {
      notes.append("* Of another network than the one measured: no difference is stated.")
    }
    notes += results.remarks ?? []
    return PageTable(
      title: thesis ?? "Right person at rank 1", columns: columns, rows: rows, notes: notes)
  }

  /// The differences from the baseline.
  var comparisonTable: PageTable? {
    let chosen = (results.comparisons ?? []).filter {
      $0.metric == "P@1" && ($0.second.hasSuffix("/strict") || $0.second.hasSuffix("/thesis"))
    }
    guard !chosen.isEmpty else { return nil }
    let entries = Dictionary(
      self.entries.compactMap { entry in entry.strict.map { ($0.id, entry) } },
      uniquingKeysWith: { first, _ in first })
    let namesFirst = comparison.pairs == .all
    let hasMargin = chosen.contains { $0.equivalence != nil }
    let base = comparison.baseline == .stage1 ? "stage 1" : comparison.baseline.title
    return PageTable(
      title: "Differences at rank 1",
      columns: ["Queries", "Method"] + (namesFirst ? ["Less"] : []) + [
        "Points (95%)", "Won / lost", "p (people)", "p (Holm)", "p (McNemar)",
      ] + (hasMargin ? ["p (equivalence)"] : []),
      rows: chosen.map { one in
        let entry = entries[one.second]
        let span = one.interval.map {
          " (\(fixedSigned($0.low, 1)) to \(fixedSigned($0.high, 1)))"
        }
        var cells = [entry?.part ?? "", entry?.name ?? one.second]
        if namesFirst { cells.append(entries[one.first]?.name ?? one.first) }
        cells += [
          fixedSigned(one.difference, 2) + (span ?? ""), "\(one.won ?? 0) / \(one.lost ?? 0)",
          probability(one.signFlip), probability(one.holm), one.mcnemar.map(probability) ?? "–",
        ]
        if hasMargin { cells.append(one.equivalence.map(probability) ?? "–") }
        return cells
      },
      notes: [
        """
        \(namesFirst ? "Each row less another" : "Each row less \(base)") on the same queries. p by exact \
        sign-flips over the people, with Holm's correction over all comparisons of this run; McNemar's takes \
        queries as independent and is too small where people have several.
        """
      ]
        + (hasMargin
          ? [
            """
            Equivalence: two one-sided tests over the people that the difference lies within \
            ±\(trimmed(comparison.margin ?? 0)) points; below 0.05 it does.
            """
          ] : []))
  }

  var searchTables: [PageTable] {
    let rows = entries.compactMap { entry in entry.strict.map { (entry, $0) } }
    var tables: [PageTable] = []
    let ranks = EvaluationResults.Miss.ranks
    tables.append(
      PageTable(
        title: "Searches without a threshold",
        columns: ["Queries", "Method"] + ranks.map { "Missed in first \($0)" }
          + ["Median rank", "90% up to rank"],
        rows: rows.map { entry, row in
          [entry.part, entry.name]
            + ranks.map { rank in
              row.investigation?.first { $0.rank == rank }.map {
                "\(fixed($0.rate, 1)) (\(span($0.interval, 0)))"
              } ?? "–"
            } + [
              row.ranks?.median.map(String.init) ?? "–", row.ranks?.p90.map(String.init) ?? "–",
            ]
        },
        notes: ["FNIR(N, R, 0): the share of searches, in percent, whose person is not among them."]
      ))
    let open = rows.filter { $0.1.openSet != nil }
    if let first = open.first?.1.openSet {
      let limits = first.points.filter { $0.refused == nil }.map(\.limit)
      let origin =
        switch StrangerSource(rawValue: first.mode) {
        case .own: "Each query searches twice: with its own person in the gallery, and without."
        case .split:
          """
          The people are in two halves, drawn by the seed. Each query searches the half with its own \
          person, and as a stranger the other half; the two halves are counted together.
          """
        default: "Strangers are the pictures of --nonmates."
        }
      tables.append(
        PageTable(
          title: "Searches with a threshold, and for strangers",
          columns: ["Queries", "Method"]
            + limits.flatMap { ["Threshold at FPIR \(trimmed(100 * $0))%", "FNIR (95%)"] },
          rows: open.map { entry, row in
            [entry.part, entry.name]
              + limits.flatMap { limit -> [String] in
                guard let point = row.openSet?.points.first(where: { $0.limit == limit }),
                  let threshold = point.threshold, let rate = point.falseNegatives
                else { return ["–", "–"] }
                return [
                  fixed(threshold, 3), "\(fixed(rate, 1)) (\(span(point.falseNegativeInterval)))",
                ]
              }
          },
          notes: [
            """
            FPIR: the share of searches for people who are not enrolled in which a candidate reaches the \
            threshold; FNIR: the share of searches for enrolled people in which they do not. \
            \(origin) \
            The thresholds come from these searches, which makes the rates too low.
            """
          ] + first.points.compactMap(\.refused)))
    }
    if let table = comparisonsTable(rows) { tables.append(table) }
    if let first = rows.compactMap({ $0.1.groups }).first { tables.append(groupTable(rows, first)) }
    let ratios = rows.filter { $0.1.likelihoodRatios != nil }
    if !ratios.isEmpty {
      tables.append(
        PageTable(
          title: "Likelihood ratios of the scores",
          columns: [
            "Queries", "Method", "Cllr", "Least possible", "Mated below 1", "Non-mated 1 or more",
            "log10 LR carried",
          ],
          rows: ratios.map { entry, row in
            let found = row.likelihoodRatios!
            return [
              entry.part, entry.name, fixed(found.cllr, 3), fixed(found.cllrMin, 3),
              fixed(found.misleadingMated, 2) + "%", fixed(found.misleadingNonMated, 2) + "%",
              "\(fixed(found.bounds.low, 2)) to \(fixed(found.bounds.high, 2))",
            ]
          },
          notes: [
            """
            Cost in bits: 0 is perfect, 1 is worthless. Each person's ratios come from a line that was \
            fitted to the other people. Mated: the right person's best score in each search; non-mated: \
            the best wrong person's.
            """
          ]))
    }
    return tables
  }

  /// The error rates of single comparisons.
  private func comparisonsTable(_ rows: [(Entry, EvaluationResults.Row)]) -> PageTable? {
    let found = rows.compactMap { entry, row in row.singleComparisons.map { (entry, $0) } }
    // Above 1% is of no use for a decision; the file has it.
    let limits = EvaluationResults.SingleComparisons.limits.filter { limit in
      limit <= 0.01
        && found.contains { $0.1.points.contains { $0.limit == limit && $0.threshold != nil } }
    }
    guard let first = found.first?.1 else { return nil }
    var refused: [String] = []
    for sentence in first.points.compactMap(\.refused) where !refused.contains(sentence) {
      refused.append(sentence)
    }
    let every = found.compactMap(\.1.every).first
    var populations: [String] = []
    for (entry, row) in rows where row.singleComparisons != nil {
      let words = "\(entry.part): \(row.n) queries of \(row.people) people"
      if !populations.contains(words) { populations.append(words) }
    }
    return PageTable(
      title: "Single comparisons",
      columns: ["Queries", "Method", "Compared with", "Genuine", "Impostor"]
        + limits.map { "FNMR at FMR \(shortPercent($0)) (95%): threshold" },
      rows: found.map { entry, row in
        [
          entry.part, entry.name, row.population == .gallery ? "gallery" : "candidates",
          "\(row.genuine)", "\(row.impostor)",
        ]
          + limits.map { limit in
            guard let point = row.points.first(where: { $0.limit == limit }),
              let threshold = point.threshold, let rate = point.falseNonMatches
            else { return "–" }
            return
              "\(fixed(rate, 1)) (\(span(point.falseNonMatchInterval, 0))): \(fixed(threshold, 3))"
          }
      },
      notes: [
        """
        A query with one gallery picture, its own photograph left out (\(populations.joined(separator: "; "))). FMR: the share of comparisons of \
        different people at or above the threshold; FNMR: the share of comparisons of the same person below \
        it. The intervals are over the people, but a person with many pictures has many comparisons. \
        Thresholds are in steps of 0.002 and come from these comparisons, which makes the rates too low.\
        \(found.contains { $0.1.population == .candidates } ? " Candidates: only with the first k pictures of stage 1, who resemble the query most, so that their FMR is higher than that of any two people and cannot be compared with the gallery's." : "")\
        \(every.map { " Different people: with every \($0)th picture of the gallery." } ?? "")
        """
      ] + refused)
  }

  /// "0.01%".
  func shortPercent(_ share: Double) -> String {
    let words = Measurement.percent(share)
    return words.split(separator: " ").joined()
  }

  private func groupTable(
    _ rows: [(Entry, EvaluationResults.Row)], _ first: GroupResults
  ) -> PageTable {
    func rate(_ value: Double?, _ interval: Interval?) -> String {
      value.map { "\(fixed($0, 1)) (\(span(interval)))" } ?? "too few"
    }
    func spread(_ spread: GroupResults.Spread?) -> String {
      spread?.greatestToLeast.map { fixed($0, 2) } ?? "–"
    }
    return PageTable(
      title: "Error rates of groups at one threshold",
      columns: [
        "Queries", "Method", "Group", "Queries of it", "People", "FNIR (95%)", "FPIR (95%)",
      ],
      rows: rows.flatMap { entry, row -> [[String]] in
        guard let found = row.groups else { return [] }
        return found.groups.map { group in
          [
            entry.part, entry.name, group.group, "\(group.n)", "\(group.people)",
            rate(group.falseNegatives, group.falseNegativeInterval),
            rate(group.falsePositives, group.falsePositiveInterval),
          ]
        } + [
          [
            entry.part, entry.name, "greatest / least", "", "", spread(found.falseNegativeSpread),
            spread(found.falsePositiveSpread),
          ]
        ]
      },
      notes: [
        """
        At the threshold of FPIR \(trimmed(100 * first.limit))% over all searches. Groups as given by the \
        file; differences of pictures and of people cannot be separated. Too few: fewer than ten expected \
        errors.
        """
      ])
  }
}
