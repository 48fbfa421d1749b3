import Basics
import Datasets
import Evidence
import Identification
import Networks
import Pictures
import Reports
import Runs
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Prints the time of each stage in milliseconds, and its ratio to the time that this machine's
/// arithmetic or memory needs at its peak, measured in the same run.
@main
enum FacetBenchmarks {
  static func main() throws {
    let tables: [String: ([String]) throws -> Void] = [
      "importance": ImportanceTable.run, "model": ModelTimes.run,
      "large-gallery": LargeGallery.run, "end-of-batch": ReportBenchmarks.endOfBatch,
    ]
    if let name = CommandLine.arguments.dropFirst().first, let run = tables[name] {
      return try run(Array(CommandLine.arguments.dropFirst(2)))
    }
    let groups: [(name: String, make: () throws -> [Benchmark])] = [
      ("backbone", { try backbone() }), ("stage1", search), ("stage1-million", largeSearch),
      ("emd", transport), ("h2l", hybrid), ("mtcnn", DetectionBenchmarks.all),
      ("report", { try ReportBenchmarks().all }), ("gallery", GalleryBenchmarks.all),
    ]
    if CommandLine.arguments.dropFirst().first == "json", CommandLine.arguments.count == 4 {
      // The least time of one benchmark, for comparisons with other programs: json GROUP NAME.
      let (group, name) = (CommandLine.arguments[2], CommandLine.arguments[3])
      let benchmarks =
        group == "backbone"
        ? try backbone(only: name) : try groups.first { $0.name == group }?.make() ?? []
      guard let benchmark = benchmarks.first(where: { $0.name == name }) else {
        print("There is no benchmark '\(name)' in '\(group)'.")
        return
      }
      print("{\"\(name)\": \(fixed(try Timing(benchmark).least, 3))}")
      return
    }
    let peak = try machinePeak()
    print("Milliseconds on \(Threads.count) threads, OpenBLAS \(BLAS.kernels).")
    print(
      "Peak measured now: \(fixed(peak.operations / 1e6, 0)) GFLOP/s, \(fixed(peak.bytes / 1e6, 1)) GB/s."
    )
    print("floor: the time of the products or bytes alone at that peak.")
    print(
      "published: the time of the published code, PyTorch 2.13 with MKL, two cores of a Xeon (DESIGN).\n"
    )
    print(Table.header)
    // An argument selects the groups whose names begin with it.
    let word = CommandLine.arguments.dropFirst().first?.lowercased() ?? ""
    for group in groups where group.name.hasPrefix(word) { try run(group.make(), peak) }
  }

  private static func run(_ benchmarks: [Benchmark], _ peak: MachinePeak) throws {
    var medians: [String: Double] = [:]
    for benchmark in benchmarks {
      let timing = try Timing(benchmark)
      print(Table.line(benchmark, timing, peak))
      medians[benchmark.name] = timing.median
      if let base = benchmark.base, let other = medians[base] {
        print("  \(fixed(timing.median / other, 2)) times '\(base)' (medians)")
      }
    }
  }

  private static func machinePeak() throws -> MachinePeak {
    let size = 2048
    let left = Samples.numbers(size * size, seed: 1)
    let right = Samples.numbers(size * size, seed: 2)
    var product = [Float](repeating: 0, count: size * size)
    let gemm = try Timing(
      Benchmark(name: "", runs: 7) {
        product.withUnsafeMutableBufferPointer {
          parallelProduct(
            m: size, n: size, k: size, a: left, lda: size, transposedB: right, ldb: size,
            c: $0.baseAddress!, ldc: size)
        }
      })
    let count = 1 << 26
    let block = 1 << 20
    let numbers = [Float](repeating: 1, count: count)
    var total = Float(0)
    let read = try Timing(
      Benchmark(name: "", runs: 7) {
        total += numbers.withUnsafeBufferPointer { buffer in
          let shared = SharedPointer(UnsafeMutablePointer(mutating: buffer.baseAddress!))
          return collectInParallel(count: count / block) { index, _ in
            var sums = SIMD16<Float>.zero
            let rows = UnsafeRawPointer(shared.pointer + index * block)
              .assumingMemoryBound(to: SIMD16<Float>.self)
            for row in 0..<block / 16 { sums += rows[row] }
            return sums.sum()
          }.reduce(0, +)
        }
      })
    precondition(total > 0 && product[0].isFinite)
    return MachinePeak(
      operations: 2 * Double(size * size * size) / gemm.least,
      bytes: Double(4 * count) / read.least)
  }

  /// - Parameter name: The benchmark that is needed; `nil` for all.
  private static func backbone(only name: String? = nil) throws -> [Benchmark] {
    let folder = try Folder()
    let pictures = (0..<16).map { Samples.picture(UInt64($0)) }
    let architectures: [(architecture: BackboneArchitecture, published: String?)] = [
      (.mobileFaceNet, "4.5-9"), (.resNetFace18, "28-33"), (.sphere20, nil),
      (.inceptionResNetV1, nil),
    ]
    let wanted = architectures.filter {
      name?.hasPrefix($0.architecture.shape.architecture) ?? true
    }
    return try wanted.flatMap { architecture, published in
      let name = architecture.shape.architecture
      let path = "\(folder.path)/\(name).safetensors"
      try Samples.write(architecture, to: path)
      let network = try loadBackbone(path: path)
      return [
        Benchmark(name: "\(name), one picture", published: published, runs: 30) {
          _ = try network.features(of: [pictures[0]])
        },
        Benchmark(name: "\(name), 16 pictures", runs: 7) {
          _ = try network.features(of: pictures)
        },
      ]
    }
  }

  private static func search() -> [Benchmark] {
    let size = 512
    let one = Samples.unitRows(count: 1, size: size, seed: 9)
    let small = EmbeddingSearch(
      EmbeddingMatrix(
        dimension: size, values: Samples.unitRows(count: 13_233, size: size, seed: 10)))
    return [
      Benchmark(
        name: "Stage 1, 13,233 x 512, one query", bytes: Double(13_233 * size * 4), runs: 50
      ) { _ = small.nearest(to: one, k: 100) }
    ]
  }

  private static func largeSearch() -> [Benchmark] {
    let size = 512
    let queries = Samples.unitRows(count: 64, size: size, seed: 9)
    let one = Array(queries[..<size])
    // The million rows are ten thousand, repeated.
    let rows = Samples.unitRows(count: 10_000, size: size, seed: 11)
    var all: [Float] = []
    all.reserveCapacity(1_000_000 * size)
    for _ in 0..<100 { all += rows }
    let large = EmbeddingSearch(EmbeddingMatrix(dimension: size, values: all))
    return [
      Benchmark(
        name: "Stage 1, 1,000,000 x 512, one query", bytes: Double(1_000_000 * size * 4),
        published: "154 (faiss)", runs: 9
      ) { _ = large.nearest(to: one, k: 100) },
      Benchmark(
        name: "Stage 1, 1,000,000 x 512, 64 queries", operations: 2 * 64e6 * Double(size),
        published: "4416 (faiss)", runs: 3
      ) { _ = large.nearest(to: queries, k: 100) },
    ]
  }

  private static func transport() -> [Benchmark] {
    let cases: [(grid: PatchGrid, published: String?, solver: TransportSolver)] = [
      (.eightByEight, "7.2", .sinkhorn), (.fourByFour, "1.4", .sinkhorn),
      (.eightByEight, "7.2", .published), (.eightByEight, nil, .exact),
      (PatchGrid(rows: 7, columns: 6), nil, .exact), (.fourByFour, nil, .exact),
    ]
    return cases.map { grid, published, solver in
      let query = Samples.face(0, grid: grid, channels: 512)
      let candidates = CandidatePatches(
        (1...100).map { Samples.face($0, grid: grid, channels: 512) })
      let distance = EarthMoversDistance(weighting: .apc, solver: solver)
      return Benchmark(
        name: "EMD, 100 candidates, \(grid) x 512, \(solver.rawValue)",
        operations: 2 * Double(100 * grid.count * grid.count * 512), published: published, runs: 50
      ) { _ = try distance.scores(of: query, against: candidates) }
    }
  }

  private static func hybrid() throws -> [Benchmark] {
    let network = try Samples.hybrid()
    let query = Samples.numbers(64 * 512, seed: 5)
    let candidates = Samples.numbers(100 * 64 * 512, seed: 6)
    let few = Array(candidates[..<(12 * 64 * 512)])
    let name = "H2L, 100 pairs, dim 512, depth 1"
    let float = Benchmark(name: name, operations: 62e9, published: "345", runs: 7) {
      _ = network.vectors(query: query, candidates: candidates)
    }
    guard network.hasInt8 else { return [float] }
    // As a ranking does it: all pairs in 8 bits, then about twelve of them in 32.
    return [
      float,
      Benchmark(name: "H2L in 8 bits", base: name, runs: 7) {
        _ = network.vectors(query: query, candidates: candidates, precision: .int8)
      },
      Benchmark(name: "H2L in 8 bits, then 12 pairs in 32", base: name, runs: 7) {
        _ = network.vectors(query: query, candidates: candidates, precision: .int8)
        _ = network.vectors(query: query, candidates: few)
      },
    ]
  }
}

/// A folder for one run.
final class Folder {
  let path: String

  init() throws {
    path =
      "\(FileManager.default.temporaryDirectory.path)/facet-benchmarks-\(UInt64.random(in: 0...UInt64.max))"
    try makeFolders(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
