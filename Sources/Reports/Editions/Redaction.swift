import Basics
import Evidence
import Identification
import Pictures

/// Makes the redacted edition's evidence, without faces, names, places in a list, digests and sizes of
/// originals, and without scores of more than three decimals.
struct Redaction: Sendable {
  let secret: EditionSecret
  var style = RedactionStyle.silhouette
  /// The number of squares across a face.
  static let mosaicColumns = 8

  /// - Throws: Never in practice: evidence is plain values.
  func evidence(_ evidence: QueryEvidence) throws -> QueryEvidence {
    var redacted = QueryEvidence(
      query: exhibit(evidence.query),
      rankings: evidence.rankings.map { ranking($0, evidence.candidates.first?.scores.alpha) },
      exhibits: evidence.exhibits.mapValues(exhibit),
      candidates: evidence.candidates.map(candidate),
      weightings: evidence.weightings.map(weighting), timings: nil,
      notes: notes(evidence))
    redacted.people = try evidence.people?.redacted(label: secret.pseudonym(ofLabel:))
    redacted.stability = try evidence.stability?.withRoundedScores()
    redacted.state = evidence.state?.withRoundedScores()
    redacted.ledger = try evidence.ledger?.withRoundedScores()
    redacted.personContrasts = evidence.personContrasts
    redacted.quality = evidence.quality?.withheld()
    redacted.coveredArea = evidence.coveredArea?.rounded()
    redacted.calibration = evidence.calibration.map(calibration)
    return redacted.renumbered()
  }

  func provenance(_ provenance: Provenance) -> Provenance {
    var redacted = Provenance(
      programVersion: provenance.programVersion,
      models: provenance.models.map {
        var model = Provenance.ModelFile(
          role: $0.role, path: Self.withheld, architecture: $0.architecture,
          sha256: secret.salted($0.sha256), remark: nil)
        model.facts = ModelFacts(
          author: Self.withheld, license: Self.withheld, trainingSet: Self.withheld,
          publishedAccuracy: Self.withheld)
        return model
      }, galleryPath: Self.withheld, galleryCount: provenance.galleryCount,
      gallerySHA256: secret.salted(provenance.gallerySHA256),
      settings: provenance.settings.map {
        ($0.name, Self.plainSettings.contains($0.name) ? $0.value : Self.withheld)
      })
    redacted.tensor = provenance.tensor
    redacted.caseData = provenance.caseData
    redacted.withholdCaseFields(CaseData.CodingKeys.allCases)
    redacted.editionNote = """
      Redacted edition: hidden from the eye, not anonymous. \(facesNote) People, pictures and files have pseudonyms. Digests of the \
      originals are salted. The sizes of the originals are withheld, and the distance between the eyes \
      is rounded to tens of pixels. Scores are rounded to three decimals. Flows and maps are those of \
      the full edition. Anyone who has the same pictures and models can compute them and recognize a \
      picture by them. SHA-256 commitment to the sealed key: \(secret.commitment.hexadecimal).
      """
    return redacted
  }

  private var facesNote: String {
    switch style {
    case .silhouette: "The same drawn silhouette replaces every face."
    case .mosaic:
      """
      Faces are mosaics of \(Self.mosaicColumns) squares across. A mosaic hides a face from the eye, but \
      it is not anonymous: with it, another picture of the same person can be found.
      """
    }
  }

  /// Returns the numbers with the score that the rounded parts give.
  private func ranking(_ ranking: Ranking, _ alpha: Double?) -> Ranking {
    Ranking(
      method: ranking.method,
      candidates: ranking.candidates.map {
        let cosine = coarse($0.cosine)
        let similarity = $0.similarity.map(coarse)
        var score = coarse($0.score)
        if let similarity, let alpha { score = alpha * similarity + (1 - alpha) * cosine }
        return RankedCandidate(
          galleryIndex: $0.galleryIndex, rank: $0.rank, score: score, cosine: cosine,
          similarity: similarity)
      })
  }

  private func exhibit(_ exhibit: ShownPicture) -> ShownPicture {
    let hidden =
      switch style {
      case .silhouette: exhibit.face.silhouette
      case .mosaic: exhibit.face.mosaic(Self.mosaicColumns)
      }
    var redacted = ShownPicture(
      path: secret.pseudonym(ofPicture: exhibit.sha256, path: exhibit.path),
      label: exhibit.label.map(secret.pseudonym(ofLabel:)), sha256: secret.salted(exhibit.sha256),
      width: hidden.width, height: hidden.height, face: hidden)
    redacted.hidesOriginal = true
    return redacted
  }

  private func candidate(_ candidate: CandidateEvidence) -> CandidateEvidence {
    var redacted = CandidateEvidence(
      galleryIndex: candidate.galleryIndex, exhibit: exhibit(candidate.exhibit),
      ranks: candidate.ranks, scores: candidate.scores.rounded(),
      flowMaps: candidate.flowMaps.map { $0.withRoundedSimilarity() },
      networkCorrelation: candidate.networkCorrelation,
      tokenCorrelations: candidate.tokenCorrelations)
    redacted.decomposition = candidate.decomposition
    redacted.importance = candidate.importance
    redacted.height = candidate.height?.withRoundedScores()
    redacted.quality = candidate.quality?.withheld()
    redacted.coveredArea = candidate.coveredArea?.rounded()
    redacted.comparability = candidate.comparability?.rounded()
    redacted.faceDoubts = candidate.faceDoubts.map { $0.rounded() }
    return redacted
  }

  /// Returns a calibration with its rates, but without the origin of its pictures.
  private func calibration(_ calibration: Calibration) -> Calibration {
    var redacted = calibration
    redacted.queries = Self.withheld
    redacted.gallery = Self.withheld
    redacted.gallerySHA256 = Self.withheld
    redacted.people = []
    redacted.pictures = []
    redacted.setup.backboneSHA256 = Self.withheld
    redacted.setup.rerankerSHA256 = Self.withheld
    redacted.setup.queryFaces = Self.withheld
    redacted.setup.galleryFaces = Self.withheld
    return redacted
  }

  /// Returns a weighting without its reason, because a reason may name a file.
  private func weighting(_ comparison: WeightingComparison) -> WeightingComparison {
    if case .computed(let weights, let similarity, let score) = comparison.outcome {
      return WeightingComparison(
        weighting: comparison.weighting,
        outcome: .computed(
          weights: weights, emdSimilarity: coarse(similarity), fusedScore: coarse(score)))
    }
    return WeightingComparison(
      weighting: comparison.weighting,
      outcome: .unavailable(reason: "See the full edition for the reason."))
  }

  /// Returns the notes that do not name a picture, a person, a place, a size or a digest.
  private func notes(_ evidence: QueryEvidence) -> [String] {
    let exhibits = [evidence.query] + evidence.exhibits.values
    let names = exhibits.flatMap { [$0.path, $0.label].compactMap { $0 } }
    let kept = evidence.notes.filter { note in
      !Self.describesOriginals(note) && !names.contains { !$0.isEmpty && note.contains($0) }
    }
    let left = evidence.notes.count - kept.count
    guard left > 0 else { return kept }
    return kept + [Self.leftOutNote(left)]
  }

  private static func leftOutNote(_ count: Int) -> String {
    let (notes, verb) = count == 1 ? ("note", "mentions") : ("notes", "mention")
    return "\(count) \(notes) that \(verb) pictures or locations: see the full edition."
  }

  /// Whether a sentence of this program contains a path, a quotation, a digest or a size.
  private static func describesOriginals(_ note: String) -> Bool {
    let plain = ownQuotations.reduce(note) { $0.replacing($1, with: "") }
    // A quotation does not begin after a letter, unlike the "'" in "the backbone's".
    let hasQuotation = zip(" " + plain, plain).contains { !$0.isLetter && $1 == "'" }
    let words = plain.split { !$0.isLetter && !$0.isNumber }
    let hasDigest = words.contains { $0.count >= 8 && $0.allSatisfy(\.isHexDigit) }
    let hasSize = words.indices.dropFirst().dropLast().contains {
      words[$0] == "x" && words[$0 - 1].allSatisfy(\.isNumber)
        && words[$0 + 1].allSatisfy(\.isNumber)
    }
    return plain.contains("/") || hasQuotation || hasDigest || hasSize
  }

  private static let ownQuotations = [
    "'--solver exact'", "'facet enroll'", "'facet train h2l --model FILE --pictures PATH -o FILE'",
  ]

  static let withheld = "withheld"
  /// The settings whose values are this program's own words and numbers.
  private static let plainSettings: Set<String> = [
    "grid", "weights", "solver", "epsilon", "alpha", "top-k", "template", "show", "leave-out",
    "aligned",
    "checks", "min-score", "alignment", "calibration-kind", "apart-at", "precision",
  ]
}

/// Returns the value with three decimals, as in scores of the redacted edition.
func coarse(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

extension ScoreArithmetic {
  fileprivate func rounded() -> ScoreArithmetic {
    ScoreArithmetic(
      cosine: coarse(cosine), alpha: alpha, similarities: similarities.mapValues(coarse))
  }
}

extension FlowMap {
  fileprivate func withRoundedSimilarity() -> FlowMap {
    FlowMap(
      grid: grid, flow: flow, similarity: similarity, queryWeights: queryWeights,
      galleryWeights: galleryWeights, bestGalleryPatch: bestGalleryPatch, brightness: brightness,
      emdSimilarity: coarse(emdSimilarity), dualityGap: dualityGap)
  }
}

extension Picture {
  /// Returns a mosaic of the means of squares, `columns` across.
  func mosaic(_ columns: Int) -> Picture {
    let size = max(width / columns, 1)
    let channels = self.channels.rawValue
    var mosaic = samples
    for top in stride(from: 0, to: height, by: size) {
      for left in stride(from: 0, to: width, by: size) {
        let rows = top..<min(top + size, height)
        let pixels = left..<min(left + size, width)
        for channel in 0..<channels {
          var sum = 0
          for y in rows {
            for x in pixels { sum += Int(samples[(y * width + x) * channels + channel]) }
          }
          let mean = UInt8(sum / (rows.count * pixels.count))
          for y in rows { for x in pixels { mosaic[(y * width + x) * channels + channel] = mean } }
        }
      }
    }
    return Picture(width: width, height: height, channels: self.channels, samples: mosaic)
  }
}
