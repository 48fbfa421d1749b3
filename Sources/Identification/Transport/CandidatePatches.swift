import Basics
import CVectorKernels
import Networks
import Tensors

/// The faces that one query is compared with by the EMD, all on one grid.
///
/// Unchecked because of `owner`, which is only kept alive.
package struct CandidatePatches: @unchecked Sendable {
  package let grid: PatchGrid
  package let channels: Int
  package let count: Int
  /// The lengths, shape `[k, N]`: see `PatchSet.lengths`.
  let lengths: [Float]
  /// The descriptors for CC, shape `[k, C]`.
  let descriptors: [Float]?
  /// The landmark counts for LMK, shape `[k, N]`.
  let landmarkDensities: [Double]?
  private let storage: Storage
  private let owner: AnyObject?

  private enum Storage {
    /// All patches, shape `[k, N, C]`.
    case floats([Float])
    /// One pointer per candidate: shape `[N, C]`, 16-bit floating point.
    case halves([SharedPointer<UInt16>])
  }

  /// - Parameters:
  ///   - values: The patches, shape `[k, N, C]`, rows of length 1 or zero.
  ///   - lengths: The lengths, shape `[k, N]`; `nil` if all rows had length 1.
  ///   - descriptors: The descriptors for CC, shape `[k, C]`.
  ///   - landmarkDensities: The landmark counts for LMK, shape `[k, N]`, not negative.
  /// - Precondition: The counts agree.
  package init(
    grid: PatchGrid, channels: Int, count: Int, values: [Float], lengths: [Float]? = nil,
    descriptors: [Float]? = nil, landmarkDensities: [Double]? = nil
  ) {
    precondition(values.count == count * grid.count * channels)
    self.init(
      grid: grid, channels: channels, count: count, lengths: lengths, descriptors: descriptors,
      landmarkDensities: landmarkDensities, storage: .floats(values), owner: nil)
  }

  /// Creates candidates from faces; CC and LMK are possible if all faces have the data for them.
  ///
  /// - Precondition: The faces have one grid and the same number of channels; there is at least
  ///   one.
  package init(_ faces: [FacePatches]) {
    let first = faces[0].patches
    precondition(
      faces.allSatisfy { $0.patches.grid == first.grid && $0.patches.channels == first.channels })
    func joined<Element>(_ part: (FacePatches) -> [Element]?) -> [Element]? {
      let parts = faces.compactMap(part)
      return parts.count == faces.count ? Array(parts.joined()) : nil
    }
    self.init(
      grid: first.grid, channels: first.channels, count: faces.count,
      values: joined { $0.patches.values }!, lengths: joined { $0.patches.lengths },
      descriptors: joined { $0.descriptor }, landmarkDensities: joined { $0.landmarkDensity })
  }

  /// Creates candidates from patches in 16 bits, such as those of a memory-mapped gallery.
  ///
  /// - Parameters:
  ///   - halves: The patches, one pointer per candidate, each to `N * C` numbers that are not
  ///     written as long as `owner` lives; the other parameters are as above.
  package init(
    grid: PatchGrid, channels: Int, halves: [UnsafePointer<UInt16>], owner: AnyObject?,
    lengths: [Float]? = nil, descriptors: [Float]? = nil, landmarkDensities: [Double]? = nil
  ) {
    self.init(
      grid: grid, channels: channels, count: halves.count, lengths: lengths,
      descriptors: descriptors, landmarkDensities: landmarkDensities,
      storage: .halves(halves.map { SharedPointer(UnsafeMutablePointer(mutating: $0)) }),
      owner: owner)
  }

  private init(
    grid: PatchGrid, channels: Int, count: Int, lengths: [Float]?, descriptors: [Float]?,
    landmarkDensities: [Double]?, storage: Storage, owner: AnyObject?
  ) {
    precondition(channels > 0 && count > 0, "there are no candidates")
    precondition(lengths == nil || lengths!.count == count * grid.count)
    precondition(descriptors == nil || descriptors!.count == count * channels)
    precondition(landmarkDensities == nil || landmarkDensities!.count == count * grid.count)
    self.grid = grid
    self.channels = channels
    self.count = count
    self.lengths = lengths ?? [Float](repeating: 1, count: count * grid.count)
    self.descriptors = descriptors
    self.landmarkDensities = landmarkDensities
    self.storage = storage
    self.owner = owner
  }

  /// Calls `body` with a candidate's patches in 32 bits, shape `[N, C]`.
  ///
  /// - Parameter space: Memory for as many numbers, used if they have to be widened.
  func withValues<Result>(
    of candidate: Int, space: UnsafeMutablePointer<Float>,
    _ body: (UnsafePointer<Float>) -> Result
  ) -> Result {
    let size = grid.count * channels
    switch storage {
    case .floats(let values):
      return values.withUnsafeBufferPointer { body($0.baseAddress! + candidate * size) }
    case .halves(let rows):
      return withExtendedLifetime(owner) {
        facet_widen_halves(rows[candidate].pointer, space, size)
        return body(space)
      }
    }
  }
}
