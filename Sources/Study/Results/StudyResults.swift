import Basics
import Statistics

/// The results of a study: all figures with the exclusions and without, and what was left out.
package struct StudyResults: Sendable, Encodable {
  package struct Model: Sendable, Encodable {
    package let role: String
    package let architecture: String
    package let sha256: SHA256Digest
  }

  package var format = 1
  package let program: String
  package let study: String
  package let keySHA256: SHA256Digest
  package let title: String
  /// `nil` for answers of people.
  package var simulated: String?
  package let advice: StudyAdvice
  package let twoStep: Bool
  package let missingRule: String
  package let family: String
  package let equivalencePoints: Double?
  package let seed: UInt64
  package let rules: String
  package let participantsInDesign: Int
  /// With the exclusions.
  package let scores: StudyScores
  package let exclusions: [Exclusion]
  /// Of all answers.
  package let everything: StudyScores
  package let problems: [AnswerProblem]
  /// The files of answers: names and digests.
  package let files: [FileDigest]
  package let models: [Model]

  package struct FileDigest: Sendable, Encodable {
    package let path: String
    package let sha256: SHA256Digest

    package init(path: String, sha256: SHA256Digest) {
      self.path = path
      self.sha256 = sha256
    }
  }

  /// What `facet worksheet score` takes beside key and answers.
  package struct Options: Sendable {
    package var scores = StudyScores.Options()
    package var rules: ExclusionRules?
    package var missingIsWrong = false

    package init() {}
  }

  /// The trials with the exclusions applied, and all of them, for tables.
  package let kept: StudyData
  package let data: StudyData

  package init(
    key: StudyKey, digest: SHA256Digest, data: StudyData, problems: [AnswerProblem],
    files: [FileDigest], program: String, options: Options = Options()
  ) {
    self.program = program
    self.data = data
    keySHA256 = digest
    study = String(digest.hexadecimal.prefix(8))
    title = key.title
    advice = key.advice
    twoStep = key.twoStep
    missingRule = options.missingIsWrong ? "wrong" : "out"
    family = options.scores.family.rawValue
    equivalencePoints = options.scores.equivalence.map { 100 * $0 }
    seed = options.scores.seed
    let rules = options.rules ?? key.exclude
    self.rules = rules.text
    participantsInDesign = Set(key.sheets.map(\.participant)).count
    (kept, exclusions) = data.excluding(rules)
    everything = StudyScores(data, options.scores)
    scores = exclusions.isEmpty ? everything : StudyScores(kept, options.scores)
    self.problems = problems
    self.files = files
    models = key.models.map {
      Model(role: $0.role, architecture: $0.architecture, sha256: $0.sha256)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case format, program, study, keySHA256, title, simulated, advice, twoStep, missingRule, family,
      equivalencePoints, seed, rules, participantsInDesign, scores, exclusions, everything,
      problems,
      files, models
  }
}

// MARK: Tables as files

extension StudyResults {
  private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "n/a" }
  private static func text(_ value: Bool?) -> String {
    value.map { $0 ? "TRUE" : "FALSE" } ?? "n/a"
  }

  /// `methods.csv`.
  package var methodsTable: String {
    var lines = DelimitedText.line([
      "method", "participants", "shown", "answered", "right", "missing", "mean_accuracy",
      "sd_accuracy", "pooled_accuracy", "low", "high", "interval_rule", "d_prime", "criterion",
      "auc",
      "median_time",
    ])
    for method in scores.methods {
      lines += DelimitedText.line(
        [
          method.method.rawValue, "\(method.participants)", "\(method.shown)",
          "\(method.pooled?.answered ?? 0)", "\(method.pooled?.right ?? 0)", "\(method.missing)",
        ]
          + [
            method.accuracy?.mean, method.accuracy?.sd, method.pooled?.rate,
            method.pooled?.interval.low, method.pooled?.interval.high,
          ].map(Self.text)
          + [method.pooled?.rule.rawValue ?? "n/a"]
          + [
            method.dPrime?.mean, method.criterion?.mean, method.auc?.mean, method.times?.median,
          ].map(Self.text))
    }
    return lines
  }

  /// `participants.csv`: a line for each participant and method.
  package var participantsTable: String {
    var lines = DelimitedText.line([
      "participant", "method", "shown", "answered", "right", "hits", "misses", "false_alarms",
      "correct_rejections", "accuracy", "d_prime", "criterion", "auc", "median_time",
      "model_right_answered", "model_right_right", "model_wrong_answered", "model_wrong_right",
      "excluded",
    ])
    for cell in everything.cells {
      let isOut = exclusions.contains {
        $0.participant == cell.participant && ($0.method == nil || $0.method == cell.method)
      }
      lines += DelimitedText.line(
        [cell.participant, cell.method.rawValue]
          + [
            cell.shown, cell.answered, cell.right, cell.hits, cell.misses, cell.falseAlarms,
            cell.correctRejections,
          ].map { "\($0)" }
          + [cell.accuracy, cell.dPrime, cell.criterion, cell.auc, cell.medianTime].map(Self.text)
          + [
            cell.modelRight?.answered, cell.modelRight?.right, cell.modelWrong?.answered,
            cell.modelWrong?.right,
          ].map { $0.map { "\($0)" } ?? "n/a" } + [Self.text(isOut)])
    }
    return lines
  }

  /// `trials.csv`, as R's lme4 takes it.
  package func trialsTable(_ key: StudyKey) -> String {
    var lines = DelimitedText.line([
      "participant", "item", "pair", "set", "method", "block", "order", "same", "response",
      "correct",
      "confidence", "response_time", "tercile", "occlusion_left", "occlusion_right", "model_same",
      "model_correct", "excluded",
    ])
    for trial in data.trials where trial.phase == .test {
      let (participant, method) = (data.participants[trial.participant], data.methods[trial.method])
      let isOut = exclusions.contains {
        $0.participant == participant && ($0.method == nil || $0.method == method)
      }
      lines += DelimitedText.line([
        participant, trial.item, key.pairs[trial.pair].id, "\(trial.set)", method.rawValue,
        "\(trial.block)", "\(trial.order)", Self.text(trial.isSame),
        trial.saysSame.map { $0 ? "same" : "different" } ?? "n/a",
        trial.counts ? (trial.isRight ? "1" : "0") : "n/a",
        trial.confidence.map { "\($0)" } ?? "n/a", Self.text(trial.time),
        trial.tercile?.rawValue ?? "n/a", trial.occluders.first ?? "n/a",
        trial.occluders.last ?? "n/a", Self.text(trial.modelSaysSame),
        Self.text(trial.modelIsRight),
        Self.text(isOut),
      ])
    }
    return lines
  }

  /// `exclusions.csv`.
  package var exclusionsTable: String {
    exclusions.reduce(DelimitedText.line(["participant", "method", "rule", "reason"])) {
      $0
        + DelimitedText.line([
          $1.participant, $1.method?.rawValue ?? "all", $1.rule, $1.reason,
        ])
    }
  }

  /// `trials.R`: the mixed model, which Facet itself does not fit. The first method of the study is the one
  /// that the others are compared with.
  package var modelOfR: String {
    let methods = data.methods.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    return """
      # The mixed model of the answers, with people and pairs as random effects. Run it in this folder:
      #   Rscript trials.R        (Debian: r-cran-lme4)
      library(lme4)
      trials <- subset(read.csv("trials.csv", na.strings = "n/a"), !excluded)
      trials$method <- factor(trials$method, levels = c(\(methods)))
      model <- glmer(correct ~ method + (1 | participant) + (1 | pair), data = trials, family = binomial)
      print(summary(model))

      """
  }
}

// MARK: Brain Imaging Data Structure

extension StudyResults {
  /// Returns the files of `bids/`: one table of trials for each participant.
  package func bidsFiles() throws -> [(path: String, text: String)] {
    func cell(_ text: String) -> String { text.isEmpty ? "n/a" : text }
    var people = "participant_id\n"
    var files: [(path: String, text: String)] = []
    let description: [String: [String: String]] = [
      "trial_type": ["Description": "What stands between the two faces"],
      "item": ["Description": "Code of the pair on the sheet"],
      "response": ["Description": "same or different"],
      "response_time": ["Description": "Time to the answer", "Units": "s"],
      "confidence": ["Description": "1 (a guess) to 5 (certain)"],
      "correct": ["Description": "1 if the answer is right, otherwise 0"],
    ]
    for (place, participant) in data.participants.enumerated() {
      let name = "sub-\(participant)"
      people += "\(name)\n"
      var table = "trial_type\titem\tresponse\tresponse_time\tconfidence\tcorrect\n"
      let own = data.trials.filter { $0.participant == place && $0.phase == .test }
        .sorted { $0.order < $1.order }
      for trial in own {
        table +=
          [
            data.methods[trial.method].rawValue, cell(trial.item),
            trial.saysSame.map { $0 ? "same" : "different" } ?? "n/a", Self.text(trial.time),
            trial.confidence.map { "\($0)" } ?? "n/a",
            trial.saysSame == nil ? "n/a" : trial.isRight ? "1" : "0",
          ].joined(separator: "\t") + "\n"
      }
      let stem = "bids/\(name)/beh/\(name)_task-facematching_beh"
      files.append((stem + ".tsv", table))
      files.append((stem + ".json", try JSONText.encode(description)))
    }
    files.append(("bids/participants.tsv", people))
    files.append(
      (
        "bids/dataset_description.json",
        try JSONText.encode(["Name": title, "BIDSVersion": "1.8.0", "DatasetType": "raw"])
      ))
    return files
  }
}
