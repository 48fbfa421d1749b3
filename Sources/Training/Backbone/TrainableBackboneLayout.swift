/// The size of a trained `resnet_face18`.
package struct TrainableBackboneSize: Sendable, Equatable {
  /// The number of channels after the first filter, a multiple of 16; patches have 8 times as many.
  package var width: Int
  /// The length of the embedding.
  package var embedding: Int
  /// The side of the picture, a multiple of 16: 128 except in tests.
  package var side: Int

  package init(width: Int, embedding: Int, side: Int = 128) {
    precondition(width > 0 && width % 16 == 0 && side > 0 && side % 16 == 0 && embedding > 0)
    self.width = width
    self.embedding = embedding
    self.side = side
  }

  var patchChannels: Int { 8 * width }
  /// The number of rows (and columns) of patches.
  var gridSide: Int { side / 16 }
  var featureCount: Int { patchChannels * gridSide * gridSide }
}

/// The position of each parameter of a `resnet_face18`, with the names of the published state
/// dictionary.
struct TrainableBackboneLayout: Sendable {
  /// The positions of a batch normalization: gain and shift among the parameters, mean and variance
  /// among the running statistics.
  struct Normalization: Sendable {
    let channels: Int
    let gain: Int
    let shift: Int
    let mean: Int
    let variance: Int
  }

  struct Block: Sendable {
    let inputs: Int
    let outputs: Int
    /// The side of the input.
    let side: Int
    let stride: Int
    let normalizations: [Normalization]
    let filters: [Int]
    let slope: Int
    /// The layers that increase the number of channels.
    let narrowing: (filter: Int, normalization: Normalization)?
  }

  let size: TrainableBackboneSize
  private(set) var parameters = ParameterLayout()
  private(set) var statistics = ParameterLayout()
  let stemFilter: Int
  let stemNormalization: Normalization
  let stemSlope: Int
  let blocks: [Block]
  let lastNormalization: Normalization
  let weight: Int
  let bias: Int
  let embeddingNormalization: Normalization
  /// The identities' vectors, one row per identity.
  let classes: Int
  let classCount: Int

  /// The name of the identities' vectors, which a model file does not contain.
  static let classesName = "classes.weight"

  init(_ size: TrainableBackboneSize, classCount: Int) {
    self.size = size
    self.classCount = classCount
    let width = size.width
    var builder = Builder()
    stemFilter = builder.filter("conv1", 1, width, 3)
    stemNormalization = builder.normalization("bn1", width)
    stemSlope = builder.slope("prelu")
    var blocks: [Block] = []
    var channels = width
    var side = size.side / 2
    for stage in 0..<4 {
      let outputs = width << stage
      for index in 0..<2 {
        let name = "layer\(stage + 1).\(index)."
        let narrows = channels != outputs
        let normalizations = [
          builder.normalization(name + "bn0", channels),
          builder.normalization(name + "bn1", channels),
          builder.normalization(name + "bn2", outputs),
        ]
        blocks.append(
          Block(
            inputs: channels, outputs: outputs, side: side, stride: narrows ? 2 : 1,
            normalizations: normalizations,
            filters: [
              builder.filter(name + "conv1", channels, channels, 3),
              builder.filter(name + "conv2", channels, outputs, 3),
            ],
            slope: builder.slope(name + "prelu"),
            narrowing: narrows
              ? (
                builder.filter(name + "downsample.0", channels, outputs, 1),
                builder.normalization(name + "downsample.1", outputs)
              ) : nil))
        if narrows { side /= 2 }
        channels = outputs
      }
    }
    self.blocks = blocks
    lastNormalization = builder.normalization("bn4", channels)
    weight = builder.parameters.add(
      "fc5.weight", [size.embedding, size.featureCount], decays: true)
    bias = builder.parameters.add("fc5.bias", [size.embedding], decays: false)
    embeddingNormalization = builder.normalization("bn5", size.embedding)
    classes = builder.parameters.add(
      Self.classesName, [classCount, size.embedding], decays: true)
    parameters = builder.parameters
    statistics = builder.statistics
  }

  private struct Builder {
    var parameters = ParameterLayout()
    var statistics = ParameterLayout()

    mutating func filter(_ name: String, _ inputs: Int, _ outputs: Int, _ kernel: Int) -> Int {
      parameters.add(name + ".weight", [outputs, inputs, kernel, kernel], decays: true)
    }

    mutating func slope(_ name: String) -> Int {
      parameters.add(name + ".weight", [1], decays: false)
    }

    mutating func normalization(_ name: String, _ channels: Int) -> Normalization {
      Normalization(
        channels: channels,
        gain: parameters.add(name + ".weight", [channels], decays: false),
        shift: parameters.add(name + ".bias", [channels], decays: false),
        mean: statistics.add(name + ".running_mean", [channels], decays: false),
        variance: statistics.add(name + ".running_var", [channels], decays: false))
    }
  }
}
