import Pictures
import Tensors

/// A backbone whose embedding is the upright picture's and the mirrored picture's, each of length 1,
/// one after the other: the way in which many networks were published and tested.
///
/// The patches are those of the upright picture.
final class MirroredBackbone: Backbone {
  let shape: BackboneShape
  let upright: any Backbone

  init(_ backbone: any Backbone) {
    upright = backbone
    let own = backbone.shape
    shape = BackboneShape(
      architecture: own.architecture, inputWidth: own.inputWidth, inputHeight: own.inputHeight,
      grid: own.grid, patchChannels: own.patchChannels, embeddingSize: 2 * own.embeddingSize,
      alignment: own.alignment)
  }

  func features(of pictures: [Picture]) throws -> [FaceFeatures] {
    // Mirrored after resizing, so that both halves come from the same pixels.
    let fitted = pictures.map { picture in
      picture.width == shape.inputWidth && picture.height == shape.inputHeight
        ? picture : picture.resized(width: shape.inputWidth, height: shape.inputHeight)
    }
    let features = try upright.features(of: fitted + fitted.map(\.mirrored))
    return pictures.indices.map { index in
      let own = features[index]
      let both = [own, features[pictures.count + index]].flatMap { unit($0.embedding) }
      return FaceFeatures(
        embedding: both, patches: own.patches, globalDescriptor: own.globalDescriptor,
        embeddingLength: own.embeddingLength)
    }
  }

  func embeddingMap() throws(EmbeddingMapMissing) -> (weight: [Float], bias: [Float]) {
    try upright.embeddingMap()
  }

  /// Returns the values divided by their length; zeros stay zeros.
  private func unit(_ values: [Float]) -> [Float] {
    let length = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    return length > 0 ? values.map { Float(Double($0) / length) } : values
  }
}
