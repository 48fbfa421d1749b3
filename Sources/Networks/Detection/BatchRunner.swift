import Basics
import Synchronization
import Tensors

/// A runner of a graph over any number of small pictures in batches of one size, each on one
/// thread.
///
/// The last batch is filled with zeros, so that a picture's outputs do not depend on the number of
/// pictures.
final class BatchRunner: Sendable {
  private let graph: ConvolutionGraph
  private let batch: Int
  private let inputSize: Int
  /// The plans that no thread is running at the moment.
  private let idle = Mutex<[ConvolutionPlan]>([])

  /// - Parameter inputSize: The number of values of one picture.
  init(_ graph: ConvolutionGraph, batch: Int, inputSize: Int) {
    self.graph = graph
    self.batch = batch
    self.inputSize = inputSize
  }

  /// - Parameter fill: Writes a picture in the graph's input layout, on the thread that runs it.
  /// - Returns: The graph's one output for each picture.
  func run(
    count: Int, fill: @Sendable (Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) throws(ConvolutionError) -> [[Float]] {
    let blocks = collectInParallel(count: (count + batch - 1) / batch) { block, _ in
      Result { () throws(ConvolutionError) in
        try run(block * batch..<min(count, (block + 1) * batch), fill)
      }
    }
    var outputs: [[Float]] = []
    outputs.reserveCapacity(count)
    for block in blocks { outputs += try block.get() }
    return outputs
  }

  private func run(
    _ pictures: Range<Int>, _ fill: (Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) throws(ConvolutionError) -> [[Float]] {
    let plan =
      if let known = idle.withLock({ $0.popLast() }) {
        known
      } else {
        try ConvolutionPlan(graph, batch: batch, threads: 1)
      }
    defer { idle.withLock { $0.append(plan) } }
    var input = [Float](repeating: 0, count: batch * inputSize)
    input.withUnsafeMutableBufferPointer { input in
      for (place, picture) in pictures.enumerated() {
        fill(
          picture,
          UnsafeMutableBufferPointer(rebasing: input[place * inputSize..<(place + 1) * inputSize]))
      }
    }
    let output = try plan.run(input)[0]
    let size = output.count / batch
    return pictures.indices.map {
      Array(output[($0 - pictures.lowerBound) * size..<($0 - pictures.lowerBound + 1) * size])
    }
  }
}
