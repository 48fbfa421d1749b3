import Basics
import Identification

extension QueryEvidence {
  /// Returns the same evidence with the gallery pictures numbered 0, 1, … in the order of the rankings.
  ///
  /// A number in the gallery shows the place in a list of files, and with that list the file. The
  /// numbers here show only what the ranks show: the EMD's order, then pictures that only stage 1,
  /// another method or another part of the evidence names, the last in the order of their paths; then the
  /// other pictures of the people.
  package func renumbered() -> QueryEvidence {
    var numbers: [Int: Int] = [:]
    let ranked = rankings.explainedFirst.flatMap { $0.candidates.map(\.galleryIndex) }
    let others = exhibits.sorted {
      $0.value.path.utf8.lexicographicallyPrecedes($1.value.path.utf8)
    }
    let rest = people?.people.flatMap(\.pictures) ?? []
    for index in ranked + others.map(\.key) + rest where numbers[index] == nil {
      numbers[index] = numbers.count
    }
    return renumbered { numbers[$0]! }
  }

  /// - Precondition: `number` has a different number for every picture with an exhibit in the evidence.
  private func renumbered(_ number: (Int) -> Int) -> QueryEvidence {
    var other = self
    other.rankings = rankings.map { ranking in
      Ranking(
        method: ranking.method,
        candidates: ranking.candidates.map {
          RankedCandidate(
            galleryIndex: number($0.galleryIndex), rank: $0.rank, score: $0.score,
            cosine: $0.cosine, similarity: $0.similarity)
        })
    }
    other.exhibits = Dictionary(
      uniqueKeysWithValues: exhibits.map { (number($0.key), $0.value) })
    for place in other.candidates.indices {
      other.candidates[place].galleryIndex = number(candidates[place].galleryIndex)
      other.candidates[place].decomposition?.renumber(number)
      other.candidates[place].importance?.renumber(number)
    }
    for place in other.personContrasts.indices { other.personContrasts[place].renumber(number) }
    other.people?.renumber(number)
    other.trainedOn = trainedOn.mapValues { found in
      found.map { TrainedOn(galleryIndex: $0.galleryIndex.map(number), match: $0.match) }
    }
    other.ledger?.renumber(number)
    return other
  }
}

extension ScoreDecomposition {
  fileprivate mutating func renumber(_ number: (Int) -> Int) {
    galleryIndex = number(galleryIndex)
  }
}

extension PatchImportance {
  fileprivate mutating func renumber(_ number: (Int) -> Int) {
    for place in decisive.indices {
      decisive[place].galleryIndex = number(decisive[place].galleryIndex)
    }
  }
}

extension PersonContrast {
  fileprivate mutating func renumber(_ number: (Int) -> Int) {
    galleryIndex = number(galleryIndex)
    otherIndex = number(otherIndex)
  }
}

extension Ledger {
  fileprivate mutating func renumber(_ number: (Int) -> Int) {
    for place in entries.indices {
      entries[place].galleryIndex = number(entries[place].galleryIndex)
    }
    for place in firstPlaces.indices {
      firstPlaces[place].galleryIndex = number(firstPlaces[place].galleryIndex)
      firstPlaces[place].spans.renumber(number)
      firstPlaces[place].picture?.renumber(number)
      firstPlaces[place].person?.renumber(number)
    }
  }
}

extension FirstPlaces {
  fileprivate mutating func renumber(_ number: (Int) -> Int) {
    for place in spans.indices { spans[place].galleryIndex = number(spans[place].galleryIndex) }
  }
}

extension FirstPlaces.Hold {
  fileprivate mutating func renumber(_ number: (Int) -> Int) {
    if let change = below { below?.galleryIndex = number(change.galleryIndex) }
    if let change = above { above?.galleryIndex = number(change.galleryIndex) }
  }
}

// MARK: Rounding

/// Rounding for an edition that must not print enough digits to find a picture by its score.
func coarse(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

/// Returns a value with three decimals of each number in it.
///
/// - Throws: Never in practice: evidence is plain values.
func rounded<Value: Codable>(_ value: Value) throws -> Value {
  func bytes(_ value: some Encodable) throws -> [UInt8] { Array(try JSONText.encode(value).utf8) }
  let json = try StrictJSON.decode(JSONValue.self, from: bytes(value))
  return try StrictJSON.decode(Value.self, from: bytes(json.withRoundedNumbers))
}

extension JSONValue {
  /// The same with three decimals of each number.
  package var withRoundedNumbers: JSONValue {
    switch self {
    case .number(let number): .number(coarse(number))
    case .array(let elements): .array(elements.map(\.withRoundedNumbers))
    case .object(let members): .object(members.mapValues(\.withRoundedNumbers))
    default: self
    }
  }
}

extension Ledger {
  /// Returns the same with three decimals of each number.
  package func withRoundedScores() throws -> Ledger { try rounded(self) }
}

extension FlowDecomposition {
  /// Returns the same with three decimals of each similarity; the rest still makes up the total.
  package func withRoundedScores() -> FlowDecomposition {
    var other = self
    other.total = coarse(total)
    other.rest = other.total - pairs.reduce(0) { $0 + $1.contribution }
    other.ranking = ranking.map {
      Ranking(
        similarity: coarse($0.similarity), solver: $0.solver, epsilon: $0.epsilon, grid: $0.grid)
    }
    return other
  }
}
