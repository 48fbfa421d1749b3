import Basics
import Tensors

/// The objective of the training of an H2L.
package enum HybridLoss: Sendable, Equatable {
  /// A loss on the cosine of a pair's two vectors; `group` pairs in a row are those of one query.
  case pairs(PairLoss, scale: Float, group: Int = 2)
  /// A loss on each of the two vectors among all identities, as the published H2L was trained.
  case identities(ClassLoss)
}

/// A two-image Hybrid-ViT in training: the data that a step changes.
///
/// A batch is divided into shards of fixed size, computed on any number of threads and summed in
/// order: the same seed gives the same weights, whatever the number of threads.
final class HybridLearner {
  let layout: HybridLayout
  let parameters: FloatBuffer
  let gradient: FloatBuffer
  private let loss: HybridLoss
  private let batch: Int
  private let shards: [HybridShard]
  private let tokens: FloatBuffer
  private let tokenGradient: FloatBuffer
  private let heads: HybridHeads?
  private let classHead: ClassTokenHead?

  struct Result {
    var loss: Double
    /// The number of correct pairs.
    var correct: Int
  }

  /// - Parameters:
  ///   - loss: The loss of an H2L; an H2, which separates two classes, ignores it.
  ///   - batch: The number of pairs, which is even.
  init(layout: HybridLayout, parameters: FloatBuffer, loss: HybridLoss, batch: Int, shardSize: Int)
  {
    precondition(batch % shardSize == 0 && batch % 2 == 0)
    self.layout = layout
    self.parameters = parameters
    self.loss = loss
    self.batch = batch
    gradient = FloatBuffer(count: layout.parameters.count)
    shards = (0..<batch / shardSize).map { _ in HybridShard(layout, pairs: shardSize) }
    tokens = FloatBuffer(count: batch * layout.pairSize)
    tokenGradient = FloatBuffer(count: batch * layout.pairSize)
    switch layout.output {
    case .twoHeads(let size):
      heads = HybridHeads(layout, size: size, batch: batch)
      classHead = nil
    case .classToken:
      heads = nil
      classHead = ClassTokenHead(layout, batch: batch)
    }
  }

  /// Runs forward and backward; afterwards `gradient` contains the gradient of the mean loss.
  ///
  /// - Parameters:
  ///   - identities: The identities of each pair's query and candidate, in the groups of
  ///     `PairSampler.pairs`.
  ///   - fill: Writes the patches of a pair, each `[patches, tokenSize]`; called on any thread.
  func evaluate(
    identities: [(query: Int, candidate: Int)],
    fill:
      @Sendable (
        _ pair: Int, _ query: UnsafeMutablePointer<Float>, _ candidate: UnsafeMutablePointer<Float>
      ) -> Void
  ) -> Result {
    precondition(identities.count == batch)
    let (shards, parameters, layout) = (shards, parameters, layout)
    let (tokens, tokenGradient) = (tokens, tokenGradient)
    inParallel(count: shards.count) { index, _ in
      let shard = shards[index]
      for pair in 0..<shard.pairs {
        let places = shard.places(pair: pair)
        fill(index * shard.pairs + pair, places.query, places.candidate)
      }
      shard.forward(
        parameters.pointer, to: tokens.pointer + index * shard.pairs * layout.pairSize)
    }
    gradient.clear()
    let result: Result
    if let heads {
      heads.forward(tokens.pointer, parameters: parameters.pointer)
      result = evaluateVectors(heads, identities)
      heads.backward(
        tokens.pointer, parameters: parameters.pointer, tokenGradient: tokenGradient.pointer,
        gradient: gradient.pointer)
    } else {
      result = classHead!.evaluate(
        tokens.pointer, isSame: identities.map { $0.query == $0.candidate },
        parameters: parameters.pointer, tokenGradient: tokenGradient.pointer,
        gradient: gradient.pointer)
    }
    inParallel(count: shards.count) { index, _ in
      shards[index].backward(
        tokenGradient.pointer + index * shards[index].pairs * layout.pairSize,
        parameters: parameters.pointer)
    }
    // The parameters of the shards precede those of the heads.
    let count = layout.parameters.entries.first {
      !$0.name.hasPrefix("transformer.") && $0.range.lowerBound > layout.positions
    }!
    addInOrder(shards.map(\.gradient), to: gradient, count: count.range.lowerBound)
    return result
  }

  /// Returns how alike the images of some pairs are, without a gradient: the cosine of an H2L's two
  /// vectors; of an H2 the logit of "same" less that of "different".
  ///
  /// - Parameter fill: As for `evaluate`.
  func similarities(
    count: Int, parameters: FloatBuffer,
    fill:
      @Sendable (
        _ pair: Int, _ query: UnsafeMutablePointer<Float>, _ candidate: UnsafeMutablePointer<Float>
      ) -> Void
  ) -> [Float] {
    let (shards, layout, tokens) = (shards, layout, tokens)
    return stride(from: 0, to: count, by: batch).flatMap { start -> [Float] in
      let end = min(start + batch, count)
      inParallel(count: shards.count) { index, _ in
        let shard = shards[index]
        for pair in 0..<shard.pairs {
          let places = shard.places(pair: pair)
          // The last batch is filled up with its last pair.
          fill(
            min(start + index * shard.pairs + pair, end - 1), places.query, places.candidate)
        }
        shard.forward(
          parameters.pointer, to: tokens.pointer + index * shard.pairs * layout.pairSize)
      }
      let found: [Float]
      if let heads {
        heads.forward(tokens.pointer, parameters: parameters.pointer)
        found = cosines(heads)
      } else {
        found = classHead!.margins(tokens.pointer, parameters: parameters.pointer)
      }
      return Array(found.prefix(end - start))
    }
  }

  private func cosines(_ heads: HybridHeads) -> [Float] {
    let size = heads.vectors.count / (2 * batch)
    let query = UnitRows(heads.vectors.pointer, rows: batch, size: size)
    let candidate = UnitRows(heads.vectors.pointer + batch * size, rows: batch, size: size)
    return Self.cosines(query, candidate, batch: batch, size: size)
  }

  private static func cosines(
    _ query: UnitRows, _ candidate: UnitRows, batch: Int, size: Int
  ) -> [Float] {
    (0..<batch).map { pair in
      var sum: Float = 0
      for place in pair * size..<(pair + 1) * size {
        sum += query.values[place] * candidate.values[place]
      }
      return sum
    }
  }

  private func evaluateVectors(
    _ heads: HybridHeads, _ identities: [(query: Int, candidate: Int)]
  ) -> Result {
    let size = heads.vectors.count / (2 * batch)
    switch loss {
    case .identities(let loss):
      let result = loss.evaluate(
        vectors: heads.vectors.pointer,
        labels: identities.map(\.query) + identities.map(\.candidate),
        classes: parameters.pointer + layout.classes, classCount: layout.classCount, size: size,
        vectorGradient: heads.vectorGradient.pointer,
        classGradient: gradient.pointer + layout.classes)
      return Result(loss: result.loss, correct: result.correct / 2)
    case .pairs(let loss, let scale, let group):
      let query = UnitRows(heads.vectors.pointer, rows: batch, size: size)
      let candidate = UnitRows(heads.vectors.pointer + batch * size, rows: batch, size: size)
      let cosines = Self.cosines(query, candidate, batch: batch, size: size)
      let (result, slopes) = loss.evaluate(
        cosines, group: group, scale: scale, threshold: parameters.pointer[layout.threshold])
      gradient.pointer[layout.threshold] += result.thresholdGradient
      func scaled(_ rows: UnitRows) -> [Float] {
        rows.values.indices.map { rows.values[$0] * slopes[$0 / size] }
      }
      query.backward(scaled(candidate), to: heads.vectorGradient.pointer, adds: false)
      candidate.backward(
        scaled(query), to: heads.vectorGradient.pointer + batch * size, adds: false)
      return Result(loss: result.loss, correct: result.correct)
    }
  }
}
