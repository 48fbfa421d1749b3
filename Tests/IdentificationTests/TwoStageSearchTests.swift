import Basics
import Datasets
import Faces
import Foundation
import Networks
import Pictures
import Testing
import _TestSupport

@testable import Identification

/// The engine computes each value once, and the same as for each setting by itself.
@Suite struct TwoStageSearchTests {
  let folder: TemporaryFolder
  let search: TwoStageSearch
  let query: Query
  let neighbors: [Neighbor]

  /// A scorer that counts its calls.
  final class CountingScorer: Scorer {
    let galleryCount: Int
    init(_ count: Int) { galleryCount = count }
    func similarities(_ query: Query, _ indices: [Int]) -> [Double] {
      indices.map { 1 / Double($0 + 1) }
    }
  }

  init() throws {
    folder = try TemporaryFolder()
    let names = (0..<7).map { "\($0).png" }
    for (number, name) in names.enumerated() {
      let noise = HashedValues.unit("picture \(number)", count: 48)
      let samples = noise.map { UInt8(128 + 100 * $0) }
      try AtomicFile.write(
        Picture(width: 6, height: 8, channels: .gray, samples: samples).encodedPNG(),
        to: folder.file(name))
      let points = (0..<68).map { "\($0 % 6) \(($0 * (number + 3)) % 8)" }
      try AtomicFile.write(
        "version: 1\nn_points: 68\n{\n\(points.joined(separator: "\n"))\n}\n",
        to: folder.file("\(number).pts"))
    }
    let backbone = ToyBackbone()
    let pictures = try PictureList.pictures(at: folder.path)
    let (gallery, _) = try GalleryBuilder(backbone: backbone)
      .gallery(of: pictures, earlier: nil, progress: { _ in })
    guard case .computed(let face) = try FaceReader(backbone: backbone).faces(of: pictures)[0]
    else { throw CancellationError() }
    query = Query(face, shape: backbone.shape)
    search = TwoStageSearch(
      gallery: gallery, scorers: [.h2l: CountingScorer(gallery.entries.count)])
    neighbors = search.stage1([query], depth: 6)[0]
  }

  private var plan: SearchPlan {
    SearchPlan(
      methods: [.stage1, .emd, .h2l], grids: [.native, .fourByFour],
      solvers: TransportSolver.allCases, weightings: PatchWeighting.allCases, epsilon: 0.05,
      depths: [4, 6], alphas: [0, 0.5, 1])
  }

  @Test func eachProductTransportAndSimilarityIsComputedOnce() throws {
    let found = try search.scores(query, neighbors, plan)
    #expect(neighbors.count == 6)
    // Once per candidate and grid, whatever the weightings, solvers, k and alphas.
    #expect(found.work.patchProducts == 2 * 6)
    // The published solver's scores depend on the other candidates, so it runs for each k.
    #expect(found.work.transports == 2 * 5 * (6 + 6 + (4 + 6)))
    #expect(found.work.similarities == [.h2l: 6])
    #expect(plan.rankings.count == 1 + 2 * 3 * 5 * 2 * 3 + 2 * 3)
    #expect(Set(plan.rankings).count == plan.rankings.count)
  }

  /// The landmark files of a query and its candidates are read once, for all grids and calls.
  @Test func landmarksAreReadOnce() throws {
    _ = try search.scores(query, neighbors, plan)
    #expect(search.landmarks.readCount == 7)
    _ = try search.scores(query, neighbors, plan)
    _ = try search.patches(of: query, on: .eightByEight, withLandmarks: true)
    #expect(search.landmarks.readCount == 7)
  }

  @Test func allTogetherGivesWhatEachGivesByItself() throws {
    let together = try search.scores(query, neighbors, plan)
    for setting in plan.rankings {
      guard let transport = setting.transport else { continue }
      let alone = try search.emd(
        query, neighbors.prefix(setting.depth!).map(\.index),
        EarthMoversDistance(weighting: transport.weighting, solver: transport.solver),
        grid: transport.grid)
      #expect(together.transportScores(setting) == alone)
    }
  }

  @Test func methodsAreFoundByNameAndLetterAndKeptByName() throws {
    #expect(ScoringMethod(rawValue: "emd") == .emd && ScoringMethod(rawValue: "d") == .emd)
    #expect(ScoringMethod(rawValue: "c") == .stage1 && ScoringMethod(rawValue: "EMD") == nil)
    let toy = ScoringMethod(name: "toy", letter: "T", title: "Toy", explanation: "a toy")
    let values: ByMethod<Double> = [toy: 3, .emd: 2, .stage1: 1]
    #expect(values.methods == [.stage1, .emd, toy] && values.values == [1, 2, 3])
    let json = try JSONEncoder().encode(values)
    #expect(try JSONDecoder().decode(ByMethod<Double>.self, from: json) == values)
    let object = try JSONSerialization.jsonObject(with: json) as? [String: Double]
    #expect(object == ["stage1": 1, "emd": 2, "toy": 3])
  }

  /// What a report explains is what ranked.
  @Test(arguments: TransportSolver.allCases, PatchWeighting.allCases)
  func flowsAreThoseOfTheScores(solver: TransportSolver, weighting: PatchWeighting) throws {
    let indices = neighbors.map(\.index)
    let distance = EarthMoversDistance(weighting: weighting, solver: solver)
    for grid in [GridChoice.native, .fourByFour] {
      let scores = try search.emd(query, indices, distance, grid: grid)
      let wanted = [indices[3], indices[0]]
      let flows = try search.flows(query, indices, of: wanted, distance, grid: grid)
      for (place, flow) in zip([3, 0], flows) {
        let limit = solver == .exact ? 0 : 1e-6
        #expect(abs(flow.plan.similarity - scores[place].similarity) <= limit)
        #expect((flow.plan.dualityGap != nil) == (solver == .exact))
      }
    }
    #expect(try search.flows(query, indices, of: [], distance, grid: .native).isEmpty)
  }

  /// The query's own picture among covered ones has the ranking's score.
  @Test(arguments: TransportSolver.allCases, [GridChoice.native, .fourByFour])
  func theScoresOfSeveralPicturesAreThoseOfARanking(
    solver: TransportSolver, grid: GridChoice
  ) throws {
    var settings = IdentificationSettings()
    settings.solver = solver
    settings.grid = grid
    let indices = neighbors.map(\.index)
    let backbone = ToyBackbone()
    let scoring = try CandidateScoring(search, query, shape: backbone.shape, indices, settings)
    let picture = try PictureFile(path: query.listed.location).picture
    let scores = try scoring.scores(
      of: try backbone.features(of: [picture.mirrored, picture, picture.mirrored]))
    #expect(scores[0] == scores[2] && scores[0] != scores[1])
    // Of candidates that are not needed, only the best is there for sure.
    let few = try CandidateScoring(
      search, query, shape: backbone.shape, indices, needed: 1, settings
    ).scores(of: try backbone.features(of: [picture.mirrored, picture]))
    for (row, complete) in zip(few, scores) {
      #expect(row[0] == complete[0] && row.dropFirst().max() == complete.dropFirst().max())
      #expect(zip(row, complete).allSatisfy { $0 == $1 || $0 == -.infinity })
    }
    // The published solver's scores depend on the other candidates, so each pair converges here.
    let distance = EarthMoversDistance(
      weighting: .apc, solver: solver == .published ? .sinkhorn : solver)
    let similarities = try search.emd(query, indices, distance, grid: grid)
    for (score, (similarity, neighbor)) in zip(scores[1], zip(similarities, neighbors)) {
      #expect(
        abs(score - 0.7 * similarity.similarity - 0.3 * neighbor.cosine) < 1e-6)
    }
  }
}
