import Statistics

/// A part of the answers that the rules of the study leave out.
package struct Exclusion: Sendable, Encodable, Equatable {
  package let participant: String
  /// `nil` for all answers of the participant.
  package let method: StudyMethod?
  package let rule: String
  package let reason: String
}

extension StudyData {
  /// Applies the rules to all answers.
  ///
  /// - Returns: The remaining trials, and one exclusion for each block or participant left out.
  package func excluding(_ rules: ExclusionRules) -> (data: StudyData, exclusions: [Exclusion]) {
    var exclusions: [Exclusion] = []
    var people: Set<Int> = []
    var blocks: Set<[Int]> = []
    for person in participants.indices {
      let own = trials.filter { $0.participant == person }
      let tests = own.filter { $0.phase == .test }
      func out(_ rule: String, _ reason: String) {
        people.insert(person)
        exclusions.append(
          Exclusion(participant: participants[person], method: nil, rule: rule, reason: reason))
      }
      if let most = rules.catch {
        let wrong = own.count { $0.phase == .catch && $0.saysSame != nil && !$0.isRight }
        if wrong > most { out("catch", "\(wrong) catch pairs wrong; \(most) permitted") }
      }
      let parts = methods.indices.map { method in tests.filter { $0.method == method } }
      if rules.constant {
        let constant = parts.count { part in
          let answers = part.compactMap(\.saysSame)
          return answers.count > 1 && answers.count == part.count && Set(answers).count == 1
        }
        if constant >= 2 { out("constant", "the same answer to all pairs of \(constant) parts") }
      }
      if let least = rules.fast, let middle = median(of: tests.compactMap(\.time)), middle < least {
        out("fast", "median response time \(middle) s; at least \(least) s required")
      }
      guard !people.contains(person), let share = rules.answered else { continue }
      for (method, part) in parts.enumerated() where !part.isEmpty {
        let answered = part.count { $0.saysSame != nil }
        guard Double(answered) < share * Double(part.count) - 1e-9 else { continue }
        blocks.insert([person, method])
        exclusions.append(
          Exclusion(
            participant: participants[person], method: methods[method], rule: "answered",
            reason: "\(answered) of \(part.count) pairs answered"))
      }
    }
    var kept = self
    kept.trials = trials.filter {
      !people.contains($0.participant) && !blocks.contains([$0.participant, $0.method])
    }
    return (kept, exclusions)
  }
}
