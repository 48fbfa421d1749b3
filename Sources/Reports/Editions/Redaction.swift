import Basics
import Evidence
import Identification
import Pictures

/// Makes the redacted edition's evidence: no face, no name, no place in a list, no digest and no size of
/// an original.
struct Redaction: Sendable {
  let secret: EditionSecret
  /// Squares across a face.
  static let mosaicColumns = 8

  func evidence(_ evidence: QueryEvidence) -> QueryEvidence {
    var redacted = QueryEvidence(
      query: exhibit(evidence.query), rankings: evidence.rankings,
      exhibits: evidence.exhibits.mapValues(exhibit),
      candidates: evidence.candidates.map(candidate),
      weightings: evidence.weightings.map(weighting), timings: evidence.timings,
      notes: notes(evidence))
    redacted.ledger = evidence.ledger
    redacted.contrasts = evidence.contrasts
    redacted.checks = evidence.checks
    redacted.disagreement = evidence.disagreement
    redacted.suitability = evidence.suitability?.withRoundedEyeDistance()
    redacted.calibration = evidence.calibration.map(calibration)
    return redacted.renumbered()
  }

  func provenance(_ provenance: Provenance) -> Provenance {
    var redacted = Provenance(
      programVersion: provenance.programVersion,
      models: provenance.models.map {
        Provenance.ModelFile(
          role: $0.role, path: Self.withheld, architecture: $0.architecture,
          sha256: secret.salted($0.sha256), remark: nil)
      }, galleryPath: Self.withheld, galleryCount: provenance.galleryCount,
      gallerySHA256: secret.salted(provenance.gallerySHA256),
      settings: provenance.settings.map {
        ($0.name, Self.plainSettings.contains($0.name) ? $0.value : Self.withheld)
      }, machine: provenance.machine)
    redacted.tensor = provenance.tensor
    redacted.caseData = provenance.caseData
    redacted.withholdCaseFields(CaseData.CodingKeys.allCases)
    redacted.editionNote = """
      Redacted edition: faces are mosaics of \(Self.mosaicColumns) squares across, people, pictures \
      and files have pseudonyms, the digest of every file is salted, and the sizes of the originals are \
      withheld (the distance of the eyes is rounded to tens of pixels). Scores and flows are those of \
      the full edition. Commitment of the sealed key: \(secret.commitment.hexadecimal).
      """
    return redacted
  }

  private func exhibit(_ exhibit: Exhibit) -> Exhibit {
    let mosaic = exhibit.face.mosaic(Self.mosaicColumns)
    var redacted = Exhibit(
      path: secret.pseudonym(ofPicture: exhibit.sha256, path: exhibit.path),
      label: exhibit.label.map(secret.pseudonym(ofLabel:)), sha256: secret.salted(exhibit.sha256),
      width: mosaic.width, height: mosaic.height, face: mosaic)
    redacted.hidesOriginal = true
    return redacted
  }

  private func candidate(_ candidate: CandidateEvidence) -> CandidateEvidence {
    var redacted = CandidateEvidence(
      galleryIndex: candidate.galleryIndex, exhibit: exhibit(candidate.exhibit),
      ranks: candidate.ranks, scores: candidate.scores, flowMaps: candidate.flowMaps,
      networkCorrelation: candidate.networkCorrelation,
      tokenCorrelations: candidate.tokenCorrelations)
    redacted.balance = candidate.balance
    redacted.typicality = candidate.typicality
    return redacted
  }

  /// The rates stay, whose pictures they come from does not.
  private func calibration(_ calibration: Calibration) -> Calibration {
    var redacted = calibration
    redacted.queries = Self.withheld
    redacted.gallery = Self.withheld
    redacted.gallerySHA256 = Self.withheld
    redacted.setup.backboneSHA256 = Self.withheld
    redacted.setup.rerankerSHA256 = Self.withheld
    redacted.setup.queryFaces = Self.withheld
    redacted.setup.galleryFaces = Self.withheld
    return redacted
  }

  /// A reason may name a file.
  private func weighting(_ comparison: WeightingComparison) -> WeightingComparison {
    guard case .unavailable = comparison.outcome else { return comparison }
    return WeightingComparison(
      weighting: comparison.weighting,
      outcome: .unavailable(reason: "The full edition says why."))
  }

  /// Without those that name a picture, a person, a place, a size or a digest.
  private func notes(_ evidence: QueryEvidence) -> [String] {
    let exhibits = [evidence.query] + evidence.exhibits.values
    let names = exhibits.flatMap { [$0.path, $0.label].compactMap { $0 } }
    let kept = evidence.notes.filter { note in
      !Self.tellsOfOriginals(note) && !names.contains { !$0.isEmpty && note.contains($0) }
    }
    let left = evidence.notes.count - kept.count
    guard left > 0 else { return kept }
    return kept + ["The full edition has \(left) more, which tell of pictures or places."]
  }

  /// Whether a sentence of this program has a path, a quotation, a digest or a size in it.
  private static func tellsOfOriginals(_ note: String) -> Bool {
    let plain = ownQuotations.reduce(note) { $0.replacing($1, with: "") }
    // A quotation begins behind no letter, unlike what follows in "the backbone's".
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
  /// Whose values come from this program's own words and numbers.
  private static let plainSettings: Set<String> = [
    "grid", "weights", "solver", "epsilon", "alpha", "top-k", "show", "leave-out", "aligned",
    "checks", "min-score",
  ]
}

extension Picture {
  /// The means of squares, `columns` across.
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
