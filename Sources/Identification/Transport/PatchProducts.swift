import Basics
import CVectorKernels
import Networks
import Tensors

/// The cosines of a query's patches with the patches of all candidates.
///
/// A library's product would first copy both sides into an order of its own. Here the query's side
/// stays in the caches, the candidates are read once in place (also in 16 bits), and the sums do
/// not depend on the number of threads.
///
/// Unchecked: written only in the initializer.
final class PatchProducts: @unchecked Sendable {
  /// The number of elements from one row to the next.
  let stride: Int
  private let rows: Int
  private let columns: Int
  /// The products, shape `[k * N_gallery, stride]`: the columns are the query's patches and, for
  /// CC, its descriptor; the rest is zero.
  private let values: UnsafeMutablePointer<Float>
  /// The candidates' descriptors with the query's patches for CC, shape `[k, stride]`.
  private var descriptorProducts: [Float] = []

  /// - Parameter withDescriptors: Whether to include the products for weightings that use the
  ///   descriptors. The cosines are the same in both cases.
  init(query: FacePatches, candidates: CandidatePatches, withDescriptors: Bool) {
    let channels = query.patches.channels
    let rows = candidates.grid.count
    columns = query.patches.grid.count
    self.rows = rows
    let queryRows = query.patches.values + (withDescriptors ? query.descriptor! : [])
    let stride = facet_padded(queryRows.count / channels)
    self.stride = stride
    values = Self.aligned(candidates.count * rows * stride)
    let factors = SharedPointer(Self.aligned(channels * stride))
    let size = rows * channels
    let spaces = SharedPointer(Self.aligned(Threads.count * size))
    defer {
      factors.pointer.deallocate()
      spaces.pointer.deallocate()
    }
    factors.pointer.initialize(repeating: 0, count: channels * stride)
    for row in 0..<queryRows.count / channels {
      for channel in 0..<channels {
        factors.pointer[channel * stride + row] = queryRows[row * channels + channel]
      }
    }
    let products = SharedPointer(values)
    inParallel(count: candidates.count) { candidate, worker in
      candidates.withValues(of: candidate, space: spaces.pointer + worker * size) {
        facet_block_products(
          $0, rows, channels, factors.pointer, stride,
          products.pointer + candidate * rows * stride)
      }
    }
    guard withDescriptors else { return }
    descriptorProducts = [Float](unsafeUninitializedCapacity: candidates.count * stride) {
      facet_block_products(
        candidates.descriptors!, candidates.count, channels, factors.pointer, stride,
        $0.baseAddress!)
      $1 = candidates.count * stride
    }
  }

  deinit { values.deallocate() }

  /// Returns a candidate's cosines: shape `[N_gallery, N_query]`, rows `stride` apart.
  func matrix(_ candidate: Int) -> UnsafePointer<Float> {
    UnsafePointer(values + candidate * rows * stride)
  }

  /// Returns the same in double precision and transposed: shape `[N_query, N_gallery]`.
  func cosines(_ candidate: Int) -> [Double] {
    let matrix = matrix(candidate)
    return (0..<rows * columns).map { Double(matrix[$0 % rows * stride + $0 / rows]) }
  }

  /// Returns the product of a candidate's patch with the query's descriptor.
  func queryDescriptorProduct(_ candidate: Int, row: Int) -> Float {
    matrix(candidate)[row * stride + columns]
  }

  /// Returns the product of a query's patch with the candidate's descriptor.
  func galleryDescriptorProduct(_ candidate: Int, column: Int) -> Float {
    descriptorProducts[candidate * stride + column]
  }

  /// Returns memory for numbers that is aligned for vectors of 64 bytes.
  private static func aligned(_ count: Int) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Float>.size, alignment: 64
    ).bindMemory(to: Float.self, capacity: count)
  }
}
