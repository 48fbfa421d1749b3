import Basics
import Tensors

/// How well single patches tell identities apart: at each place of the grid a loss of its own over all
/// training identities, as `ClassLoss` has one over embeddings, without a margin; their mean.
///
/// The embedding's loss asks nothing of a patch that its neighbours know already. Patches that are
/// compared one by one, as the Earth Mover's Distance does, must each know something.
final class PatchLoss {
  private let layout: FaceNetLayout
  private let batch: Int
  private let loss: ClassLoss
  private let weight: Float
  /// Shape `[places, batch, channels]`.
  private let patches: FloatBuffer
  private let patchGradient: FloatBuffer

  /// - Parameters:
  ///   - loss: Of embeddings; its kind and scale hold for patches, too.
  ///   - weight: What the mean over the places is multiplied by.
  init(_ layout: FaceNetLayout, batch: Int, loss: ClassLoss, weight: Float) {
    self.layout = layout
    self.batch = batch
    self.loss = loss.withoutMargin
    self.weight = weight
    patches = FloatBuffer(count: batch * layout.size.featureCount)
    patchGradient = FloatBuffer(count: batch * layout.size.featureCount)
  }

  private var places: Int { layout.size.gridSide * layout.size.gridSide }

  /// - Parameters:
  ///   - features: Shape `[batch, channels, places]`.
  ///   - featureGradient: Shaped as `features`; the gradient is added.
  ///   - gradient: Of all parameters; that of the patches' identities is added.
  /// - Returns: The weighted loss.
  func evaluate(
    _ features: FloatBuffer, labels: [Int], parameters: FloatBuffer, featureGradient: FloatBuffer,
    gradient: FloatBuffer
  ) -> Double {
    let (places, channels) = (places, layout.size.patchChannels)
    let (patches, patchGradient) = (patches, patchGradient)
    let (layout, batch, loss) = (layout, batch, loss)
    let size = layout.classCount * channels
    let share = weight / Float(places)
    let losses = collectInParallel(count: places) { place, _ in
      let start = place * batch * channels
      for row in 0..<batch {
        for channel in 0..<channels {
          patches.pointer[start + row * channels + channel] =
            features.pointer[(row * channels + channel) * places + place]
        }
      }
      let classes = layout.patchClasses + place * size
      let result = loss.evaluate(
        vectors: patches.pointer + start, labels: labels, classes: parameters.pointer + classes,
        classCount: layout.classCount, size: channels,
        vectorGradient: patchGradient.pointer + start,
        classGradient: gradient.pointer + classes)
      for index in classes..<classes + size { gradient.pointer[index] *= share }
      return result.loss
    }
    inParallel(count: batch) { row, _ in
      for channel in 0..<channels {
        let target = featureGradient.pointer + (row * channels + channel) * places
        for place in 0..<places {
          target[place] +=
            share * patchGradient.pointer[(place * batch + row) * channels + channel]
        }
      }
    }
    return Double(share) * losses.reduce(0, +)
  }
}
