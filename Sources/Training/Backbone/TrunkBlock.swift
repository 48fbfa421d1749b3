import CVectorKernels
import Tensors

/// A residual block in training, for some pictures: normalize, filter, normalize, PReLU, filter,
/// normalize, add the input, PReLU.
final class TrunkBlock {
  let layout: TrainableBackboneLayout.Block
  private let normalizations: [MapNormalization]
  private let filters: [TrainableConvolution]
  private let narrowing: (filter: TrainableConvolution, normalization: MapNormalization)?
  private let normalized: FloatBuffer
  private let first: FloatBuffer
  private let activated: FloatBuffer
  private let second: FloatBuffer
  private let narrowed: FloatBuffer
  private let residual: FloatBuffer
  let output: FloatBuffer

  init(_ layout: TrainableBackboneLayout.Block, pictures: Int) throws {
    self.layout = layout
    let (side, outputSide) = (layout.side, layout.side / layout.stride)
    func filter(_ inputs: Int, _ outputs: Int, stride: Int, kernel: Int) throws
      -> TrainableConvolution
    {
      try TrainableConvolution(
        TrainableConvolution.Shape(
          batch: pictures, inputs: inputs, outputs: outputs, height: side, width: side,
          kernel: kernel, stride: stride, padding: kernel / 2))
    }
    let places = [side * side, side * side, outputSide * outputSide]
    normalizations = zip(layout.normalizations, places).map {
      MapNormalization($0, pictures: pictures, places: $1)
    }
    filters = [
      try filter(layout.inputs, layout.inputs, stride: 1, kernel: 3),
      try filter(layout.inputs, layout.outputs, stride: layout.stride, kernel: 3),
    ]
    let inputCount = pictures * layout.inputs * side * side
    let outputCount = pictures * layout.outputs * outputSide * outputSide
    if let narrowing = layout.narrowing {
      self.narrowing = (
        try filter(layout.inputs, layout.outputs, stride: layout.stride, kernel: 1),
        MapNormalization(
          narrowing.normalization, pictures: pictures, places: outputSide * outputSide)
      )
    } else {
      narrowing = nil
    }
    normalized = FloatBuffer(count: inputCount)
    first = FloatBuffer(count: inputCount)
    activated = FloatBuffer(count: inputCount)
    second = FloatBuffer(count: outputCount)
    narrowed = FloatBuffer(count: narrowing == nil ? 0 : outputCount)
    residual = FloatBuffer(count: narrowing == nil ? 0 : outputCount)
    output = FloatBuffer(count: outputCount)
  }

  /// - Parameter input: The previous output, which `backward` needs again.
  func forward(_ input: FloatBuffer, parameters: UnsafePointer<Float>) throws {
    let slope = parameters[layout.slope]
    normalizations[0].forward(
      input.pointer, parameters: parameters, residual: nil, slope: 1, to: normalized.pointer)
    try filters[0].forward(
      normalized.pointer, weights: parameters + layout.filters[0], to: first.pointer)
    normalizations[1].forward(
      first.pointer, parameters: parameters, residual: nil, slope: slope, to: activated.pointer)
    try filters[1].forward(
      activated.pointer, weights: parameters + layout.filters[1], to: second.pointer)
    var added = input
    if let narrowing, let place = layout.narrowing {
      try narrowing.filter.forward(
        input.pointer, weights: parameters + place.filter, to: narrowed.pointer)
      narrowing.normalization.forward(
        narrowed.pointer, parameters: parameters, residual: nil, slope: 1, to: residual.pointer)
      added = residual
    }
    normalizations[2].forward(
      second.pointer, parameters: parameters, residual: added.pointer, slope: slope,
      to: output.pointer)
  }

  /// - Parameters:
  ///   - gradient: The gradient with respect to the output, which is overwritten.
  ///   - scratch: Two buffers, each at least as large as the input.
  ///   - result: Receives the gradient with respect to the input.
  ///   - parameterGradient: The gradient of the parameters; that of filters is overwritten, the
  ///     others are added.
  func backward(
    _ input: FloatBuffer, parameters: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>, scratch: (FloatBuffer, FloatBuffer),
    to result: UnsafeMutablePointer<Float>, parameterGradient: UnsafeMutablePointer<Float>
  ) throws {
    let slope = parameters[layout.slope]
    let (a, b) = (scratch.0.pointer, scratch.1.pointer)
    let added = narrowing == nil ? input : residual
    parameterGradient[layout.slope] += normalizations[2].backward(
      second.pointer, parameters: parameters, residual: added.pointer, slope: slope,
      gradient: gradient, to: a, parameterGradient: parameterGradient)
    try filters[1].backward(
      activated.pointer, weights: parameters + layout.filters[1], targetGradient: a,
      sourceGradient: b, weightGradient: parameterGradient + layout.filters[1])
    parameterGradient[layout.slope] += normalizations[1].backward(
      first.pointer, parameters: parameters, residual: nil, slope: slope, gradient: b, to: b,
      parameterGradient: parameterGradient)
    try filters[0].backward(
      normalized.pointer, weights: parameters + layout.filters[0], targetGradient: b,
      sourceGradient: a, weightGradient: parameterGradient + layout.filters[0])
    if let narrowing, let place = layout.narrowing {
      _ = narrowing.normalization.backward(
        narrowed.pointer, parameters: parameters, residual: nil, slope: 1, gradient: gradient,
        to: gradient, parameterGradient: parameterGradient)
      try narrowing.filter.backward(
        input.pointer, weights: parameters + place.filter, targetGradient: gradient,
        sourceGradient: result, weightGradient: parameterGradient + place.filter)
    } else {
      result.update(from: gradient, count: output.count)
    }
    _ = normalizations[0].backward(
      input.pointer, parameters: parameters, residual: nil, slope: 1, gradient: a, to: result,
      adds: true, parameterGradient: parameterGradient)
  }

  func addStatistics(share: Double, to statistics: UnsafeMutablePointer<Float>) {
    for normalization in normalizations { normalization.add(share: share, to: statistics) }
    narrowing?.normalization.add(share: share, to: statistics)
  }
}
