import Synchronization
import Tensors

/// Runs a graph over any number of pictures, in batches of few sizes, each prepared once.
///
/// A picture's outputs are the same bits whatever batch it is in: tests hold every backbone to it.
final class ConvolutionBatches: Sendable {
  /// Beyond it a picture takes no less time, but the memory grows.
  static let largestBatch = 16

  private let graph: ConvolutionGraph
  /// By batch size. Also keeps runs apart: a plan has one set of working memory.
  private let plans = Mutex<[Int: ConvolutionPlan]>([:])

  init(_ graph: ConvolutionGraph) { self.graph = graph }

  /// - Parameter inputs: Pictures in the graph's input layout.
  /// - Returns: For each picture its outputs, in the order of the graph's.
  func run(_ inputs: [[Float]]) throws(ConvolutionError) -> [[[Float]]] {
    var results: [[[Float]]] = []
    results.reserveCapacity(inputs.count)
    while results.count < inputs.count {
      let rest = inputs.count - results.count
      let batch = rest >= Self.largestBatch ? Self.largestBatch : 1
      results += try run(batch: Array(inputs[results.count..<results.count + batch]))
    }
    return results
  }

  private func run(batch: [[Float]]) throws(ConvolutionError) -> [[[Float]]] {
    let input = Array(batch.joined())
    let outputs = try plans.withLock { (plans) throws(ConvolutionError) in
      if plans[batch.count]?.threads != Threads.count {
        plans[batch.count] = try ConvolutionPlan(graph, batch: batch.count)
      }
      return try plans[batch.count]!.run(input)
    }
    return batch.indices.map { picture in
      outputs.map { output in
        let size = output.count / batch.count
        return Array(output[picture * size..<(picture + 1) * size])
      }
    }
  }
}
