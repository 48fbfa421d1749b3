import Networks

/// What the EMD needs of one face: its patches, and what some weightings compare them with.
package struct FacePatches: Sendable, Equatable {
  package let patches: PatchSet
  /// Shape `[C]`, of any length: `FaceFeatures.globalDescriptor`, for the weighting CC.
  package let descriptor: [Float]?
  /// Shape `[N]`: how many facial landmarks fall on each patch, for the weighting LMK.
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

  /// The same face on another grid: see `PatchSet.pooled`.
  ///
  /// - Parameter landmarkDensity: Shape of the new grid; landmarks have to be counted anew.
  package func pooled(to grid: PatchGrid, landmarkDensity: [Double]? = nil) -> FacePatches {
    FacePatches(
      patches: patches.pooled(to: grid), descriptor: descriptor, landmarkDensity: landmarkDensity)
  }
}
