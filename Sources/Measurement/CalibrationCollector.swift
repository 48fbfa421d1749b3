import Basics
import Evidence
import Identification
import Runs

/// Gathers the scores of labeled queries for a calibration.
struct CalibrationCollector {
  private var samples: ByMethod<[TestSearch]> = [:]
  private var searched: Set<Int> = []
  private var numbers: [String: Int] = [:]
  private var pictures: Set<SHA256Digest> = []
  private var queryCount = 0
  private var quality: [QualityComponent: [Double]] = [:]

  var isEmpty: Bool { queryCount == 0 }

  /// Returns the number of a person.
  private mutating func number(_ label: String) -> Int {
    if let number = numbers[label] { return number }
    numbers[label] = numbers.count
    return numbers.count - 1
  }

  /// - Parameters:
  ///   - rankings: Stage 1 over the whole gallery, and the re-ranked candidates of the other methods.
  ///   - label: Returns the label of a gallery picture; one without a label is another person.
  mutating func add(
    _ query: Query, _ rankings: Rankings, _ quality: PictureQuality, label: (Int) -> String?
  ) {
    guard let name = query.listed.label else { return }
    for measure in quality.measures {
      if let value = measure.comparable {
        self.quality[measure.component, default: []].append(value)
      }
    }
    let person = number(name)
    searched.insert(person)
    pictures.insert(query.sha256)
    queryCount += 1
    for ranking in rankings {
      let candidates = ranking.candidates.filter {
        !ranking.method.reranks || $0.similarity != nil
      }
      let wrong = candidates.first { label($0.galleryIndex) != name }
      let wrongPerson = wrong.flatMap { label($0.galleryIndex) }.map { number($0) }
      let search = TestSearch(
        person: person, wrong: wrong?.score, wrongPerson: wrongPerson,
        right: candidates.filter { label($0.galleryIndex) == name }.map(\.score))
      samples[ranking.method, default: []].append(search)
    }
  }

  func calibration(
    setup: Calibration.Setup, kind: QueryKind?, queries: String, gallery: String,
    of identified: Gallery, namePrefix: String = ""
  ) -> Calibration {
    var copy = self
    let labels = identified.entries.compactMap(\.label)
    for label in labels { _ = copy.number(label) }
    let names = copy.numbers.sorted { $0.value < $1.value }.map(\.key)
    return Calibration(
      program: programVersion, setup: setup, kind: kind, queries: queries, gallery: gallery,
      gallerySHA256: identified.digest.hexadecimal, queryCount: queryCount,
      galleryCount: identified.entries.count, peopleCount: searched.count,
      galleryPeopleCount: Set(labels).count + identified.entries.count { $0.label == nil },
      people: names.map { Calibration.digest(ofName: namePrefix + $0) },
      pictures: pictures.union(identified.entries.map(\.sha256)).sorted {
        $0.hexadecimal < $1.hexadecimal
      },
      samples: copy.samples.mapValues { ScoreSample(searches: $0) },
      quality: quality.mapValues { $0.sorted() })
  }
}
