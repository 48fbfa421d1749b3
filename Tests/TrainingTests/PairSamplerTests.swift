import Basics
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
    var store = FaceFeatureStore(shape: shape, occluded: 1)
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

  /// Faces of two rows of three patches with one value: the number of the face and copy.
  private func numbered(plain: Int, occluded: Int) -> FaceFeatureStore {
    let shape = BackboneShape(
      architecture: "toy", inputWidth: 8, inputHeight: 8, grid: PatchGrid(rows: 2, columns: 3),
      patchChannels: 1, embeddingSize: 2)
    var store = FaceFeatureStore(shape: shape, plain: plain, occluded: occluded)
    for face in 0..<6 {
      let copies = (0..<plain + occluded).map { copy in
        FaceFeatures(
          embedding: [Float(1 + face), 1],
          patches: .init(repeating: Float(10 * face + copy), count: 6),
          globalDescriptor: [1])
      }
      store.append(copies, label: face / 2)
    }
    return store
  }

  /// With mirror images, candidates and clean queries are one or the other, and covered queries come after both.
  @Test func mirrorImagesAreCandidatesToo() throws {
    let sampler = try PairSampler(numbered(plain: 2, occluded: 1), seed: 1)
    let pairs = sampler.pairs(step: 0, count: 400)
    #expect(Set(pairs.map(\.candidate.copy)) == [0, 1])
    #expect(Set(pairs.map(\.query.copy)) == [0, 1, 2])
    let covered = pairs.count { $0.query.copy == 2 }
    #expect(covered > 250 && covered < 350)
    #expect(pairs.allSatisfy { $0.mixed == nil })
  }

  /// All pairs of a query get the same rectangle of another face; the rest of the patches stays.
  @Test func partsOfSomeQueriesAreAnotherFaces() throws {
    let store = numbered(plain: 1, occluded: 1)
    let sampler = try PairSampler(store, seed: 1, negatives: 3, mixedShare: 0.5)
    let pairs = sampler.pairs(step: 0, count: 800)
    var mixed = 0
    for start in stride(from: 0, to: pairs.count, by: 4) {
      guard let part = pairs[start].mixed else {
        #expect(pairs[start..<start + 4].allSatisfy { $0.mixed == nil })
        continue
      }
      mixed += 1
      #expect(pairs[start..<start + 4].allSatisfy { $0.mixed == part })
      let query = pairs[start].query
      var patches = [Float](repeating: 0, count: 6)
      patches.withUnsafeMutableBufferPointer {
        store.writePatches(face: query.face, copy: query.copy, to: $0.baseAddress!)
        store.writePatches(part, to: $0.baseAddress!)
      }
      for place in 0..<6 {
        let isInside = part.rows.contains(place / 3) && part.columns.contains(place % 3)
        #expect(
          patches[place]
            == Float(isInside ? 10 * part.face : 10 * query.face + query.copy))
      }
    }
    #expect(mixed > 70 && mixed < 130)
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
