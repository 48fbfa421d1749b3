import Identification

extension QueryEvidence {
  /// The same with the gallery pictures numbered 0, 1, … as the rankings name them.
  ///
  /// A number in the gallery tells the place in a list of files, and with that list the file. The
  /// numbers here tell nothing that the ranks do not: the EMD's order, then those that only stage 1,
  /// another method or another part of the evidence names, the last in the order of their paths.
  package func renumbered() -> QueryEvidence {
    var numbers: [Int: Int] = [:]
    let ranked = rankings.explainedFirst.flatMap { $0.candidates.map(\.galleryIndex) }
    let others = exhibits.sorted {
      $0.value.path.utf8.lexicographicallyPrecedes($1.value.path.utf8)
    }
    for index in ranked + others.map(\.key) where numbers[index] == nil {
      numbers[index] = numbers.count
    }
    return renumbered { numbers[$0]! }
  }

  /// - Precondition: `number` knows every picture that the evidence has an exhibit of, and tells them
  ///   apart.
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
    }
    for place in other.contrasts.indices {
      other.contrasts[place].firstIndex = number(contrasts[place].firstIndex)
      other.contrasts[place].otherIndex = number(contrasts[place].otherIndex)
    }
    other.ledger?.renumber(number)
    other.checks?.renumber(number)
    return other
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

extension SanityChecks {
  fileprivate mutating func renumber(_ number: (Int) -> Int) {
    mirror.firstIndex = number(mirror.firstIndex)
    for place in candidates.indices {
      candidates[place].galleryIndex = number(candidates[place].galleryIndex)
    }
  }
}
