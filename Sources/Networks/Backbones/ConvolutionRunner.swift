import Basics
import Synchronization
import Tensors

/// A runner of a graph over any number of pictures.
///
/// One picture uses all threads. Several pictures are computed by one thread each. On two threads
/// MobileFaceNet then takes 2.4 ms per picture, as in one batch of 2 to 16. A batch of 16 on one
/// thread is slower than one by one (6.7 against 4.8 ms: the working set exceeds the cache), and
/// threads that wait for each other are slow on a busy machine.
///
/// A picture's outputs are the same bits whatever other pictures are computed: tests require this
/// of backbones.
final class ConvolutionRunner: Sendable {
  private let graph: ConvolutionGraph
  /// The plans that no thread is running at the moment.
  private let idle = Mutex<[ConvolutionPlan]>([])

  init(_ graph: ConvolutionGraph) { self.graph = graph }

  /// - Parameter input: Returns a picture in the graph's input layout, on the thread that runs it.
  /// - Returns: The outputs of each picture, in the order of the graph's outputs.
  func run(count: Int, input: @Sendable (Int) -> [Float]) throws(ConvolutionError) -> [[[Float]]] {
    guard count > 1, Threads.count > 1 else {
      var results: [[[Float]]] = []
      for picture in 0..<count { results.append(try run(input(picture), threads: Threads.count)) }
      return results
    }
    let results = collectInParallel(count: count) { picture, _ in
      Result { () throws(ConvolutionError) in try run(input(picture), threads: 1) }
    }
    var outputs: [[[Float]]] = []
    for result in results { outputs.append(try result.get()) }
    return outputs
  }

  private func run(_ input: [Float], threads: Int) throws(ConvolutionError) -> [[Float]] {
    let known = idle.withLock { plans -> ConvolutionPlan? in
      plans.lastIndex { $0.threads == threads }.map { plans.remove(at: $0) }
    }
    let plan =
      if let known { known } else { try ConvolutionPlan(graph, batch: 1, threads: threads) }
    defer {
      idle.withLock { plans in
        plans.removeAll { $0.threads != 1 && $0.threads != Threads.count }
        plans.append(plan)
      }
    }
    return try plan.run(input)
  }
}
