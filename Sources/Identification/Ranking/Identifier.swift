import Faces
import Networks
import Tensors

/// The two stages on one gallery: cosine of embeddings, then each re-ranker on the first k.
package struct Identifier: Sendable {
  package let gallery: Gallery
  private let reranker: HybridTransformer?
  package let grid: PatchGrid
  private let search: EmbeddingSearch
  private let own: OwnPictures

  /// - Parameters:
  ///   - grid: Of the EMD.
  ///   - ownPictures: Which gallery pictures are left out of a query's ranking.
  /// - Precondition: The transformer takes the gallery's patches. Without one, nobody asks for H2L.
  package init(
    gallery: Gallery, transformer: HybridTransformer?, grid: GridChoice,
    ownPictures rule: OwnPictureRule = .samePicture
  ) {
    if let transformer {
      precondition(transformer.shape.grid == gallery.grid)
      precondition(transformer.shape.patchSize == gallery.channels)
    }
    self.gallery = gallery
    reranker = transformer
    self.grid = grid.grid(native: gallery.grid)
    search = EmbeddingSearch(gallery.embeddings)
    own = OwnPictures(gallery, rule: rule)
  }

  /// The H2L.
  ///
  /// - Precondition: There is one.
  package var transformer: HybridTransformer {
    guard let reranker else { preconditionFailure("this identifier has no H2L") }
    return reranker
  }

  /// Stage 1 of several queries: the nearest `depth` of the gallery for each.
  ///
  /// The query's own pictures are left out.
  package func stage1(_ queries: [Query], depth: Int) -> [[Neighbor]] {
    search.nearest(
      to: queries.flatMap(\.embedding), k: depth, excluding: queries.map(ownPictures))
  }

  /// The gallery pictures that are the query's own, by the rule of this identifier.
  package func ownPictures(of query: Query) -> Set<Int> {
    Set(own.places(of: query).map(\.index))
  }

  /// The same pictures, each with its name and why it is left out.
  package func leftOut(of query: Query) -> [LeftOutPicture] {
    own.places(of: query).map { index, reason in
      let entry = gallery.entries[index]
      return LeftOutPicture(path: entry.path, label: entry.label, reason: reason)
    }
  }

  /// Stage 1's cosines of a query with some gallery pictures, in their order, in double precision.
  package func cosines(_ query: Query, _ indices: [Int]) -> [Double] {
    gallery.embeddings.withOwner {
      indices.map { index in
        zip(query.embedding, gallery.embeddings.row(index)).reduce(0) {
          $0 + Double($1.0) * Double($1.1)
        }
      }
    }
  }

  /// EMD similarities of a query to some gallery pictures, in their order.
  ///
  /// - Throws: `LandmarksMissing` where LMK needs what a picture lacks, `LandmarkError` for a broken
  ///   landmark file.
  package func emd(_ query: Query, _ indices: [Int], _ distance: EarthMoversDistance) throws
    -> [TransportScore]
  {
    guard !indices.isEmpty else { return [] }
    let needsLandmarks = distance.weighting == .lmk
    let face = try patches(of: query, withLandmarks: needsLandmarks)
    if needsLandmarks && face.landmarkDensity == nil {
      throw LandmarksMissing(path: query.name)
    }
    var densities: [Double] = []
    if needsLandmarks {
      for index in indices {
        guard let density = try landmarkDensity(index) else {
          throw LandmarksMissing(path: gallery.entries[index].path)
        }
        densities += density
      }
    }
    let candidates =
      grid == gallery.grid
      ? gallery.candidates(indices, landmarkDensities: needsLandmarks ? densities : nil)
      : CandidatePatches(try indices.map { try patches(of: $0, withLandmarks: needsLandmarks) })
    return try distance.scores(of: face, against: candidates)
  }

  /// H2L similarities of a query to some gallery pictures, in their order.
  ///
  /// - Throws: `RerankerOverflow` where the re-ranker's numbers are not finite.
  package func h2l(_ query: Query, _ indices: [Int]) throws(RerankerOverflow) -> [Double] {
    guard !indices.isEmpty else { return [] }
    let similarities = transformer.vectors(
      query: query.networkOutput, candidates: gallery.networkOutputs(indices)
    ).similarities
    if let place = similarities.firstIndex(where: { !$0.isFinite }) {
      throw RerankerOverflow(candidate: gallery.entries[indices[place]].path)
    }
    return similarities
  }

  /// One pair through the H2L, with its output tokens.
  package func trace(_ query: Query, _ index: Int) -> HybridTransformer.Trace {
    transformer.trace(query: query.networkOutput, candidate: gallery.networkOutputs([index]))
  }

  /// A query as the EMD takes it, on a grid.
  ///
  /// - Parameter grid: `nil`: the one of the ranking.
  package func patches(of query: Query, on grid: PatchGrid? = nil, withLandmarks: Bool) throws
    -> FacePatches
  {
    let grid = grid ?? self.grid
    return FacePatches(
      patches: query.patches.pooled(to: grid), descriptor: query.descriptor,
      landmarkDensity: withLandmarks
        ? try Self.landmarkDensity(
          query.listed.location, query.sighting, width: query.width, height: query.height,
          grid: grid) : nil)
  }

  /// A gallery face as the EMD takes it, on a grid.
  package func patches(of index: Int, on grid: PatchGrid? = nil, withLandmarks: Bool) throws
    -> FacePatches
  {
    let grid = grid ?? self.grid
    return FacePatches(
      patches: gallery.patches(of: index).pooled(to: grid),
      descriptor: gallery.descriptor(of: index),
      landmarkDensity: withLandmarks ? try landmarkDensity(index, grid: grid) : nil)
  }

  private func landmarkDensity(_ index: Int, grid: PatchGrid? = nil) throws -> [Double]? {
    let entry = gallery.entries[index]
    return try Self.landmarkDensity(
      gallery.locations[index], entry.face, width: entry.width, height: entry.height,
      grid: grid ?? self.grid)
  }

  private static func landmarkDensity(
    _ location: String, _ sighting: FaceSighting?, width: Int, height: Int, grid: PatchGrid
  ) throws -> [Double]? {
    if let sighting {
      return try sighting.landmarks(besidePhotograph: location).landmarks.density(
        rows: grid.rows, columns: grid.columns, pictureWidth: sighting.cropWidth,
        pictureHeight: sighting.cropHeight)
    }
    return try Landmarks68.beside(picturePath: location)?
      .density(
        rows: grid.rows, columns: grid.columns, pictureWidth: width, pictureHeight: height)
  }
}

/// The H2L gave numbers that are infinite or not numbers.
package struct RerankerOverflow: Error, Equatable, CustomStringConvertible {
  package let candidate: String

  package var description: String {
    """
    The re-ranker gave numbers that are infinite or not numbers with '\(candidate)'; its file is \
    damaged or was made for another backbone: give the one that was made for this.
    """
  }
}

/// A picture without the landmark file that the weighting LMK needs.
package struct LandmarksMissing: Error, Equatable, CustomStringConvertible {
  package let path: String

  package init(path: String) {
    self.path = path
  }

  package var description: String {
    """
    The weighting lmk needs 68 landmarks for '\(path)'; put a '.pts' or '.json' beside the picture, \
    or choose another weighting.
    """
  }
}

extension GridChoice {
  package func grid(native: PatchGrid) -> PatchGrid {
    switch self {
    case .native: native
    case .fourByFour: .fourByFour
    case .eightByEight: .eightByEight
    }
  }
}
