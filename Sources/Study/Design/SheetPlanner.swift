import Basics

/// Lays the pairs out on the sheets of all participants.
///
/// Each draw has its own generator, so that the first sheets of a larger study with the same secret
/// are those of a smaller one.
package struct SheetPlanner: Sendable {
  package let design: StudyDesign
  package let secret: StudySecret

  package init(design: StudyDesign, secret: StudySecret) {
    self.design = design
    self.secret = secret
  }

  /// A pair of the study by its name.
  package struct Entry: Sendable {
    package let id: String
    package let pair: PlannedPair

    package init(id: String, pair: PlannedPair) {
      self.id = id
      self.pair = pair
    }
  }

  /// The methods' orders, with the methods exchanged by one draw.
  package var sequences: [[Int]] {
    var generator = secret.generator("sequence")
    let names = design.methods.indices.shuffled(using: &generator)
    return WilliamsSquare.rows(design.methods.count).map { $0.map { names[$0] } }
  }

  /// The codes of items leave out I, L, O and U: a letter, a digit, and so on, which no spreadsheet
  /// takes for a number or a date.
  static let letters = Array("ABCDEFGHJKMNPQRSTVWXYZ")
  static let digits = Array("0123456789")

  package func sheets(_ entries: [Entry]) -> [StudyKey.Sheet] {
    let sequences = sequences
    var codes: Set<String> = []
    var sheets: [StudyKey.Sheet] = []
    var sheetCodes: Set<String> = []
    for (person, name) in design.participantNames.enumerated() {
      for (form, formName) in design.formNames.enumerated() {
        let own = design.forms > 1 ? "\(name)-\(formName)" : name
        let sequence = sequences[person % sequences.count]
        var order = 0
        let blocks = sequence.map { method -> StudyKey.Block in
          let set = WilliamsSquare.set(
            ofMethod: method, participant: person, count: design.methods.count)
          let pairs = entries.filter { $0.pair.set == set && $0.pair.form == form }
          let items = items(of: own, set: set, pairs).map { slot -> StudyKey.Item in
            order += 1
            return StudyKey.Item(
              item: code(own, order, &codes), pair: slot.id, order: order, swapped: slot.swapped,
              phase: slot.phase)
          }
          return StudyKey.Block(
            method: design.methods[method], set: set + 1, items: withRepeats(items))
        }
        sheets.append(
          StudyKey.Sheet(
            participant: name, form: formName, sheet: sheetCode(own, &sheetCodes),
            sequence: sequence, blocks: blocks))
      }
    }
    return sheets
  }

  private struct Slot {
    let id: String
    let phase: StudyKey.Item.Phase
    var swapped: Bool
  }

  private func items(of sheet: String, set: Int, _ entries: [Entry]) -> [Slot] {
    func swapped(_ id: String) -> Bool {
      var generator = secret.generator("sides", "\(sheet):\(id)")
      return generator.next() & 1 == 1
    }
    var training = entries.filter { $0.pair.kind == .training }
    var trainingOrder = secret.generator("order", "\(sheet):training:\(set)")
    training.shuffle(using: &trainingOrder)
    var generator = secret.generator("order", "\(sheet):\(set)")
    var shown = entries.filter { $0.pair.kind != .training }.map {
      Slot(
        id: $0.id, phase: $0.pair.kind == .catch ? .catch : .test, swapped: swapped($0.id))
    }
    shown.shuffle(using: &generator)
    // A pair is shown again at least five places after its first showing.
    let again = shown.indices.dropLast(4).filter { shown[$0].phase == .test }
      .shuffled(using: &generator).prefix(design.repeats).map { shown[$0] }
    for slot in again {
      let first = shown.firstIndex { $0.id == slot.id }!
      let place = Int.random(in: first + 5...shown.count, using: &generator)
      shown.insert(Slot(id: slot.id, phase: .repeat, swapped: !slot.swapped), at: place)
    }
    return training.map { Slot(id: $0.id, phase: .training, swapped: swapped($0.id)) } + shown
  }

  /// Returns the items with the codes of the first showings.
  private func withRepeats(_ items: [StudyKey.Item]) -> [StudyKey.Item] {
    items.map { item in
      guard item.phase == .repeat else { return item }
      var item = item
      item.repeatOf = items.first { $0.pair == item.pair && $0.phase == .test }?.item
      return item
    }
  }

  private func code(_ sheet: String, _ place: Int, _ known: inout Set<String>) -> String {
    var attempt = 0
    while true {
      var generator = secret.generator(
        "code", "\(sheet):\(place)" + (attempt == 0 ? "" : ":\(attempt)"))
      let code = String(
        (0..<5).map {
          ($0 % 2 == 0 ? Self.letters : Self.digits).randomElement(using: &generator)!
        })
      if known.insert(code).inserted { return code }
      attempt += 1
    }
  }

  private func sheetCode(_ sheet: String, _ known: inout Set<String>) -> String {
    var attempt = 0
    while true {
      var generator = secret.generator("sheet", sheet + (attempt == 0 ? "" : ":\(attempt)"))
      let signs = Self.letters + Self.digits
      let code = "S-" + String((0..<6).map { _ in signs.randomElement(using: &generator)! })
      if known.insert(code).inserted { return code }
      attempt += 1
    }
  }
}
