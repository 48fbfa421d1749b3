import Basics
import Evidence
import Identification
import Pictures

/// Makes the redacted edition's evidence: no face, no name, no place, no digest of an original.
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
    redacted.suitability = evidence.suitability
    redacted.calibration = evidence.calibration.map(calibration)
    return redacted
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
    redacted.editionNote = """
      Redacted edition: faces are mosaics of \(Self.mosaicColumns) squares across, people, pictures \
      and files have pseudonyms, and every digest is salted. Scores and flows are those of the full \
      edition. Commitment of the sealed key: \(secret.commitment.hexadecimal).
      """
    return redacted
  }

  private func exhibit(_ exhibit: Exhibit) -> Exhibit {
    Exhibit(
      path: secret.pseudonym(ofPicture: exhibit.sha256, path: exhibit.path),
      label: exhibit.label.map(secret.pseudonym(ofLabel:)), sha256: secret.salted(exhibit.sha256),
      width: exhibit.width, height: exhibit.height, face: exhibit.face.mosaic(Self.mosaicColumns))
  }

  private func candidate(_ candidate: CandidateEvidence) -> CandidateEvidence {
    var redacted = CandidateEvidence(
      galleryIndex: candidate.galleryIndex, exhibit: exhibit(candidate.exhibit),
      ranks: candidate.ranks, scores: candidate.scores, flowMaps: candidate.flowMaps,
      networkCorrelation: candidate.networkCorrelation,
      transformerCorrelation: candidate.transformerCorrelation)
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
    return redacted
  }

  /// A reason may name a file.
  private func weighting(_ comparison: WeightingComparison) -> WeightingComparison {
    guard case .unavailable = comparison.outcome else { return comparison }
    return WeightingComparison(
      weighting: comparison.weighting,
      outcome: .unavailable(reason: "The full edition says why."))
  }

  /// Without those that name a picture, a person or a place.
  private func notes(_ evidence: QueryEvidence) -> [String] {
    let exhibits = [evidence.query] + evidence.exhibits.values
    let names = exhibits.flatMap { [$0.path, $0.label].compactMap { $0 } }
    let kept = evidence.notes.filter { note in
      !note.contains("/") && !names.contains { !$0.isEmpty && note.contains($0) }
    }
    let left = evidence.notes.count - kept.count
    guard left > 0 else { return kept }
    return kept + ["The full edition has \(left) more, which name pictures or places."]
  }

  static let withheld = "withheld"
  /// Whose values come from this program's own words and numbers.
  private static let plainSettings: Set<String> = [
    "grid", "weights", "solver", "epsilon", "alpha", "top-k", "show", "keep-self", "aligned",
    "checks",
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
