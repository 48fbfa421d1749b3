import Basics
import Datasets

/// Draws of queries that spread over people.
enum Sample {
  /// Returns some pictures in their order: one of each person, drawn by the seed, then a second of each,
  /// and so on.
  ///
  /// - Parameter count: How many; `nil` for all.
  static func of(_ pictures: [ListedPicture], count: Int?, seed: UInt64) -> [ListedPicture] {
    guard let count, count < pictures.count else { return pictures }
    return chosen(pictures.map { $0.label ?? "" }, count: count, seed: seed).map { pictures[$0] }
  }

  /// Returns places in rising order.
  static func chosen(_ labels: [String], count: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(purpose: 0x5A3B1E, seed: seed)
    var byLabel: [String: [Int]] = [:]
    for (place, label) in labels.enumerated() { byLabel[label, default: []].append(place) }
    var people = byLabel.keys.sorted().map { byLabel[$0]!.shuffled(using: &generator) }
    people.shuffle(using: &generator)
    var taken: [Int] = []
    var turn = 0
    while taken.count < min(count, labels.count) {
      for places in people where turn < places.count && taken.count < count {
        taken.append(places[turn])
      }
      turn += 1
    }
    return taken.sorted()
  }
}
