import Basics

/// A pair that a study shows.
package struct PlannedPair: Sendable, Equatable {
  package var kind: StudyKey.Pair.Kind
  /// From 0.
  package var set: Int
  /// From 0.
  package var form: Int
  package var isSame: Bool
  package var tercile: Tercile?
  package var first: Int
  package var second: Int
  /// Whether both pictures are shown without an occlusion: catch pairs.
  package var isBare = false
}

/// The error that the pictures do not suffice for a design.
package struct DesignError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// Chooses the pairs of all sets: matched in kind and difficulty, each person as often as permitted.
package struct SetSampler: Sendable {
  package let design: StudyDesign
  package let secret: StudySecret
  package let faces: [PoolFace]
  package let pool: PairPool
  /// Whether the EMD judges a pair wrongly, of the pool's same pairs and different ones; empty unless
  /// the design asks for it.
  package var wrongSame: [Bool] = []
  package var wrongDifferent: [Bool] = []

  package init(
    design: StudyDesign, secret: StudySecret, faces: [PoolFace], pool: PairPool
  ) {
    self.design = design
    self.secret = secret
    self.faces = faces
    self.pool = pool
  }

  private static let tries = 1000

  /// Returns the pairs of all sets and forms: test, training and catch pairs.
  ///
  /// - Throws: `DesignError` if a set cannot be filled.
  package func pairs() throws(DesignError) -> [PlannedPair] {
    var all: [PlannedPair] = []
    var usedPeople: Set<Int> = []
    var usedPictures: Set<Int> = []
    for form in 0..<design.forms {
      for set in 0..<design.methods.count {
        var filled: [PlannedPair]?
        for attempt in 0..<Self.tries where filled == nil {
          filled = fill(
            set: set, form: form, usedPeople, usedPictures,
            secret.generator("set", "\(form):\(set):\(attempt)"))
        }
        guard let filled else {
          throw DesignError(
            """
            Set \(set + 1) of \(design.methods.count) cannot be filled: the \
            \(Set(faces.map(\.person)).count) people do not have enough suitable pairs left after \
            \(Self.tries) attempts. Use --reuse \(design.reuse == .never ? "block" : "pictures"), \
            --difficulty any, fewer pairs or more people.
            """)
        }
        for pair in filled {
          for face in [pair.first, pair.second] {
            usedPictures.insert(face)
            if design.reuse == .never { usedPeople.insert(faces[face].person) }
          }
        }
        all += filled
      }
    }
    return all
  }

  /// Returns how many pairs of each third a set gets: which third gets fewer rotates with the set.
  static func quotas(_ count: Int, set: Int) -> [Tercile: Int] {
    var quotas: [Tercile: Int] = [:]
    let names = Tercile.allCases
    for tercile in names { quotas[tercile] = count / 3 }
    for extra in 0..<count % 3 { quotas[names[(set + extra) % 3], default: 0] += 1 }
    return quotas
  }

  private struct Cell {
    let kind: StudyKey.Pair.Kind
    let isSame: Bool
    /// `nil` for any.
    let tercile: Tercile?
    let count: Int
  }

  private func cells(set: Int) -> [Cell] {
    func cells(_ kind: StudyKey.Pair.Kind, _ count: Int, isSame: Bool) -> [Cell] {
      guard design.difficulty == .terciles else {
        return [Cell(kind: kind, isSame: isSame, tercile: nil, count: count)]
      }
      let quotas = Self.quotas(count, set: set)
      return [Tercile.hard, .medium, .easy].map {
        Cell(kind: kind, isSame: isSame, tercile: $0, count: quotas[$0]!)
      }
    }
    // Pairs of two people first: they take more room.
    return cells(.test, design.perMethod - design.same, isSame: false)
      + cells(.training, design.training - design.sameTraining, isSame: false)
      + cells(.test, design.same, isSame: true)
      + cells(.training, design.sameTraining, isSame: true)
  }

  private func fill(
    set: Int, form: Int, _ usedPeople: Set<Int>, _ usedPictures: Set<Int>,
    _ start: SeededGenerator
  ) -> [PlannedPair]? {
    var generator = start
    var people = usedPeople
    var pictures = usedPictures
    var filled: [PlannedPair] = []
    let chance = Double(design.modelWrong ?? 0) / Double(design.perMethod)
    // As many wrong verdicts of each kind as its share of the pairs.
    let wrongOfSame = Int((chance * Double(design.same)).rounded())
    var wrongLeft = [true: wrongOfSame, false: (design.modelWrong ?? 0) - wrongOfSame]
    func isFree(_ pair: PoolPair) -> Bool {
      guard !pictures.contains(pair.first), !pictures.contains(pair.second) else { return false }
      guard design.reuse != .pictures else { return true }
      return !people.contains(faces[pair.first].person)
        && !people.contains(faces[pair.second].person)
    }
    func take(_ pair: PoolPair) {
      pictures.formUnion([pair.first, pair.second])
      people.formUnion([faces[pair.first].person, faces[pair.second].person])
    }
    for cell in cells(set: set) where cell.count > 0 {
      let source = cell.isSame ? pool.same : pool.different
      let wrong = cell.isSame ? wrongSame : wrongDifferent
      var candidates = source.indices.filter {
        cell.tercile == nil || source[$0].tercile == cell.tercile
      }
      let mayBeWrong = design.modelWrong == nil || cell.kind != .test
      var count = 0
      /// Draws without replacement, only as many as needed.
      func draw(_ isWanted: (Int) -> Bool, upTo limit: Int) {
        var place = 0
        while count < limit, place < candidates.count {
          candidates.swapAt(
            place, Int.random(in: place..<candidates.count, using: &generator))
          let index = candidates[place]
          place += 1
          guard isWanted(index), isFree(source[index]) else { continue }
          let pair = source[index]
          take(pair)
          filled.append(
            PlannedPair(
              kind: cell.kind, set: set, form: form, isSame: cell.isSame, tercile: pair.tercile,
              first: pair.first, second: pair.second))
          count += 1
        }
      }
      if mayBeWrong {
        draw({ _ in true }, upTo: cell.count)
      } else {
        draw({ wrong[$0] }, upTo: min(cell.count, wrongLeft[cell.isSame]!))
        wrongLeft[cell.isSame]! -= count
        draw({ !wrong[$0] }, upTo: cell.count)
      }
      guard count == cell.count else { return nil }
    }
    if design.modelWrong != nil, wrongLeft.values.contains(where: { $0 != 0 }) { return nil }
    guard let catching = catchPairs(set: set, form: form, people, pictures, &generator) else {
      return nil
    }
    return filled + catching
  }

  /// Returns pairs whose answer is plain: one photograph twice, and two unlike people, all bare.
  private func catchPairs(
    set: Int, form: Int, _ usedPeople: Set<Int>, _ usedPictures: Set<Int>,
    _ generator: inout SeededGenerator
  ) -> [PlannedPair]? {
    guard design.catchPairs > 0 else { return [] }
    var people = usedPeople
    var pairs: [PlannedPair] = []
    var free = faces.indices.filter {
      !usedPictures.contains($0)
        && (design.reuse == .pictures || !people.contains(faces[$0].person))
    }
    free.shuffle(using: &generator)
    for number in 0..<design.catchPairs {
      free.removeAll { design.reuse != .pictures && people.contains(faces[$0].person) }
      let isSame = number % 2 == 0
      guard let first = free.first else { return nil }
      free.removeFirst()
      var second = first
      if !isSame {
        // The least alike of the next few.
        let others = free.filter { faces[$0].person != faces[first].person }.prefix(12)
        guard let other = others.min(by: { likeness(first, $0) < likeness(first, $1) }) else {
          return nil
        }
        second = other
        free.removeAll { $0 == other }
      }
      people.formUnion([faces[first].person, faces[second].person])
      pairs.append(
        PlannedPair(
          kind: .catch, set: set, form: form, isSame: isSame, tercile: nil, first: first,
          second: second, isBare: true))
    }
    return pairs
  }

  /// The cosine of two pictures; 0 without embeddings.
  package var likeness: @Sendable (Int, Int) -> Double = { _, _ in 0 }
}
