import Basics
import Evidence
import Identification
import Networks

/// What the sections of one query's report are made from, with the names that all of them use.
struct ReportSubject: Sendable {
  let evidence: QueryEvidence
  let provenance: Provenance
  /// All people of the search, and how they rank.
  let search: ResultPeople
  /// The explained people, A first, each with its candidate.
  let people: [ShownPerson]
  /// The decimals of the people's scores: so many that differences from A are right as printed.
  let decimals: Int

  /// A person that the report explains, by its best picture.
  struct ShownPerson: Sendable {
    let person: ResultPerson
    let candidate: CandidateEvidence

    var letter: String { person.letter }
  }

  init(_ evidence: QueryEvidence, provenance: Provenance) {
    self.evidence = evidence
    self.provenance = provenance
    let search =
      evidence.people
      ?? ResultPeople(
        evidence.rankings, galleryPeople: provenance.galleryCount,
        galleryPictures: provenance.galleryCount
      ) { evidence.exhibits[$0]?.label }
    self.search = search
    people = evidence.candidates.compactMap { candidate in
      search.person(ofPicture: candidate.galleryIndex).map {
        ShownPerson(person: $0, candidate: candidate)
      }
    }
    decimals = decimalsForDifferences(people.compactMap { $0.person.scores[search.method] })
  }

  var first: ShownPerson? { people.first }
  var next: ShownPerson? { people.dropFirst().first }
  /// The method whose flows are explained.
  var leading: ScoringMethod { search.method }
  /// The ranking methods, stage 1 first.
  var methods: [ScoringMethod] { evidence.rankings.methods }
  var alpha: Double { first?.candidate.scores.alpha ?? 0 }

  // MARK: Names

  /// The query's name for headings and feet.
  var queryName: String { displayedPath(shortPath(evidence.query.path)) }

  /// Returns a person's label, or the name of the picture of a person without one.
  func label(of person: ResultPerson) -> String {
    person.label.map(isolated) ?? pictureName(person.best)
  }

  /// Returns "A (s01)".
  func name(of person: ResultPerson) -> String { "\(person.letter) (\(label(of: person)))" }

  /// Returns the label of a gallery picture's person, or the picture's name without one.
  func nameOfPicture(_ index: Int) -> String {
    search.person(ofPicture: index).map { label(of: $0) }
      ?? evidence.exhibits[index]?.label.map(isolated) ?? pictureName(index)
  }

  /// Returns the name of a gallery picture's file.
  func pictureName(_ index: Int) -> String {
    guard let exhibit = evidence.exhibits[index] else { return "picture \(index + 1)" }
    return displayedPath(fileName(exhibit.path))
  }

  /// The case and the exhibit, for every page; `nil` without either.
  var reference: String? { CaseContent(provenance).reference }

  /// The query's label, in studies and evaluations alone.
  var truth: String? {
    guard provenance.statesTruth else { return nil }
    return evidence.query.label.map { "labeled \(isolated($0))" }
  }

  /// The height of a face divided by its width.
  func aspect(of index: Int) -> Double { evidence.exhibits[index]?.aspect ?? 1 }

  /// The score of a person by the leading method.
  func score(of person: ResultPerson) -> Double { person.scores[leading] ?? 0 }

  /// Returns a score of the people, or a difference of two, as printed.
  func written(_ value: Double) -> String { minus(fixed(value, decimals)) }

  /// Whether the search's candidates are all one person, or there is none.
  var hasRivals: Bool { search.people.count > 1 }
}

extension ReportSubject {
  /// The shown people, by their letters, on whose pictures each method was trained, or whose label was in
  /// its training.
  var trainedOn: ByMethod<[String]> {
    evidence.trainedOn.mapValues { found in
      found.map { face in
        face.galleryIndex.map { index in
          people.first { $0.candidate.galleryIndex == index }?.letter ?? pictureName(index)
        } ?? "the query"
      }
    }
  }

  /// Where the parts of a face lie in the network's pictures.
  var layout: FaceLayout? {
    FaceLayout(inputWidth: evidence.query.face.width, inputHeight: evidence.query.face.height)
  }

  /// How stage 1 ranks people with several pictures.
  var template: TemplateRule {
    provenance.settings.first { $0.name == "template" }.flatMap { TemplateRule(rawValue: $0.value) }
      ?? .none
  }

  /// The weighting of the ranking.
  var weighting: PatchWeighting? {
    provenance.settings.first { $0.name == "weights" }.flatMap {
      PatchWeighting(rawValue: $0.value)
    }
  }
}
