import Networks

/// The input of the EMD for one face: its patches, and the data of some weightings.
package struct FacePatches: Sendable, Equatable {
  package let patches: PatchSet
  /// The vector `FaceFeatures.globalDescriptor` for the weighting CC, shape `[C]`, of any length.
  package let descriptor: [Float]?
  /// The number of facial landmarks on each patch, shape `[N]`, for the weighting LMK.
  package let landmarkDensity: [Double]?

  /// - Precondition: The counts agree with the patches; the density is finite and not negative.
  package init(
    patches: PatchSet, descriptor: [Float]? = nil, landmarkDensity: [Double]? = nil
  ) {
    precondition(descriptor == nil || descriptor!.count == patches.channels)
    precondition(landmarkDensity == nil || landmarkDensity!.count == patches.grid.count)
    precondition(landmarkDensity?.allSatisfy { $0 >= 0 && $0 < .infinity } ?? true)
    self.patches = patches
    self.descriptor = descriptor
    self.landmarkDensity = landmarkDensity
  }

  /// Returns the same face on another grid: see `PatchSet.pooled`.
  ///
  /// - Parameter landmarkDensity: The landmark counts on the new grid; landmarks have to be counted
  ///   again.
  package func pooled(to grid: PatchGrid, landmarkDensity: [Double]? = nil) -> FacePatches {
    FacePatches(
      patches: patches.pooled(to: grid), descriptor: descriptor, landmarkDensity: landmarkDensity)
  }
}
