import Identification
import Statistics

/// How high a person's score is: beside the scores of other people in this search, and beside the
/// scores in the searches of a test set.
///
/// It does not count how many others of this search score lower: of a first candidate, that would
/// always be all of them.
package struct ScoreHeight: Sendable, Equatable, Codable {
  /// The method of the score: the one that orders the people.
  package let method: ScoringMethod
  package internal(set) var score: Double
  /// The scores of the re-ranked pictures of other people in this search, falling.
  package internal(set) var others: [Double]
  /// In how many test searches a wrong person reaches this score: how often a search for a person who
  /// is not enrolled ends that high. `nil` without a calibration.
  ///
  /// The counts hold whatever `limits` contains; the rate and its interval are stated only if `limits`
  /// is empty.
  package let wrongPeople: ShareByPeople?
  /// In how many test searches the right person stays below this score, likewise.
  package let rightPeople: ShareByPeople?
  /// The likelihood ratio; `nil` if `limits` is not empty or the test scores do not overlap.
  package let likelihoodRatio: LikelihoodRatio?
  /// Why no rate can be stated; empty if one can.
  package let limits: [TestLimit]

  /// The rate of wrong people, if it can be stated.
  package var rate: ShareByPeople? { limits.isEmpty ? wrongPeople : nil }
}

/// Why the searches of a test set give no rate for a search.
package enum TestLimit: Sendable, Equatable, Codable {
  case noCalibration
  /// The calibration's format does not record whose scores it contains.
  case noPeople
  /// Fewer people were searched than a rate needs.
  case fewPeople(people: Int, least: Int)
  /// The searched gallery has more than twice the people, or pictures, of the test's.
  case largerGallery(people: Int, testPeople: Int, pictures: Int, testPictures: Int)
  /// The test's queries are of another kind than this one.
  case otherKind(query: QueryKind, test: QueryKind)
}

/// The scale of heights for one gallery: a test set's scores, prepared for many queries.
package struct HeightScale: Sendable {
  package let method: ScoringMethod
  package let calibration: Calibration?
  /// The kind of the queries; `nil` if it is unknown.
  package let kind: QueryKind?
  private let ratios: LikelihoodRatioScale?

  /// How many times the test's gallery a searched gallery may have.
  package static let largestGallery = 2

  /// - Complexity: As `LikelihoodRatioScale.init`.
  package init(_ calibration: Calibration?, method: ScoringMethod = .emd, kind: QueryKind? = nil) {
    self.method = method
    self.calibration = calibration
    self.kind = kind
    ratios = calibration.flatMap { calibration in
      guard calibration.hasPeople, calibration.peopleCount >= Calibration.leastPeople else {
        return nil
      }
      return calibration.samples[method].flatMap {
        LikelihoodRatioScale($0, people: calibration.people.count)
      }
    }
  }

  /// Returns why no rate can be stated in a gallery.
  package func limits(galleryPeople: Int, galleryPictures: Int) -> [TestLimit] {
    guard let calibration else { return [.noCalibration] }
    guard calibration.hasPeople else { return [.noPeople] }
    var limits: [TestLimit] = []
    if calibration.peopleCount < Calibration.leastPeople {
      limits.append(.fewPeople(people: calibration.peopleCount, least: Calibration.leastPeople))
    }
    if galleryPeople > Self.largestGallery * calibration.galleryPeopleCount
      || galleryPictures > Self.largestGallery * calibration.galleryCount
    {
      limits.append(
        .largerGallery(
          people: galleryPeople, testPeople: calibration.galleryPeopleCount,
          pictures: galleryPictures, testPictures: calibration.galleryCount))
    }
    if let kind, let test = calibration.kind, kind != test {
      limits.append(.otherKind(query: kind, test: test))
    }
    return limits
  }

  /// Returns the height of a score.
  ///
  /// - Parameter others: The scores of other people's pictures, falling.
  package func height(
    of score: Double, others: [Double], galleryPeople: Int, galleryPictures: Int
  ) -> ScoreHeight {
    let sample = calibration?.samples[method]
    let limits = limits(galleryPeople: galleryPeople, galleryPictures: galleryPictures)
    return ScoreHeight(
      method: method, score: score, others: others,
      wrongPeople: sample?.wrongPeople(
        atLeast: score, galleryPeople: calibration?.galleryPeopleCount ?? 0),
      rightPeople: sample?.rightPeople(below: score),
      likelihoodRatio: limits.isEmpty ? ratios?.ratio(at: score) : nil, limits: limits)
  }
}
