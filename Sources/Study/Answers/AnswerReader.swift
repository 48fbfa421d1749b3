import Basics

/// An answer to one question of a sheet.
package struct Answer: Sendable, Equatable {
  package var saysSame: Bool?
  package var confidence: Int?
  /// In seconds, without the time in which the page was hidden.
  package var time: Double?
  package var reason = ""

  package init(
    saysSame: Bool?, confidence: Int? = nil, time: Double? = nil, reason: String = ""
  ) {
    self.saysSame = saysSame
    self.confidence = confidence
    self.time = time
    self.reason = reason
  }
}

/// A line of an answers file that could not be used, or that needs a remark.
package struct AnswerProblem: Sendable, Equatable, Encodable, CustomStringConvertible {
  package let file: String
  /// `nil` for the whole file.
  package let line: Int?
  package let words: String
  /// Whether an answer was left out.
  package let isLoss: Bool

  package var description: String {
    errorSentence("\(file)\(line.map { ", line \($0)" } ?? ""): \(words)")
  }
}

/// Reads the answers of a study from CSV files of forms, of typing, of jsPsych and of PsychoPy, and
/// from marks that a scanner found.
package struct AnswerReader: Sendable {
  /// A question: an item of a participant, and in a study of two steps which answer.
  package struct Question: Hashable, Sendable {
    package let participant: String
    package let item: String
    package let isFirst: Bool

    package init(participant: String, item: String, isFirst: Bool = false) {
      self.participant = participant
      self.item = item
      self.isFirst = isFirst
    }
  }

  private struct Known {
    let answer: Answer
    let file: String
    let line: Int?
    var isOut = false
  }

  private let key: StudyKey
  private let study: String
  private let responseMap: [String: Bool]?
  private let markThreshold: Double
  /// All items of each participant.
  private let items: [String: [String: StudyKey.Item]]
  private let owners: [String: String]
  private var known: [Question: Known] = [:]
  private var order: [Question] = []
  package private(set) var problems: [AnswerProblem] = []
  /// The files of which at least the header was understood.
  package private(set) var filesRead = 0

  /// - Parameters:
  ///   - study: The first 8 digits of the key's digest.
  ///   - responseMap: What `--response-map` says about values of the response.
  ///   - markThreshold: The darkness from which a box counts as marked.
  package init(
    key: StudyKey, study: String, responseMap: [String: Bool]? = nil, markThreshold: Double = 0.15
  ) {
    self.key = key
    self.study = study
    self.responseMap = responseMap
    self.markThreshold = markThreshold
    var items: [String: [String: StudyKey.Item]] = [:]
    var owners: [String: String] = [:]
    for sheet in key.sheets {
      for block in sheet.blocks {
        for item in block.items {
          items[sheet.participant, default: [:]][item.item] = item
          owners[item.item] = sheet.participant
        }
      }
    }
    self.items = items
    self.owners = owners
  }

  /// The usable answers.
  package var answers: [Question: Answer] { known.filter { !$0.value.isOut }.mapValues(\.answer) }

  private mutating func problem(_ file: String, _ line: Int?, _ words: String, isLoss: Bool = true)
  {
    problems.append(AnswerProblem(file: file, line: line, words: words, isLoss: isLoss))
  }

  /// Reads a file; what cannot be used is listed in `problems`.
  ///
  /// - Throws: `FileError`.
  package mutating func read(_ file: String) throws(FileError) {
    try requireRegularFile(file)
    take(try readFile(file, limit: 1 << 28), file: file)
  }

  /// Reads the content of a file.
  package mutating func take(_ bytes: [UInt8], file: String) {
    let table: DelimitedText
    do throws(DelimitedText.Failure) {
      table = try DelimitedText(bytes)
    } catch {
      switch error {
      case .notText: problem(file, nil, "the file is not text. Save it as CSV in UTF-8.")
      case .noHeader: problem(file, nil, "the file is empty. Its first line must name the columns.")
      case .openQuote(let line): problem(file, line, "a quote is not closed. Correct the line.")
      }
      return
    }
    if Set(["student", "question", "answer", "darkness"]).isSubset(of: table.header) {
      filesRead += 1
      takeMarks(table, file: file)
    } else {
      takeAnswers(table, file: file)
    }
  }

  // MARK: Answers

  private struct Columns {
    var study: Int?
    var participant: Int
    var item: Int
    var phase: Int?
    var response: Int
    var confidence: Int?
    var time: (place: Int, scale: Double)?
    var reason: Int?
  }

  private static let participantNames = ["participant", "subject", "sub", "participant_id"]
  private static let itemNames = ["item", "pair", "pair_id"]
  private static let responseNames = ["response", "answer", "key_resp.keys", "yes_no"]

  private func columns(_ table: DelimitedText) -> Result<Columns, MissingColumns> {
    func place(_ names: [String]) -> Int? {
      names.lazy.compactMap { table.header.firstIndex(of: $0) }.first
    }
    let needed = [
      ("participant", place(Self.participantNames)), ("item", place(Self.itemNames)),
      ("response", place(Self.responseNames)),
    ]
    let missing = needed.filter { $0.1 == nil }.map { $0.0 }
    guard missing.isEmpty else { return .failure(MissingColumns(names: missing)) }
    let seconds = place(["response_time", "rt_s", "key_resp.rt"]).map { ($0, 1.0) }
    return .success(
      Columns(
        study: place(["study"]), participant: needed[0].1!, item: needed[1].1!,
        phase: place(["phase"]), response: needed[2].1!,
        // A keyboard or slider of PsychoPy that is called "confidence" has the other names.
        confidence: place(["confidence", "confidence.keys", "confidence.response"]),
        time: seconds ?? place(["rt"]).map { ($0, 0.001) }, reason: place(["reason"])))
  }

  /// Whether a code is this study's, also if a spreadsheet took it for a number: 12345e67 or 00123456.
  private func isStudy(_ code: String) -> Bool {
    if code.lowercased() == study { return true }
    guard let number = Double(study) else { return false }
    return Double(code.replacing(",", with: ".")) == number
  }

  private struct MissingColumns: Error {
    let names: [String]
  }

  private mutating func takeAnswers(_ table: DelimitedText, file: String) {
    let columns: Columns
    switch self.columns(table) {
    case .success(let found): columns = found
    case .failure(let missing):
      problem(
        file, table.rows.isEmpty ? nil : 1,
        """
        the first line must name the columns participant, item and response; missing: \
        \(missing.names.joined(separator: ", ")).
        """)
      return
    }
    func field(_ row: DelimitedText.Row, _ place: Int?) -> String {
      guard let place, row.fields.indices.contains(place) else { return "" }
      return row.fields[place]
    }
    // Rows of other trials of jsPsych and PsychoPy have no item.
    let rows = table.rows.filter { !Self.isMissing(field($0, columns.item)) }
    if let column = columns.study {
      let others = rows.filter { !Self.isMissing(field($0, column)) && !isStudy(field($0, column)) }
      if let first = others.first {
        problem(
          file, first.line,
          """
          answers of study \(displayed(field(first, column))); this key is \(study). Give the key of \
          that study.
          """)
        return
      }
    }
    filesRead += 1
    if columns.time?.scale == 0.001, responseMap == nil {
      let responses = Set(rows.map { field($0, columns.response) }.filter { !Self.isMissing($0) })
      if !responses.isEmpty, responses.isSubset(of: ["0", "1"]) {
        problem(
          file, nil,
          """
          jsPsych writes the number of a button, 0 or 1, and the file does not show which is which. \
          Add --response-map 0=same,1=different, or the other way round.
          """)
        filesRead -= 1
        return
      }
    }
    let hasDecimalComma = table.separator == ";"
    for row in rows {
      var participant = field(row, columns.participant)
      if participant.hasPrefix("sub-") { participant.removeFirst(4) }
      let item = field(row, columns.item).uppercased()
      guard let own = items[participant] else {
        problem(
          file, row.line,
          "participant '\(displayed(participant))' is not in this study. Correct the name.")
        continue
      }
      guard let found = own[item] else {
        let owner = owners[item]
        problem(
          file, row.line,
          owner.map { "item \(item) is on the sheet of \($0), not of \(participant)." }
            ?? "item '\(displayed(item))' is not in this study.")
        continue
      }
      let phase = field(row, columns.phase).lowercased()
      guard ["", "n/a", "training", "test", "first", "second", "catch", "repeat"].contains(phase)
      else {
        problem(file, row.line, "phase '\(displayed(phase))' is unknown.")
        continue
      }
      let isFirst = phase == "first"
      if isFirst && !key.twoStep {
        problem(file, row.line, "this study has one answer per pair, but the phase is 'first'.")
        continue
      }
      // Training is practice.
      if found.phase == .training { continue }
      let words = field(row, columns.response)
      var saysSame: Bool?
      if !Self.isMissing(words) {
        guard let value = response(words) else {
          problem(
            file, row.line,
            "the response '\(displayed(words))' is neither 'same' nor 'different'.")
          continue
        }
        saysSame = value
      }
      var confidence: Int?
      let level = field(row, columns.confidence)
      if !Self.isMissing(level) {
        guard let number = Self.number(level, hasDecimalComma), number == number.rounded(),
          (1...5).contains(number)
        else {
          problem(file, row.line, "the confidence '\(displayed(level))' is not 1 to 5.")
          continue
        }
        confidence = Int(number)
      }
      var time: Double?
      let written = field(row, columns.time?.place)
      if let scale = columns.time?.scale, !Self.isMissing(written) {
        guard let number = Self.number(written, hasDecimalComma), (0...1e7).contains(number) else {
          problem(file, row.line, "the response time '\(displayed(written))' is not a number.")
          continue
        }
        time = number * scale
      }
      take(
        Answer(
          saysSame: saysSame, confidence: saysSame == nil ? nil : confidence, time: time,
          reason: field(row, columns.reason)),
        to: Question(participant: participant, item: item, isFirst: isFirst), file: file,
        line: row.line)
    }
  }

  private mutating func take(_ answer: Answer, to question: Question, file: String, line: Int?) {
    guard let earlier = known[question] else {
      known[question] = Known(answer: answer, file: file, line: line)
      order.append(question)
      return
    }
    let place = "\(displayed(earlier.file))\(earlier.line.map { ", line \($0)" } ?? "")"
    // An empty line of a form to type into does not contradict an answer.
    if answer.saysSame == nil { return }
    if earlier.answer.saysSame == nil && !earlier.isOut {
      known[question] = Known(answer: answer, file: file, line: line)
      return
    }
    if earlier.answer.saysSame == answer.saysSame,
      earlier.answer.confidence == answer.confidence
    {
      problem(
        file, line,
        "item \(question.item) of \(question.participant) is answered twice, the same way (\(place)); it counts once.",
        isLoss: false)
      return
    }
    known[question]!.isOut = true
    problem(
      file, line,
      """
      item \(question.item) of \(question.participant) has another answer in \(place). Neither \
      counts; keep one of the two lines.
      """)
  }

  private static func isMissing(_ text: String) -> Bool {
    ["", "n/a", "na", "null", "none", "\"\""].contains(text.lowercased())
  }

  private static func number(_ text: String, _ hasDecimalComma: Bool) -> Double? {
    let plain = hasDecimalComma ? text.replacing(",", with: ".") : text
    guard !plain.lowercased().contains("x"), let number = Double(plain), number.isFinite else {
      return nil
    }
    return number
  }

  private func response(_ text: String) -> Bool? {
    let word = text.lowercased()
    if let responseMap { if let value = responseMap[word] { return value } }
    switch word {
    case "same", "yes", "y", "s", "1", "true": return true
    case "different", "no", "n", "d", "0", "false": return false
    default: return nil
    }
  }

  /// Reads the value of `--response-map`, such as "0=same,1=different".
  ///
  /// - Returns: `nil` for other text.
  package static func responseMap(_ text: String) -> [String: Bool]? {
    var map: [String: Bool] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty else { return nil }
      switch sides[1] {
      case "same": map[sides[0].lowercased()] = true
      case "different": map[sides[0].lowercased()] = false
      default: return nil
      }
    }
    return map
  }

  // MARK: Marks of a scanner

  /// The fields of a question's number, 10 * place + field.
  package enum MarkField: Int, Sendable {
    case response = 1
    case confidence = 2
    /// The answer before the visualization is seen.
    case firstResponse = 3
    case firstConfidence = 4
  }

  private mutating func takeMarks(_ table: DelimitedText, file: String) {
    func column(_ name: String) -> Int { table.header.firstIndex(of: name)! }
    let (student, question, answer, darkness) = (
      column("student"), column("question"), column("answer"), column("darkness")
    )
    /// The marked answers of each box that was read, by student and question.
    var marks: [[Int]: (marked: [Int], line: Int)] = [:]
    var students: [Int] = []
    for row in table.rows {
      func whole(_ place: Int) -> Int? {
        row.fields.indices.contains(place) ? Int(row.fields[place]) : nil
      }
      guard let person = whole(student), let number = whole(question), let box = whole(answer),
        row.fields.indices.contains(darkness), let dark = Double(row.fields[darkness]),
        (0...1).contains(dark)
      else {
        problem(file, row.line, "the line is not a box: student, question, answer, darkness.")
        continue
      }
      guard key.sheets.indices.contains(person - 1) else {
        problem(file, row.line, "sheet number \(person) is not in this study.")
        continue
      }
      if !students.contains(person) { students.append(person) }
      var entry = marks[[person, number]] ?? ([], row.line)
      if dark >= markThreshold { entry.marked.append(box) }
      marks[[person, number]] = entry
    }
    for person in students.sorted() {
      let sheet = key.sheets[person - 1]
      var unread: [Int: Int] = [:]
      for item in sheet.blocks.flatMap(\.items) where item.phase != .training {
        for isFirst in key.twoStep ? [true, false] : [false] {
          func boxes(_ field: MarkField, _ name: String, among count: Int) -> Int? {
            guard let entry = marks[[person, 10 * item.order + field.rawValue]] else { return nil }
            if entry.marked.count > 1 {
              problem(
                file, entry.line,
                """
                item \(item.item) of \(sheet.participant) has \(entry.marked.count) boxes of \
                '\(name)' marked; it counts as not answered.
                """)
              return nil
            }
            return entry.marked.first.flatMap { (1...count).contains($0) ? $0 : nil }
          }
          let field = isFirst ? MarkField.firstResponse : .response
          if marks[[person, 10 * item.order + field.rawValue]] == nil {
            if let page = item.page { unread[page, default: 0] += 1 }
            continue
          }
          let box = boxes(field, "same person", among: 2)
          let confidence = boxes(
            isFirst ? .firstConfidence : .confidence, "how sure", among: 5)
          take(
            Answer(saysSame: box.map { $0 == 1 }, confidence: box == nil ? nil : confidence),
            to: Question(participant: sheet.participant, item: item.item, isFirst: isFirst),
            file: file, line: nil)
        }
      }
      for (page, count) in unread.sorted(by: { $0.key < $1.key }) {
        problem(
          file, nil,
          """
          page \(page) of \(sheet.participant) was not read: \(count) \
          question\(count == 1 ? "" : "s") without an answer. Scan it again.
          """)
      }
    }
  }
}

extension StudyData {
  /// Brings the answers together with the key.
  ///
  /// Participants without any answer are left out, and named.
  ///
  /// - Parameter missingIsWrong: Whether a missing answer counts as wrong.
  package init(
    _ key: StudyKey, _ answers: [AnswerReader.Question: Answer], missingIsWrong: Bool = false
  ) {
    var participants: [String] = []
    for sheet in key.sheets where !participants.contains(sheet.participant) {
      let isAnswered = answers.contains {
        $0.key.participant == sheet.participant && $0.value.saysSame != nil
      }
      if isAnswered { participants.append(sheet.participant) }
    }
    let pairPlaces = Dictionary(
      uniqueKeysWithValues: key.pairs.enumerated().map { ($1.id, $0) })
    var trials: [Trial] = []
    for sheet in key.sheets {
      guard let person = participants.firstIndex(of: sheet.participant) else { continue }
      for (place, block) in sheet.blocks.enumerated() {
        let method = key.methods.firstIndex(of: block.method)!
        for item in block.items where item.phase != .training {
          let index = pairPlaces[item.pair]!
          let pair = key.pairs[index]
          let answer =
            answers[AnswerReader.Question(participant: sheet.participant, item: item.item)]
          var trial = Trial(
            participant: person, pair: index, method: method, set: block.set, block: place + 1,
            order: item.order, isSame: pair.same, saysSame: answer?.saysSame)
          trial.item = item.item
          trial.phase =
            item.phase == .test ? .test : item.phase == .catch ? .catch : .repeat
          trial.confidence = answer?.confidence
          trial.time = answer?.time
          trial.tercile = pair.tercile
          trial.form = sheet.form
          trial.isSwapped = item.swapped
          trial.occluders = [pair.first.occluder, pair.second.occluder]
          if item.swapped { trial.occluders.reverse() }
          trial.missingIsWrong = missingIsWrong && item.phase == .test
          if let score = pair.scores[block.method.rawValue],
            let threshold = key.thresholds[block.method.rawValue]
          {
            trial.modelSaysSame = score >= threshold
          }
          trial.firstSaysSame =
            answers[
              AnswerReader.Question(
                participant: sheet.participant, item: item.item, isFirst: true)]?.saysSame
          trials.append(trial)
        }
      }
    }
    self.init(methods: key.methods, participants: participants, trials: trials)
  }
}
