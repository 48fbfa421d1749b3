import Evidence
import Identification
import Runs

/// Gathers the scores of labeled queries for a calibration, in bounded memory.
struct CalibrationCollector {
  private var samples: ByMethod<Sample> = [:]
  private var people: Set<String> = []
  private var queryCount = 0

  private struct Sample {
    var nonmateCount = 0
    var nonmates: [Double] = []
    var bestNonmates: [Double] = []
    var mates: [Double] = []

    mutating func add(_ scores: [(score: Double, isMate: Bool)]) {
      var best: Double?
      for (score, isMate) in scores {
        if isMate {
          mates.append(score)
        } else {
          nonmateCount += 1
          nonmates.append(score)
          best = max(best ?? score, score)
        }
      }
      if let best { bestNonmates.append(best) }
      if nonmates.count > 4 * ScoreSample.kept { prune() }
    }

    mutating func prune() {
      nonmates.sort(by: >)
      nonmates.removeLast(max(0, nonmates.count - ScoreSample.kept))
    }

    var finished: ScoreSample {
      var copy = self
      copy.prune()
      return ScoreSample(
        nonmateCount: nonmateCount, nonmates: copy.nonmates,
        bestNonmates: bestNonmates.sorted(by: >), mates: mates.sorted(by: >))
    }
  }

  /// - Parameters:
  ///   - rankings: Stage 1 over the whole gallery, and the re-ranked candidates of the other methods.
  ///   - label: Returns the label of a gallery picture; one without a label does not count.
  package mutating func add(_ query: Query, _ rankings: Rankings, label: (Int) -> String?) {
    guard let person = query.listed.label else { return }
    people.insert(person)
    queryCount += 1
    for ranking in rankings {
      let candidates = ranking.candidates.filter {
        ranking.method == .stage1 || $0.similarity != nil
      }
      samples[ranking.method, default: Sample()].add(
        candidates.compactMap { candidate in
          label(candidate.galleryIndex).map { (candidate.score, $0 == person) }
        })
    }
  }

  package func calibration(
    setup: Calibration.Setup, queries: String, gallery: String, of identified: Gallery
  ) -> Calibration {
    Calibration(
      program: programVersion, setup: setup, queries: queries, gallery: gallery,
      gallerySHA256: identified.digest.hexadecimal, queryCount: queryCount,
      galleryCount: identified.entries.count, peopleCount: people.count,
      samples: samples.mapValues(\.finished))
  }
}
