import Networks
import Tensors

/// The cosines of a query's patches with those of all candidates: one matrix product.
///
/// Unchecked: written in the initialiser only.
final class PatchProducts: @unchecked Sendable {
  /// From one row to the next.
  let stride: Int
  private let rows: Int
  private let columns: Int
  /// Shape `[k * N_gallery, stride]`: the columns are the query's patches and, for CC, its
  /// descriptor.
  private let values: UnsafeMutablePointer<Float>
  /// For CC: shape `[k, N_query]`, the candidates' descriptors with the query's patches.
  private var descriptorProducts: [Float] = []

  init(query: FacePatches, candidates: CandidatePatches, weighting: PatchWeighting) {
    let channels = query.patches.channels
    rows = candidates.grid.count
    columns = query.patches.grid.count
    let descriptor = weighting == .cc ? query.descriptor! : []
    let queryRows = query.patches.values + descriptor
    stride = queryRows.count / channels
    values = .allocate(capacity: candidates.count * rows * stride)
    candidates.withValues { gallery in
      sgemm(
        transposeB: true, m: candidates.count * rows, n: stride, k: channels, a: gallery,
        lda: channels, b: queryRows, ldb: channels, c: values, ldc: stride)
    }
    guard weighting == .cc else { return }
    descriptorProducts = [Float](repeating: 0, count: candidates.count * columns)
    sgemm(
      transposeB: true, m: candidates.count, n: columns, k: channels, a: candidates.descriptors!,
      lda: channels, b: query.patches.values, ldb: channels, c: &descriptorProducts, ldc: columns)
  }

  deinit { values.deallocate() }

  /// A candidate's cosines: shape `[N_gallery, N_query]`, rows `stride` apart.
  func matrix(_ candidate: Int) -> UnsafePointer<Float> {
    UnsafePointer(values + candidate * rows * stride)
  }

  /// The same in double precision and transposed: shape `[N_query, N_gallery]`.
  func cosines(_ candidate: Int) -> [Double] {
    let matrix = matrix(candidate)
    return (0..<rows * columns).map { Double(matrix[$0 % rows * stride + $0 / rows]) }
  }

  /// A candidate's patch with the query's descriptor.
  func queryDescriptorProduct(_ candidate: Int, row: Int) -> Float {
    matrix(candidate)[row * stride + columns]
  }

  /// A query's patch with the candidate's descriptor.
  func galleryDescriptorProduct(_ candidate: Int, column: Int) -> Float {
    descriptorProducts[candidate * columns + column]
  }
}
