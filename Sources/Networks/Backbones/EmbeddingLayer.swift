/// The layer from patches to an embedding: a matrix, and optionally a bias and a batch
/// normalization.
struct EmbeddingLayer: Sendable {
  /// The input of the matrix.
  enum Input: Sendable {
    /// All patches, channel by channel as in PyTorch.
    case patches
    /// The mean of the patches.
    case mean
  }

  var name: String
  var input: Input
  var hasBias = false
  /// The normalization of the patches before the matrix.
  var preceding: String?
  var normalization: String?
  /// Whether the normalization after the matrix has a gain and a shift.
  var hasGain = true
  var epsilon = BatchNormalization.epsilon

  func parameters(_ shape: BackboneShape) -> [ParameterShape] {
    let places = input == .patches ? shape.grid.count : 1
    let size = shape.embeddingSize
    var list = [
      ParameterShape(name: name + ".weight", shape: [size, shape.patchChannels * places])
    ]
    if hasBias { list.append(ParameterShape(name: name + ".bias", shape: [size])) }
    if let normalization {
      list += BatchNormalization.parameters(normalization, channels: size, hasGain: hasGain)
    }
    if let preceding {
      list += BatchNormalization.parameters(preceding, channels: shape.patchChannels)
    }
    return list
  }

  /// Returns the map with its normalization included; a map of patches takes them position by
  /// position.
  ///
  /// - Returns: The weight of shape `[d, N * C]`, or `[d, C]` for the mean; the bias of shape
  ///   `[d]`.
  func map(_ shape: BackboneShape, _ values: ParameterValues) throws
    -> (weight: [Float], bias: [Float])
  {
    let parameters = parameters(shape)
    let published = try values(parameters[0])
    let size = shape.embeddingSize
    let constants = hasBias ? try values(parameters[1]) : [Float](repeating: 0, count: size)
    let normalization = try normalization.map { name in
      BatchNormalization(
        try BatchNormalization.parameters(name, channels: size, hasGain: hasGain).map(values),
        epsilon: epsilon)
    }
    let factors = normalization?.factors ?? [Double](repeating: 1, count: size)
    let shifts = normalization?.shifts ?? [Double](repeating: 0, count: size)
    let (places, channels) = (input == .patches ? shape.grid.count : 1, shape.patchChannels)
    let count = places * channels
    let before = try preceding.map { name in
      BatchNormalization(
        try BatchNormalization.parameters(name, channels: channels).map(values), epsilon: epsilon)
    }
    let gains = before?.factors ?? [Double](repeating: 1, count: channels)
    let weight = [Float](unsafeUninitializedCapacity: size * count) { buffer, initialized in
      published.withUnsafeBufferPointer { published in
        for row in 0..<size {
          for channel in 0..<channels {
            for place in 0..<places {
              buffer[row * count + place * channels + channel] = Float(
                Double(published[row * count + channel * places + place]) * factors[row]
                  * gains[channel])
            }
          }
        }
      }
      initialized = size * count
    }
    let bias = (0..<size).map { row in
      var constant = Double(constants[row])
      if let before {
        for channel in 0..<channels {
          var sum = 0.0
          for place in 0..<places {
            sum += Double(published[row * count + channel * places + place])
          }
          constant += sum * before.shifts[channel]
        }
      }
      return Float(constant * factors[row] + shifts[row])
    }
    return (weight, bias)
  }
}
