import Basics
import Faces
import Identification
import Networks
import Pictures
import _TestSupport

@testable import Evidence

/// Invented evidence: plausible numbers from a hash, faces from a drawing.
struct SyntheticEvidence {
  var queryPath = "masked/s03/04.png"
  var queryLabel: String? = "s03"
  var galleryCount = 24
  /// The number of people that the report explains.
  var shownCount = 3
  var grid = PatchGrid(rows: 7, columns: 6)
  var faceWidth = 96
  var faceHeight = 112
  var alpha = 0.7
  var hasLandmarks = false
  var notes = ["The solver did not converge for 2 of 100 candidates."]
  /// Replaces path and label of the gallery picture at 2, which all rankings show.
  var namedPicture: (path: String, label: String?)?
  var reranked = 100
  var methods: [ScoringMethod] = [.stage1, .emd, .h2l]
  /// The methods that count; `nil` for all.
  var voters: [ScoringMethod]?
  /// The number of people in the test set; 0 for a search without one.
  var testPeople = 120
  var queryKind = QueryKind.clean
  /// By how much changed copies of the query change the lead of person A.
  var stabilitySpread = 0.004
  var hasImportance = true
  /// Whether the lower half of the query's face is unlike the candidates'.
  var hasCovering = false
  /// Whether the query shows a person who is not in the gallery.
  var isStranger = false
  /// The patches without which another person would be first.
  var decisivePatches: [Int] = []
  /// Replaces the labels of all gallery pictures: the label of "s01" and so on.
  var label: @Sendable (String) -> String? = { $0 }
  /// The files are JPEGs of the network's size, each with this comment in it.
  var originalComment: String?
  /// Whether there are pictures for the examiner's forms.
  var hasForms = false

  func make() throws -> QueryEvidence {
    let face = try CartoonFace.make(
      identity: "s03", picture: 4, width: faceWidth, height: faceHeight)
    let query = exhibit(path: queryPath, label: queryLabel, face: face)
    var exhibits: [Int: ShownPicture] = [:]
    for index in 0..<galleryCount {
      let identity = "s0\(index % 8 + 1)"
      let number = index / 8 + 1
      let named =
        (index == 2 ? namedPicture : nil) ?? ("gallery/\(identity)/0\(number).png", label(identity))
      exhibits[index] = exhibit(
        path: named.path, label: named.label,
        face: try CartoonFace.make(
          identity: identity, picture: number, width: faceWidth, height: faceHeight))
    }
    let rankings = Rankings(methods.map { ranking($0) })
    let people =
      galleryCount == 0
      ? nil
      : ResultPeople(
        rankings,
        galleryPeople: Set((0..<galleryCount).map { exhibits[$0]!.label ?? "\($0)" }).count,
        galleryPictures: galleryCount
      ) { exhibits[$0]?.label }
    var shown = people?.people.prefix(shownCount).map(\.best) ?? []
    for method in methods {
      if let first = people?.first(by: method)?.best, !shown.contains(first) { shown.append(first) }
    }
    let candidates = shown.map { index in
      candidate(index, exhibits[index]!, rankings)
    }
    var evidence = QueryEvidence(
      query: query, rankings: rankings, exhibits: exhibits, candidates: candidates,
      weightings: candidates.isEmpty ? [] : weightings(of: shown[0]),
      timings: StageTimings(
        features: 6.25,
        methods: ByMethod(
          zip(methods, [0.5, 7.3, 345.2, 12.25]).map { ($0, $1) }), evidence: 18.75,
        reranked: reranked, machine: "Example processor at 2.0 GHz, 2 threads"),
      notes: notes)
    if hasForms { evidence.forms = forms(evidence) }
    return withContent(evidence, people: people)
  }

  private func forms(_ evidence: QueryEvidence) -> FormPictures {
    var labels: Set<String> = []
    let firsts = evidence.rankings[.emd].candidates.map(\.galleryIndex).filter {
      labels.insert(evidence.exhibits[$0]?.label ?? "\($0)").inserted
    }
    return FormPictures(
      query: CutOut(crop: evidence.query.face),
      people: firsts.prefix(FormPictures.leastPeople).enumerated().map { place, index in
        let shown = evidence.exhibits[index]!
        return FormPictures.Person(
          galleryIndex: index,
          letter: place < FormPictures.shownPeople ? ["A", "B", "C"][place] : nil,
          label: shown.label, path: shown.path, sha256: shown.sha256,
          cutOut: CutOut(crop: shown.face))
      })
  }

  static let provenance = Provenance(
    programVersion: "0.1.0",
    models: [
      Provenance.ModelFile(
        role: "Backbone", path: "models/mobilefacenet.safetensors",
        architecture: "mobilefacenet", sha256: digest("backbone"), remark: nil),
      Provenance.ModelFile(
        role: "Re-ranker", path: "models/h2l.safetensors", architecture: "h2l",
        sha256: digest("re-ranker"), remark: nil),
    ],
    galleryPath: "gallery", galleryCount: 24, gallerySHA256: digest("gallery"),
    settings: [
      ("grid", "native"), ("weights", "apc"), ("solver", "exact"), ("alpha", "0.7"),
      ("top-k", "100"), ("show", "3"), ("threads", "2"),
    ])

  static func digest(_ name: String) -> SHA256Digest { SHA256.digest(of: Array(name.utf8)) }
}

extension SyntheticEvidence {
  /// A comment's segment in a JPEG file.
  static func comment(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    return [0xFF, 0xFE, 0, UInt8(bytes.count + 2)] + bytes
  }
}

// MARK: Numbers from a hash

extension SyntheticEvidence {
  func unit(_ name: String) -> Double {
    Double(HashedValues.unit("\(queryPath)|\(name)", count: 1)[0])
  }

  private func exhibit(path: String, label: String?, face: Picture) -> ShownPicture {
    if let originalComment {
      let jpeg = face.encodedJPEG(quality: 80)
      let original = Array(jpeg[..<2] + Self.comment(originalComment) + jpeg[2...])
      return ShownPicture(
        path: path, label: label, sha256: SHA256.digest(of: original), width: face.width,
        height: face.height, face: try! Picture.decode(original, name: path),
        original: original)
    }
    return ShownPicture(
      path: path, label: label, sha256: Self.digest(path), width: 640, height: 480, face: face)
  }

  /// Identity s03 is alike, the others less.
  func cosine(_ index: Int) -> Double {
    (index % 8 == 2 && !isStranger ? 0.62 : 0.35) + 0.22 * unit("cosine \(index)")
  }

  private func similarity(_ method: ScoringMethod, _ index: Int) -> Double {
    (index % 8 == 2 && !isStranger ? 0.76 : 0.55) + 0.12 * unit("\(method.rawValue) \(index)")
  }

  /// The score by which a re-ranker ranks a gallery picture.
  func fused(_ method: ScoringMethod, _ index: Int) -> Double {
    alpha * similarity(method, index) + (1 - alpha) * cosine(index)
  }

  private func ranking(_ method: ScoringMethod) -> Ranking {
    let scored = (0..<galleryCount).map { index -> (Int, Double, Double?) in
      let cosine = cosine(index)
      guard method != .stage1 else { return (index, cosine, nil) }
      return (index, fused(method, index), similarity(method, index))
    }
    let sorted = scored.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
    return Ranking(
      method: method,
      candidates: sorted.enumerated().map { place, entry in
        RankedCandidate(
          galleryIndex: entry.0, rank: place + 1, score: entry.1, cosine: cosine(entry.0),
          similarity: entry.2)
      })
  }

  private func candidate(
    _ index: Int, _ exhibit: ShownPicture, _ rankings: Rankings
  ) -> CandidateEvidence {
    let maps =
      grid == .fourByFour
      ? [flowMap(grid, index)] : [flowMap(.fourByFour, index), flowMap(grid, index)]
    return CandidateEvidence(
      galleryIndex: index, exhibit: exhibit, ranks: rankings.places(of: index).mapValues(\.rank),
      scores: ScoreArithmetic(
        cosine: cosine(index), alpha: alpha,
        similarities: ByMethod(
          methods.filter(\.reranks).map { ($0, similarity($0, index)) })),
      flowMaps: maps, networkCorrelation: correlation("network \(index)", around: 0.5),
      tokenCorrelations: methods.contains(.h2l)
        ? [.h2l: correlation("transformer \(index)", around: 0.05)] : [:])
  }

  private func correlation(_ name: String, around middle: Double) -> HeatmapPair {
    func heatmap(_ side: String) -> Heatmap {
      Heatmap(
        grid: grid,
        values: HashedValues.unit("\(name) \(side)", count: grid.count).map {
          middle + 0.3 * Double($0)
        })
    }
    return HeatmapPair(query: heatmap("query"), candidate: heatmap("candidate"))
  }

  /// Most weight stays where it is or goes to a neighbor.
  private func flowMap(_ grid: PatchGrid, _ index: Int) -> FlowMap {
    let count = grid.count
    let noise = HashedValues.unit("flow \(queryPath) \(index) \(grid)", count: count * count)
      .map(Double.init)
    var flow: [Double] = []
    for query in 0..<count {
      for gallery in 0..<count {
        let rows = query / grid.columns - gallery / grid.columns
        let columns = query % grid.columns - gallery % grid.columns
        let distance = Double(rows * rows + columns * columns)
        let value = noise[query * count + gallery]
        flow.append(distance <= 2 ? (1.02 + value) / (1 + distance) : 0)
      }
    }
    let whole = flow.reduce(0, +)
    flow = flow.map { $0 / whole }
    // The cosines give the similarity by which the EMD ranks.
    let cosines = noise.map { 0.18 * $0 }
    let shift = similarity(.emd, index) - zip(flow, cosines).reduce(0) { $0 + $1.0 * $1.1 }
    return Self.flowMap(
      grid: grid, flow: flow, similarity: cosines.map { $0 + shift }, dualityGap: 3e-9)
  }

  /// What follows from a flow and the cosines.
  static func flowMap(
    grid: PatchGrid, flow: [Double], similarity: [Double], dualityGap: Double?
  ) -> FlowMap {
    let count = grid.count
    let rows = (0..<count).map { Array(flow[$0 * count..<($0 + 1) * count]) }
    let best = rows.map { row in row.indices.max { row[$0] < row[$1] }! }
    let largest = rows.map { $0.max()! }
    return FlowMap(
      grid: grid, flow: flow, similarity: similarity,
      queryWeights: rows.map { $0.reduce(0, +) },
      galleryWeights: (0..<count).map { column in rows.reduce(0) { $0 + $1[column] } },
      bestGalleryPatch: best, brightness: largest.map { $0 / largest.max()! },
      emdSimilarity: zip(flow, similarity).reduce(0) { $0 + $1.0 * $1.1 }, dualityGap: dualityGap)
  }

  private func weightings(of index: Int) -> [WeightingComparison] {
    PatchWeighting.allCases.map { weighting in
      if weighting == .lmk, !hasLandmarks {
        return WeightingComparison(
          weighting: weighting,
          outcome: .unavailable(reason: "No landmark model was given with --landmarks."))
      }
      func weights(_ side: String) -> Heatmap {
        let values = HashedValues.unit("\(weighting) \(side)", count: grid.count).map {
          weighting == .uniform ? 1 : 1.2 + Double($0)
        }
        let whole = values.reduce(0, +)
        return Heatmap(grid: grid, values: values.map { $0 / whole })
      }
      let similarity =
        similarity(.emd, index) + (weighting == .apc ? 0 : 0.05 * unit("weighting \(weighting)"))
      return WeightingComparison(
        weighting: weighting,
        outcome: .computed(
          weights: HeatmapPair(query: weights("query"), candidate: weights("candidate")),
          emdSimilarity: similarity, fusedScore: alpha * similarity + (1 - alpha) * cosine(index)))
    }
  }
}

extension SyntheticEvidence {
  /// A photograph in which the query's face was found.
  static func sighting(width: Int, height: Int, original: [UInt8]? = nil) throws -> QuerySighting {
    let photograph = try CartoonFace.make(
      identity: "s03", picture: 4, width: width, height: height)
    let (w, h) = (Float(width), Float(height))
    let face = DetectedFace(
      box: FaceBox(left: 0.28 * w, top: 0.08 * h, right: 0.72 * w, bottom: 0.92 * h), score: 0.99,
      points: FivePoints(
        points: (0..<5).map {
          .init(x: Double(w) * (0.35 + 0.06 * Double($0)), y: 0.42 * Double(h))
        }))
    return try QuerySighting(
      photograph: Photograph(photograph), wasTurned: false,
      detection: FaceDetector.Detection(
        faces: [face], width: width, height: height, minimumFace: 20, skippedProposals: 0),
      taken: FoundFace(
        number: 1, count: 1, face: face,
        similarity: Similarity2D(a: 96 / Double(w), b: 0, translationX: -10, translationY: 0),
        cropWidth: 96, cropHeight: 112),
      original: original)
  }
}
