/// A series of numbered people in numbered pictures, all from one seed.
///
/// People of different seeds are different people.
package struct PortraitSeries: Sendable, Equatable {
  package let seed: UInt64

  package init(seed: UInt64) {
    self.seed = seed
  }

  package func identity(_ person: Int) -> PortraitIdentity {
    PortraitIdentity(seed: number(person, 0, 0))
  }

  /// Returns the condition of a person in one picture; it differs for each pair.
  package func condition(person: Int, picture: Int) -> PortraitCondition {
    PortraitCondition(seed: number(person, picture, 1))
  }

  /// - Throws: `DrawingError` if memory is short.
  package func portrait(
    person: Int, picture: Int, frame: PortraitFrame
  ) throws -> Portrait {
    try Portrait.draw(
      identity(person), condition(person: person, picture: picture), frame: frame)
  }

  /// Returns a number that differs for all persons and pictures below 2^24.
  private func number(_ person: Int, _ picture: Int, _ kind: UInt64) -> UInt64 {
    let place = UInt64(truncatingIfNeeded: person) << 25 | UInt64(truncatingIfNeeded: picture) << 1
    return (place | kind) ^ (seed &* 0x9E37_79B9_7F4A_7C15)
  }
}
