import Basics
import CVectorKernels
import Foundation
import Networks
import Synchronization
import Tensors
import Testing
import _TestSupport

@testable import Identification

/// The vector level belongs to the calling thread. The number of threads belongs to the process,
/// but results do not depend on it.
@Suite struct VectorLevelTests {
  func scores(
    _ grid: PatchGrid, solver: TransportSolver, faces places: Range<Int> = 0..<9
  ) throws -> [TransportScore] {
    let query = TestFaces.face("query", grid: grid, channels: 48)
    let faces = places.map { TestFaces.face("face \($0)", grid: grid, channels: 48) }
    return try EarthMoversDistance(weighting: .apc, solver: solver)
      .scores(of: query, against: CandidatePatches(faces))
  }

  // 1: AVX2 at most, 2: plain C.
  @Test(arguments: [1, 2], [(1, 1), (1, 7), (3, 3), (4, 4), (7, 6), (7, 7), (8, 8)])
  func plainCodeAgrees(limit: CInt, shape: (Int, Int)) throws {
    let grid = PatchGrid(rows: shape.0, columns: shape.1)
    for solver in [TransportSolver.sinkhorn, .published] {
      // One at a time: loops of one step run on this thread.
      func all() throws -> [TransportScore] {
        try (0..<9).flatMap { try scores(grid, solver: solver, faces: $0..<$0 + 1) }
      }
      let best = try all()
      facet_vector_level_limit(limit)
      defer { facet_vector_level_limit(0) }
      let plain = try all()
      #expect(farthest(plain.map(\.similarity), best.map(\.similarity)) < 2e-6)
      #expect(plain.map(\.converged) == best.map(\.converged))
    }
  }

  @Test(arguments: [1, 2])
  func rowProductsAgree(limit: CInt) {
    for columns in [1, 15, 16, 63, 64, 65, 130, 512] {
      let rows = HashedValues.unit("rows", count: 5 * columns)
      let vector = HashedValues.unit("vector", count: columns)
      var (found, plain) = ([Float](repeating: 0, count: 5), [Float](repeating: 0, count: 5))
      facet_row_products(rows, 5, columns, vector, &found)
      facet_vector_level_limit(limit)
      facet_row_products(rows, 5, columns, vector, &plain)
      facet_vector_level_limit(0)
      let exact = (0..<5).map { row in
        (0..<columns).reduce(0.0) { $0 + Double(rows[row * columns + $1]) * Double(vector[$1]) }
      }
      #expect(farthest(found.map(Double.init), exact) < 1e-5)
      #expect(farthest(plain.map(Double.init), exact) < 1e-5)
    }
  }

  @Test(arguments: [0, 1, 2], [16, 32, 48, 64, 80, 128])
  func blockProductsAgree(limit: CInt, width: Int) {
    for (count, channels) in [(1, 1), (7, 3), (9, 48), (16, 5), (23, 48), (42, 17), (64, 16)] {
      let rows = HashedValues.unit("rows", count: count * channels)
      let factors = HashedValues.unit("factors", count: channels * width)
      var found = [Float](repeating: .nan, count: count * width)
      facet_vector_level_limit(limit)
      facet_block_products(rows, count, channels, factors, width, &found)
      facet_vector_level_limit(0)
      let exact = (0..<count * width).map { place in
        (0..<channels).reduce(0.0) { sum, channel in
          let row = Double(rows[place / width * channels + channel])
          return sum + row * Double(factors[channel * width + place % width])
        }
      }
      #expect(farthest(found.map(Double.init), exact) < 1e-5)
    }
  }

  @Test func theLevelIsTheThreadsOwn() {
    @Sendable func products() -> [Float] {
      let columns = 512
      let rows = HashedValues.unit("rows", count: 5 * columns)
      let vector = HashedValues.unit("vector", count: columns)
      var found = [Float](repeating: 0, count: 5)
      facet_row_products(rows, 5, columns, vector, &found)
      return found
    }
    let best = products()
    facet_vector_level_limit(2)
    defer { facet_vector_level_limit(0) }
    let other = Mutex<[Float]>([])
    let done = DispatchSemaphore(value: 0)
    Thread {
      let found = products()
      other.withLock { $0 = found }
      done.signal()
    }.start()
    done.wait()
    // Sums in another order differ in the last digits.
    #expect(other.withLock { $0 } == best)
  }

  @Test(arguments: [0, 2])
  func halvesAreWidenedExactly(limit: CInt) {
    facet_vector_level_limit(limit)
    defer { facet_vector_level_limit(0) }
    let all = (0...UInt16.max).map { $0 }
    var found = [Float](repeating: 0, count: all.count)
    facet_widen_halves(all, &found, all.count)
    for (bits, value) in zip(all, found) {
      let expected = float(halfBits: bits)
      #expect(value == expected || value.isNaN && expected.isNaN)
      #expect(value.isNaN || value.sign == expected.sign)
    }
  }

  @Test func sixteenBitPatchesAreWidened() throws {
    let grid = PatchGrid.fourByFour
    let query = TestFaces.face("query", grid: grid)
    let bits = (0..<3).map { face in
      TestFaces.face("face \(face)", grid: grid).patches.values.map(halfBits)
    }
    let lengths = (0..<3).flatMap { TestFaces.face("face \($0)", grid: grid).patches.lengths }
    let distance = EarthMoversDistance(weighting: .apc, solver: .sinkhorn)
    let widened = CandidatePatches(
      grid: grid, channels: 24, count: 3, values: bits.joined().map(float(halfBits:)),
      lengths: lengths)
    let expected = try distance.scores(of: query, against: widened)
    let joined = Array(bits.joined())
    let found = try joined.withUnsafeBufferPointer { buffer in
      try distance.scores(
        of: query,
        against: CandidatePatches(
          grid: grid, channels: 24, halves: (0..<3).map { buffer.baseAddress! + $0 * 16 * 24 },
          owner: nil, lengths: lengths))
    }
    #expect(found == expected)
  }

  @Test(arguments: TransportSolver.allCases)
  func threadsDoNotChangeTheScores(solver: TransportSolver) throws {
    let before = Threads.count
    defer { Threads.set(before) }
    Threads.set(1)
    let one = try scores(.eightByEight, solver: solver)
    for count in [2, 3] {
      Threads.set(count)
      #expect(try scores(.eightByEight, solver: solver) == one)
    }
  }
}
