import Identification

/// A search's candidates as people, by the score of each person's best picture.
///
/// People are the labels of the gallery. A picture without a label is a person of its own.
package struct ResultPeople: Sendable, Equatable, Codable {
  /// The method that orders the people: the EMD, whose flows a report explains.
  package let method: ScoringMethod
  /// The people with a re-ranked picture, best first by the leading method's score.
  package internal(set) var people: [ResultPerson]
  /// The number of people in the searched gallery, without the query's own pictures.
  package let galleryPeople: Int
  /// The number of pictures of the searched gallery, likewise.
  package let galleryPictures: Int
  /// The number of best pictures that show person A, before the first picture of another person.
  package let picturesBeforeAnybodyElse: Int
  /// For each method, the score of the person whom it puts first minus the best score of the next
  /// person. A method that ranks only one person is absent.
  package internal(set) var leads: ByMethod<Double>

  /// - Parameters:
  ///   - rankings: With the leading method's; candidates outside the first k have no part.
  ///   - galleryPeople: The number of people in the searched gallery.
  ///   - galleryPictures: The number of pictures in the searched gallery.
  ///   - label: Returns the label of a gallery picture.
  /// - Complexity: O(k log k) for each method.
  package init(
    _ rankings: Rankings, by method: ScoringMethod = .emd, galleryPeople: Int, galleryPictures: Int,
    label: (Int) -> String?
  ) {
    self.method = method
    self.galleryPeople = galleryPeople
    self.galleryPictures = galleryPictures
    let ordered = rankings.map { PersonOrder($0, label: label) }
    let leading = ordered.first { $0.method == method }
    people = (leading?.people ?? []).enumerated().map { place, person in
      let standings = ordered.compactMap { order in
        order.place(of: person.key).map { (order.method, $0, order.people[$0].score) }
      }
      return ResultPerson(
        letterIndex: place, label: person.key.label, pictures: person.pictures,
        ranks: ByMethod(standings.map { ($0.0, $0.1 + 1) }),
        scores: ByMethod(standings.map { ($0.0, $0.2) }))
    }
    picturesBeforeAnybodyElse = leading?.pictureLead ?? 0
    leads = ByMethod(
      ordered.compactMap { order in
        order.people.count > 1
          ? (order.method, order.people[0].score - order.people[1].score) : nil
      })
  }

  /// The lead of person A over person B; `nil` with fewer than two people.
  package var lead: Double? { leads[method] }

  /// Returns the person whom a method puts first.
  package func first(by method: ScoringMethod) -> ResultPerson? {
    people.first { $0.ranks[method] == 1 }
  }

  /// Returns the person of a gallery picture.
  package func person(ofPicture index: Int) -> ResultPerson? {
    people.first { $0.pictures.contains(index) }
  }

  /// The methods that rank these people.
  package var methods: [ScoringMethod] { people.first?.ranks.methods ?? [] }
}

/// What makes pictures one person's: their label, or else the picture itself.
enum PersonKey: Hashable {
  case label(String)
  case picture(Int)

  init(_ index: Int, label: String?) {
    self = label.map(Self.label) ?? .picture(index)
  }

  var label: String? {
    if case .label(let label) = self { label } else { nil }
  }
}

/// One method's order of people.
struct PersonOrder {
  struct Person {
    let key: PersonKey
    /// The person's pictures, best first.
    var pictures: [Int]
    /// The best picture's score.
    let score: Double
  }

  let method: ScoringMethod
  private(set) var people: [Person] = []
  /// The number of best pictures of the first person before a picture of another.
  private(set) var pictureLead = 0
  private var places: [PersonKey: Int] = [:]

  init(_ ranking: Ranking, label: (Int) -> String?) {
    method = ranking.method
    for candidate in ranking.candidates
    where !ranking.method.reranks || candidate.similarity != nil {
      let key = PersonKey(candidate.galleryIndex, label: label(candidate.galleryIndex))
      if let place = places[key] {
        people[place].pictures.append(candidate.galleryIndex)
      } else {
        places[key] = people.count
        people.append(
          Person(key: key, pictures: [candidate.galleryIndex], score: candidate.score))
      }
      if people.count == 1 { pictureLead += 1 }
    }
  }

  func place(of key: PersonKey) -> Int? { places[key] }
}
