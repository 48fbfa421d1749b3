import Basics
import Tensors

/// A `resnet_face18` with the vectors of its training identities: the data that a training step
/// changes.
///
/// A batch is divided into shards of fixed size, computed on any number of threads and summed in
/// order: the same seed gives the same weights, whatever the number of threads.
final class BackboneLearner {
  let layout: TrainableBackboneLayout
  let parameters: FloatBuffer
  let statistics: FloatBuffer
  let gradient: FloatBuffer
  private let loss: ClassLoss
  private let shards: [TrunkShard]
  private let head: EmbeddingHead
  private let batch: Int

  /// The share of the running statistics that a step replaces.
  private static let statisticsShare = 0.1

  /// - Parameters:
  ///   - shardSize: The number of pictures that share batch statistics; it divides `batch`.
  init(
    layout: TrainableBackboneLayout, parameters: FloatBuffer, statistics: FloatBuffer,
    loss: ClassLoss,
    batch: Int, shardSize: Int
  ) throws {
    precondition(batch % shardSize == 0 && batch > 1)
    self.layout = layout
    self.parameters = parameters
    self.statistics = statistics
    self.loss = loss
    self.batch = batch
    gradient = FloatBuffer(count: layout.parameters.count)
    shards = try (0..<batch / shardSize).map { _ in try TrunkShard(layout, pictures: shardSize) }
    head = EmbeddingHead(layout, batch: batch)
  }

  /// Runs forward and backward; afterwards `gradient` contains the gradient of the mean loss.
  ///
  /// - Parameters:
  ///   - labels: The identities of the batch's pictures.
  ///   - fill: Writes a picture's normalized samples, shape `[side, side]`; called on any thread.
  func evaluate(
    labels: [Int], fill: @Sendable (_ picture: Int, _ samples: UnsafeMutablePointer<Float>) -> Void
  ) throws -> ClassLoss.Result {
    precondition(labels.count == batch)
    let size = layout.size
    let pixels = size.side * size.side
    let (parameters, head) = (parameters, head)
    try eachShard { shard, index in
      for picture in 0..<shard.pictures {
        fill(index * shard.pictures + picture, shard.input.pointer + picture * pixels)
      }
      try shard.forward(parameters.pointer)
      (head.features.pointer + index * shard.features.count).update(
        from: shard.features.pointer, count: shard.features.count)
    }
    gradient.clear()
    head.forward(parameters.pointer)
    let result = loss.evaluate(
      vectors: head.embeddings.pointer, labels: labels,
      classes: parameters.pointer + layout.classes,
      classCount: layout.classCount, size: size.embedding,
      vectorGradient: head.embeddingGradient.pointer,
      classGradient: gradient.pointer + layout.classes)
    head.backward(parameters.pointer, gradient: gradient.pointer)
    try eachShard { shard, index in
      try shard.backward(
        head.featureGradient.pointer + index * shard.features.count, parameters: parameters.pointer)
    }
    addShardGradients()
    return result
  }

  /// Moves the running statistics toward those of the last batch.
  func updateStatistics() {
    let kept = Float(1 - Self.statisticsShare)
    for place in 0..<statistics.count { statistics.pointer[place] *= kept }
    let share = Self.statisticsShare / Double(shards.count)
    for shard in shards { shard.addStatistics(share: share, to: statistics.pointer) }
    head.addStatistics(share: Self.statisticsShare, to: statistics.pointer)
  }

  private func eachShard(_ body: @Sendable (TrunkShard, Int) throws -> Void) throws {
    let shards = shards
    inParallel(count: shards.count) { index, _ in
      shards[index].failure = nil
      do { try body(shards[index], index) } catch { shards[index].failure = error }
    }
    for shard in shards { if let failure = shard.failure { throw failure } }
  }

  /// Adds the shards' gradients in the shards' order, whatever the threads.
  private func addShardGradients() {
    // The parameters of the shards precede those of the head.
    addInOrder(shards.map(\.gradient), to: gradient, count: layout.weight)
  }
}

/// Computes total += each of `parts`, in order, over the first `count` numbers.
func addInOrder(_ parts: [FloatBuffer], to total: FloatBuffer, count: Int) {
  let piece = 1 << 14
  inParallel(count: (count + piece - 1) / piece) { index, _ in
    let start = index * piece
    for part in parts {
      add(
        part.pointer + start, to: total.pointer + start, count: min(piece, count - start))
    }
  }
}
