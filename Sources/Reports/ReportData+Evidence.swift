import Evidence
import Identification
import Networks

extension ReportData {
  package init(_ evidence: QueryEvidence, provenance: Provenance) {
    query = Picture(evidence.query)
    photograph = evidence.sighting.map(Photograph.init)
    candidates = ByMethod(
      evidence.rankings.map { ranking in
        (
          ranking.method,
          ranking.candidates.map { Candidate($0, exhibit: evidence.exhibit(of: $0)) }
        )
      })
    shown = evidence.candidates.map(ShownCandidate.init)
    flows = evidence.candidates.map {
      CandidateFlows(galleryIndex: $0.galleryIndex, maps: $0.flowMaps.map(Flow.init))
    }
    weights = evidence.candidates.map {
      CandidateWeights(
        galleryIndex: $0.galleryIndex, maps: $0.flowMaps.map { Maps($0.weights) })
    }
    heatmaps = evidence.candidates.map {
      CandidateHeatmaps(
        galleryIndex: $0.galleryIndex, network: Maps($0.networkCorrelation),
        tokens: $0.tokenCorrelations.mapValues(Maps.init))
    }
    weightings = evidence.weightings.map(Weighting.init)
    ledger = evidence.ledger
    people = evidence.people
    state = evidence.state
    stability = evidence.stability
    heights = evidence.candidates.compactMap(\.height)
    decompositions = evidence.candidates.compactMap(\.decomposition)
    importances = evidence.candidates.compactMap(\.importance)
    pixelImportances = evidence.candidates.compactMap(\.pixelImportance)
    contrasts = evidence.personContrasts
    quality = Quality(
      query: evidence.quality, coveredArea: evidence.coveredArea,
      candidates: evidence.candidates.map {
        CandidateQuality(
          galleryIndex: $0.galleryIndex, quality: $0.quality, comparability: $0.comparability,
          mayNotBeAFace: $0.mayNotBeAFace)
      })
    notes = evidence.notes
    leftOut = evidence.leftOut
    caseData = provenance.statedCase
    pictures = PictureDigests.all(evidence).compactMap { picture in
      picture.crop.map {
        Digests(
          role: picture.role, path: picture.path, sha256: picture.original, cropSHA256: $0)
      }
    }
    processing = ProcessingLog(evidence, tensor: provenance.tensor).steps
    settings = provenance.settings.map { Setting(name: $0.name, value: $0.value) }
    self.provenance = Origin(provenance)
  }
}

extension ReportData.Picture {
  init(_ exhibit: ShownPicture) {
    self.init(
      path: exhibit.path, label: exhibit.label, sha256: exhibit.sha256,
      width: exhibit.hidesOriginal ? nil : exhibit.width,
      height: exhibit.hidesOriginal ? nil : exhibit.height, face: exhibit.sighting)
  }
}

extension ReportData.Photograph {
  init(_ sighting: QuerySighting) {
    boxes = sighting.faces.map { [$0.box.left, $0.box.top, $0.box.right, $0.box.bottom] }
    scores = sighting.faces.map(\.score)
    landmarks = sighting.faces.map { $0.points.points.map { [$0.x, $0.y] } }
    minimumFace = sighting.minimumFace
    skippedProposals = sighting.skippedProposals
  }
}

extension ReportData.Candidate {
  init(_ candidate: RankedCandidate, exhibit: ShownPicture) {
    self.init(
      galleryIndex: candidate.galleryIndex, path: exhibit.path, label: exhibit.label,
      sha256: exhibit.sha256, rank: candidate.rank,
      scores: ReportData.RankScores(
        score: candidate.score, cosine: candidate.cosine, similarity: candidate.similarity))
  }
}

extension ReportData.ShownCandidate {
  init(_ candidate: CandidateEvidence) {
    let scores = candidate.scores
    self.init(
      galleryIndex: candidate.galleryIndex, picture: ReportData.Picture(candidate.exhibit),
      ranks: candidate.ranks,
      scores: ReportData.Scores(
        alpha: scores.alpha, cosine: scores.cosine,
        methods: ByMethod(
          scores.similarities.map { method, similarity in
            (
              method,
              ReportData.MethodScore(similarity: similarity, score: scores.score(method)!)
            )
          })))
  }
}

extension ReportData.Flow {
  init(_ map: FlowMap) {
    self.init(
      grid: map.grid, flow: rows(map.flow, map.grid.count),
      similarity: rows(map.similarity, map.grid.count), bestGalleryPatch: map.bestGalleryPatch,
      brightness: map.brightness, emdSimilarity: map.emdSimilarity, dualityGap: map.dualityGap)
  }
}

private func rows(_ values: [Double], _ count: Int) -> [[Double]] {
  (0..<count).map { Array(values[$0 * count..<($0 + 1) * count]) }
}

extension ReportData.Maps {
  init(_ pair: HeatmapPair) {
    self.init(
      grid: pair.query.grid, query: pair.query.values, candidate: pair.candidate.values)
  }
}

extension ReportData.Weighting {
  init(_ comparison: WeightingComparison) {
    switch comparison.outcome {
    case .computed(let weights, let similarity, let score):
      self.init(
        weighting: comparison.weighting, weights: ReportData.Maps(weights),
        emdSimilarity: similarity, fusedScore: score)
    case .unavailable(let reason):
      self.init(weighting: comparison.weighting, reason: reason)
    }
  }
}

extension ReportData.Origin {
  init(_ provenance: Provenance) {
    self.init(
      programVersion: provenance.programVersion,
      models: provenance.models.map {
        ReportData.Model(
          role: $0.role, path: $0.path, architecture: $0.architecture, sha256: $0.sha256,
          remark: $0.remark)
      }, galleryPath: provenance.galleryPath, galleryCount: provenance.galleryCount,
      gallerySHA256: provenance.gallerySHA256)
  }
}
