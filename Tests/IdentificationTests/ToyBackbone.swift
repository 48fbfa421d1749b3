import Networks
import Pictures

/// A backbone without weights: patches are the pixels of 2x2 cells of an 8x6 picture.
final class ToyBackbone: Backbone {
  let shape = BackboneShape(
    architecture: "toy", inputWidth: 6, inputHeight: 8, grid: PatchGrid(rows: 4, columns: 3),
    patchChannels: 4, embeddingSize: 48)

  func features(of pictures: [Picture]) throws -> [FaceFeatures] {
    pictures.map { picture in
      let picture = picture.converted(to: .gray).resized(width: 6, height: 8)
      var patches: [Float] = []
      for row in 0..<4 {
        for column in 0..<3 {
          for (y, x) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let sample = picture.samples[(2 * row + y) * 6 + 2 * column + x]
            patches.append((Float(sample) - 100) / 100)
          }
        }
      }
      return FaceFeatures(
        embedding: patches, patches: patches, globalDescriptor: Array(patches[..<4]))
    }
  }

  func embeddingMap() -> (weight: [Float], bias: [Float]) {
    let weight = (0..<48 * 48).map { Float($0 / 48 == $0 % 48 ? 1 : 0) }
    return (weight, [Float](repeating: 0, count: 48))
  }
}
