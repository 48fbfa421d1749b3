import Identification
import Networks

extension EvidenceBuilder {
  /// Returns the candidates as people.
  func people(of query: Query, _ rankings: Rankings) -> ResultPeople {
    let own = search.ownPictures(of: query)
    return ResultPeople(
      rankings, by: heights.method, galleryPeople: galleryPeople.count(without: own),
      galleryPictures: galleryPeople.pictures - own.count, label: label)
  }

  /// Adds the people, the heights of the shown candidates' scores, the stability and the state.
  func add(
    _ people: ResultPeople, to evidence: inout QueryEvidence, _ query: Query, _ rankings: Rankings
  ) throws {
    evidence.people = people
    let reranked = rankings[heights.method].candidates.filter { $0.similarity != nil }
    let scored = reranked.map {
      (key: PersonKey($0.galleryIndex, label: label($0.galleryIndex)), candidate: $0)
    }
    func height(of index: Int) -> ScoreHeight? {
      guard let own = scored.first(where: { $0.candidate.galleryIndex == index }) else {
        return nil
      }
      return heights.height(
        of: own.candidate.score,
        others: scored.filter { $0.key != own.key }.map(\.candidate.score),
        galleryPeople: people.galleryPeople, galleryPictures: people.galleryPictures)
    }
    for place in evidence.candidates.indices {
      evidence.candidates[place].height = height(of: evidence.candidates[place].galleryIndex)
    }
    evidence.stability = try copying.flatMap { backbone in
      try StabilityTrials(search: search, settings: settings, backbone: backbone)
        .stability(query, face: evidence.query.face, people: people)
    }
    evidence.state = people.people.first.flatMap { height(of: $0.best) }.flatMap {
      SearchState(
        people, voters: counting(rankings, evidence), height: $0, stability: evidence.stability,
        rule: rule)
    }
  }
}

extension EvidenceBuilder {
  /// The methods that count: those that rank, without one that was trained on a face that is shown.
  private func counting(_ rankings: Rankings, _ evidence: QueryEvidence) -> [ScoringMethod] {
    (voters ?? rankings.methods).filter { evidence.trainedOn[$0] == nil }
  }
}

/// The people of a gallery: its labels, and each picture without one.
struct GalleryPeople: Sendable {
  /// The number of pictures.
  let pictures: Int
  /// The number of each picture's person; -1 without a label.
  private let people: [Int32]
  /// The number of pictures of each person.
  private let counts: [Int]
  private let unlabeled: Int

  init(_ gallery: Gallery) {
    pictures = gallery.entries.count
    let entries = gallery.entries
    var numbers: [String: Int] = [:]
    var counts: [Int] = []
    people = entries.indices.map { place in
      let person: Int?
      if let index = entries.index {
        person = index.person(of: place)
      } else {
        person = entries.label(of: place).map { label in
          let number = numbers[label] ?? numbers.count
          numbers[label] = number
          return number
        }
      }
      guard let person else { return -1 }
      while counts.count <= person { counts.append(0) }
      counts[person] += 1
      return Int32(person)
    }
    self.counts = counts
    unlabeled = people.count { $0 < 0 }
  }

  /// Returns the number of people without some pictures.
  ///
  /// - Complexity: O(left out).
  func count(without leftOut: Set<Int>) -> Int {
    var gone: [Int: Int] = [:]
    var nameless = 0
    for index in leftOut {
      let person = Int(people[index])
      if person >= 0 { gone[person, default: 0] += 1 } else { nameless += 1 }
    }
    return counts.count { $0 > 0 } - gone.count { counts[$0.key] == $0.value } + unlabeled
      - nameless
  }
}
