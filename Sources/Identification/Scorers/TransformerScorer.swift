import Basics
import Datasets
import Networks
import Tensors

/// A scorer with a published transformer: H2L and H2 for pairs, H1 and V for single pictures.
///
/// A model that reads a backbone's patches takes them from the query and the gallery. A model that
/// reads pictures opens them again. For single pictures, all embeddings of the gallery are computed
/// once, when the scorer is created. For pairs, the gallery's pictures are opened when they become
/// candidates, and kept in the network's size.
package final class TransformerScorer: Scorer {
  package let galleryCount: Int
  /// The gallery pictures that could not be opened; they rank last.
  package let failures: [PictureFailure]

  private let gallery: Gallery
  private let network: TransformerModel.Network
  private let pictures: FacePictures?
  /// The embeddings of a model for single pictures: shape `[d]` each, length 1; empty if the
  /// picture failed.
  private let embeddings: [[Float]]

  /// - Parameter progress: Called with the number of finished gallery pictures.
  /// - Precondition: `model.require` accepts the gallery's backbone.
  /// - Throws: `Interrupted`, `RerankerOverflow`.
  package init(_ model: TransformerModel, gallery: Gallery, progress: (Int) -> Void) throws {
    self.gallery = gallery
    galleryCount = gallery.entries.count
    network = model.network
    pictures = model.cutter.map { FacePictures(gallery: gallery, cutter: $0) }
    var embeddings: [[Float]] = []
    var failures: [PictureFailure] = []
    if case .image(let transformer) = model.network {
      for start in stride(from: 0, to: galleryCount, by: Self.batchSize) {
        try Interruption.check()
        let indices = Array(start..<min(start + Self.batchSize, galleryCount))
        let patches: [Result<[Float], PictureFailure>]
        if let pictures {
          patches = collectInParallel(count: indices.count) { place, _ in
            Result { () throws(PictureFailure) in try pictures.patches(ofGallery: indices[place]) }
          }
        } else {
          patches = try indices.map { .success(try gallery.networkOutputs([$0])) }
        }
        let usable = patches.compactMap { try? $0.get() }
        var computed = transformer.embeddings(usable).makeIterator()
        for (index, patches) in zip(indices, patches) {
          switch patches {
          case .success:
            embeddings.append(
              try Self.unit(computed.next()!, picture: gallery.entries[index].path))
          case .failure(let failure):
            failures.append(failure)
            embeddings.append([])
          }
        }
        progress(indices.last! + 1)
      }
    }
    self.embeddings = embeddings
    self.failures = failures
  }

  private static let batchSize = 32

  /// Returns what a model for single pictures makes of the patches of a gallery picture, for a map.
  ///
  /// - Returns: The tokens, shape `[N, size]` over the grid; `nil` for a model of pairs.
  /// - Throws: `PictureFailure` if the picture can no longer be opened.
  package func patchTokens(ofGallery index: Int) throws -> (
    tokens: [Float], size: Int, grid: PatchGrid
  )? {
    guard case .image(let transformer) = network else { return nil }
    let patches =
      try pictures?.patches(ofGallery: index) ?? gallery.networkOutputs([index])
    return (transformer.patchTokens(patches), transformer.embeddingSize, transformer.grid)
  }

  package func similarities(_ query: Query, _ indices: [Int]) throws -> [Double] {
    guard !indices.isEmpty else { return [] }
    let patches = try pictures?.patches(of: query) ?? query.networkOutput
    let similarities: [Double]
    switch network {
    case .image(let transformer):
      let own = try Self.unit(transformer.embeddings([patches])[0], picture: query.listed.path)
      // These pictures rank after every picture that could be opened.
      return indices.map { index in
        guard !embeddings[index].isEmpty else { return -2 }
        return orderedProduct(own, embeddings[index])
      }
    case .vectors(let transformer):
      similarities =
        transformer.vectors(query: patches, candidates: try candidates(indices))
        .similarities
    case .classes(let classifier):
      similarities = classifier.similarities(query: patches, candidates: try candidates(indices))
    }
    if let place = similarities.firstIndex(where: { !$0.isFinite }) {
      throw RerankerOverflow(candidate: gallery.entries[indices[place]].path)
    }
    return similarities
  }

  /// Returns the patches of gallery pictures, shape `[indices.count, N, patchSize]`.
  private func candidates(_ indices: [Int]) throws -> [Float] {
    guard let pictures else { return try gallery.networkOutputs(indices) }
    let patches = collectInParallel(count: indices.count) { place, _ in
      Result { () throws(PictureFailure) in try pictures.patches(ofGallery: indices[place]) }
    }
    var all: [Float] = []
    for patches in patches { all += try patches.get() }
    return all
  }

  private static func unit(_ vector: [Float], picture: String) throws(RerankerOverflow) -> [Float] {
    guard vector.allSatisfy(\.isFinite) else { throw RerankerOverflow(candidate: picture) }
    return Tensor(shape: [1, vector.count], values: vector).normalizedRows().values
  }
}
