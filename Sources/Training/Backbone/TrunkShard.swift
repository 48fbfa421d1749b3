import CVectorKernels
import Tensors

/// The convolutions of a `resnet_face18` in training, for a fixed number of pictures. Each thread
/// computes one shard at a time. Batch normalizations use the statistics of the shard, so that
/// shards are independent and results do not depend on the threads.
final class TrunkShard: @unchecked Sendable {
  // Unchecked: only one thread at a time computes a shard.
  let pictures: Int
  private let layout: TrainableBackboneLayout
  /// The input, shape `[pictures, side, side]`.
  let input: FloatBuffer
  /// The features, shape `[pictures, channels * grid]`, in the order of `fc5`: channels, then
  /// positions.
  let features: FloatBuffer
  /// The gradient of the parameters before the head's.
  let gradient: FloatBuffer
  /// The error, for the thread that started the shards.
  var failure: (any Error)?

  private let stem: TrainableConvolution
  private let stemNormalization: MapNormalization
  private let stemMaps: FloatBuffer
  private let stemOutput: FloatBuffer
  private let pooled: FloatBuffer
  private let blocks: [TrunkBlock]
  private let lastNormalization: MapNormalization
  private let lastMaps: FloatBuffer
  private let stemGradient: FloatBuffer
  private let scratch: [FloatBuffer]

  init(_ layout: TrainableBackboneLayout, pictures: Int) throws {
    self.layout = layout
    self.pictures = pictures
    let size = layout.size
    let (side, width) = (size.side, size.width)
    input = FloatBuffer(count: pictures * side * side)
    features = FloatBuffer(count: pictures * size.featureCount)
    gradient = FloatBuffer(count: layout.weight)
    stem = try TrainableConvolution(
      TrainableConvolution.Shape(
        batch: pictures, inputs: 1, outputs: width, height: side, width: side, kernel: 3,
        stride: 1, padding: 1))
    stemNormalization = MapNormalization(
      layout.stemNormalization, pictures: pictures, places: side * side)
    let stemCount = pictures * width * side * side
    stemMaps = FloatBuffer(count: stemCount)
    stemOutput = FloatBuffer(count: stemCount)
    stemGradient = FloatBuffer(count: stemCount)
    pooled = FloatBuffer(count: stemCount / 4)
    blocks = try layout.blocks.map { try TrunkBlock($0, pictures: pictures) }
    lastNormalization = MapNormalization(
      layout.lastNormalization, pictures: pictures, places: size.gridSide * size.gridSide)
    lastMaps = FloatBuffer(count: pictures * size.featureCount)
    scratch = (0..<4).map { _ in FloatBuffer(count: stemCount / 4) }
  }

  private var side: Int { layout.size.side }
  private var mapCount: Int { pictures * layout.size.width / 16 }

  /// Computes `features` from `input`.
  func forward(_ parameters: UnsafePointer<Float>) throws {
    try stem.forward(input.pointer, weights: parameters + layout.stemFilter, to: stemMaps.pointer)
    stemNormalization.forward(
      stemMaps.pointer, parameters: parameters, residual: nil,
      slope: parameters[layout.stemSlope], to: stemOutput.pointer)
    facet_map_maximum(mapCount, side, side, stemOutput.pointer, pooled.pointer)
    var value = pooled
    for block in blocks {
      try block.forward(value, parameters: parameters)
      value = block.output
    }
    lastNormalization.forward(
      value.pointer, parameters: parameters, residual: nil, slope: 1, to: lastMaps.pointer)
    moveFeatures(lastMaps.pointer, features.pointer, isBack: false)
  }

  /// Computes `gradient` from the gradient with respect to `features`.
  func backward(_ featureGradient: UnsafePointer<Float>, parameters: UnsafePointer<Float>) throws {
    gradient.clear()
    var (current, other) = (scratch[0], scratch[1])
    moveFeatures(
      current.pointer, UnsafeMutablePointer(mutating: featureGradient), isBack: true)
    _ = lastNormalization.backward(
      blocks.last!.output.pointer, parameters: parameters, residual: nil, slope: 1,
      gradient: current.pointer, to: current.pointer, parameterGradient: gradient.pointer)
    for index in blocks.indices.reversed() {
      try blocks[index].backward(
        index == 0 ? pooled : blocks[index - 1].output, parameters: parameters,
        gradient: current.pointer, scratch: (scratch[2], scratch[3]), to: other.pointer,
        parameterGradient: gradient.pointer)
      swap(&current, &other)
    }
    facet_map_maximum_backward(
      mapCount, side, side, stemOutput.pointer, pooled.pointer, current.pointer,
      stemGradient.pointer)
    gradient.pointer[layout.stemSlope] += stemNormalization.backward(
      stemMaps.pointer, parameters: parameters, residual: nil,
      slope: parameters[layout.stemSlope], gradient: stemGradient.pointer,
      to: stemGradient.pointer, parameterGradient: gradient.pointer)
    try stem.backward(
      input.pointer, weights: parameters + layout.stemFilter,
      targetGradient: stemGradient.pointer, sourceGradient: nil,
      weightGradient: gradient.pointer + layout.stemFilter)
  }

  /// Adds a share of this shard's means and variances to running statistics.
  func addStatistics(share: Double, to statistics: UnsafeMutablePointer<Float>) {
    stemNormalization.add(share: share, to: statistics)
    for block in blocks { block.addStatistics(share: share, to: statistics) }
    lastNormalization.add(share: share, to: statistics)
  }

  /// Copies between blocks of 16 channels and whole planes, picture by picture.
  private func moveFeatures(
    _ blocked: UnsafeMutablePointer<Float>, _ planes: UnsafeMutablePointer<Float>, isBack: Bool
  ) {
    let places = layout.size.gridSide * layout.size.gridSide
    let channels = layout.size.patchChannels
    for picture in 0..<pictures {
      let start = picture * channels * places
      for channel in 0..<channels {
        let from = start + (channel / 16) * places * 16 + channel % 16
        let to = start + channel * places
        for place in 0..<places {
          if isBack {
            blocked[from + place * 16] = planes[to + place]
          } else {
            planes[to + place] = blocked[from + place * 16]
          }
        }
      }
    }
  }
}
