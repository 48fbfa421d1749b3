extension ResultPeople {
  mutating func renumber(_ number: (Int) -> Int) {
    for place in people.indices {
      people[place].pictures = people[place].pictures.map(number)
      people[place].best = number(people[place].best)
    }
  }

  /// Returns the same with three decimals of each score, and with other labels.
  package func redacted(label: (String) -> String) throws -> ResultPeople {
    var other = try rounded(self)
    for place in other.people.indices {
      other.people[place].label = people[place].label.map(label)
    }
    return other
  }
}

extension ScoreHeight {
  /// Returns the same with three decimals of each score of this search.
  package func withRoundedScores() -> ScoreHeight {
    var other = self
    other.score = coarse(score)
    other.others = others.map(coarse)
    return other
  }
}

extension QueryStability {
  /// Returns the same with three decimals of each number.
  package func withRoundedScores() throws -> QueryStability { try rounded(self) }
}

extension SearchState {
  /// Returns the same with three decimals of each lead.
  package func withRoundedScores() -> SearchState {
    var other = self
    other.reasons = reasons.map { reason in
      switch reason {
      case .leadBeyondSpread(let lead, let spread):
        .leadBeyondSpread(lead: coarse(lead), spread: coarse(spread))
      case .leadWithinSpread(let lead, let spread):
        .leadWithinSpread(lead: coarse(lead), spread: coarse(spread))
      default: reason
      }
    }
    return other
  }
}
