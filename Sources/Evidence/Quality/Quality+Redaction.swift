// What an edition without originals may print of quality: no number that names a file to a person who
// has it.

extension PictureQuality {
  /// Returns the standard's values rounded to tens, without native values and percentiles.
  package func withheld() -> PictureQuality {
    PictureQuality(
      points: points,
      measures: measures.map { measure in
        guard measure.isMeasured else { return measure }
        var withheld = Measure(measure.component, notMeasured: .withheld)
        withheld.value = measure.value.map { ($0 / 10).rounded() * 10 }
        return withheld
      })
  }
}

extension CoveredArea {
  /// Returns the same with distances of one decimal; what is covered stays.
  package func rounded() -> CoveredArea {
    CoveredArea(
      distances: distances.map { ($0 * 10).rounded() / 10 }, counted: counted, covered: covered,
      grid: grid, candidates: candidates)
  }
}

extension Comparability {
  /// Returns the same obstacles, with angles in tens of degrees, shares in tenths, and pixels in tens.
  package func rounded() -> Comparability {
    var rounded = self
    rounded.obstacles = obstacles.map { obstacle in
      let step = obstacle.kind == .covered ? 0.1 : 10.0
      return Obstacle(
        kind: obstacle.kind, side: obstacle.side, amount: (obstacle.amount / step).rounded() * step)
    }
    rounded.yawApart = yawApart.map { ($0 / 10).rounded() * 10 }
    rounded.queryEyeDistance = nil
    rounded.candidateEyeDistance = nil
    return rounded
  }
}

extension FaceDoubt {
  /// Returns the same reason with a score of two decimals, a share in tenths, or pixels in tens.
  package func rounded() -> FaceDoubt {
    let step =
      switch reason {
      case .lowScore: 0.01
      case .small: 10.0
      case .unlikeFaces: 0.1
      }
    return FaceDoubt(reason: reason, amount: (amount / step).rounded() * step)
  }
}
