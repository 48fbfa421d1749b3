import Networks
import Testing

@testable import Training

@Suite struct PairSamplerTests {
  /// Twenty people with two faces each and an occluded copy; the embedding is the direction of the person,
  /// in equal steps on a quarter of a circle.
  private func store() -> FaceFeatureStore {
    let shape = BackboneShape(
      architecture: "toy", inputWidth: 8, inputHeight: 8, grid: PatchGrid(rows: 1, columns: 1),
      patchChannels: 2,
      embeddingSize: 2)
    var store = FaceFeatureStore(shape: shape, copies: 2)
    for person in 0..<20 {
      for _ in 0..<2 {
        let angle = Float(person) / 20
        let features = FaceFeatures(
          embedding: [1 - angle, angle], patches: [1, 0], globalDescriptor: [1, 0])
        store.append([features, features], label: person)
      }
    }
    return store
  }

  @Test func eachQueryHasOnePositivePairThenItsNegatives() throws {
    let store = store()
    let sampler = try PairSampler(store, seed: 3, negatives: 3, hardShare: 0.5)
    let pairs = sampler.pairs(step: 5, count: 32)
    #expect(pairs.count == 32)
    for start in stride(from: 0, to: 32, by: 4) {
      let query = pairs[start].query
      let person = store.labels[query.face]
      #expect(store.labels[pairs[start].candidate.face] == person)
      #expect(pairs[start].candidate.face != query.face)
      for pair in pairs[start + 1..<start + 4] {
        #expect(pair.query == query)
        #expect(store.labels[pair.candidate.face] != person && pair.candidate.copy == 0)
      }
    }
    let again = try PairSampler(store, seed: 3, negatives: 3, hardShare: 0.5)
    #expect(again.pairs(step: 5, count: 32).map(\.candidate.face) == pairs.map(\.candidate.face))
  }

  /// A hard negative is one of the ten nearest people, an easy one any other.
  @Test(arguments: [0, 1] as [Float])
  func hardNegativesAreNear(_ share: Float) throws {
    let store = store()
    let sampler = try PairSampler(store, seed: 1, negatives: 7, hardShare: share)
    var far = 0
    for pair in sampler.pairs(step: 0, count: 512) {
      let (query, other) = (store.labels[pair.query.face], store.labels[pair.candidate.face])
      if abs(query - other) > 10 { far += 1 }
    }
    #expect(share == 1 ? far == 0 : far > 60)
  }
}
