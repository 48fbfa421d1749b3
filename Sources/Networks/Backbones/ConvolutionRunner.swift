import Basics
import Synchronization
import Tensors

/// A runner of a graph over any number of pictures.
///
/// One picture uses all threads. Several pictures are computed by one thread each, because threads
/// that wait for each other are slow on a busy machine; with large weights in groups, which read
/// them once.
///
/// A picture's outputs are the same bits whatever other pictures are computed: tests require this
/// of backbones.
final class ConvolutionRunner: Sendable {
  private let graph: ConvolutionGraph
  /// With more than four pictures, the values of a group leave the caches.
  private let largestGroup: Int
  /// The plans that no thread is running at the moment.
  private let idle = Mutex<[ConvolutionPlan]>([])

  init(_ graph: ConvolutionGraph) {
    self.graph = graph
    largestGroup = graph.hasLargeWeights ? 4 : 1
  }

  /// - Parameter input: Returns a picture in the graph's input layout, on the thread that runs it.
  /// - Returns: The outputs of each picture, in the order of the graph's outputs.
  func run(count: Int, input: @Sendable (Int) -> [Float]) throws(ConvolutionError) -> [[[Float]]] {
    let threads = Threads.count
    guard count > 1 else {
      return count == 0 ? [] : try run(0..<1, group: 1, threads: threads, input)
    }
    let size = min(largestGroup, (count + threads - 1) / threads)
    let groups = collectInParallel(count: (count + size - 1) / size) { group, _ in
      Result { () throws(ConvolutionError) in
        try run(
          group * size..<min(count, (group + 1) * size), group: largestGroup, threads: 1,
          input)
      }
    }
    var outputs: [[[Float]]] = []
    for group in groups { outputs += try group.get() }
    return outputs
  }

  private func run(
    _ pictures: Range<Int>, group: Int, threads: Int, _ input: (Int) -> [Float]
  ) throws(ConvolutionError) -> [[[Float]]] {
    let known = idle.withLock { plans -> ConvolutionPlan? in
      plans.lastIndex { $0.group == group && $0.threads == threads }.map { plans.remove(at: $0) }
    }
    let plan =
      if let known {
        known
      } else {
        try ConvolutionPlan(graph, batch: 1, group: group, threads: threads)
      }
    defer {
      idle.withLock { plans in
        plans.removeAll { $0.threads != 1 && $0.threads != Threads.count }
        plans.append(plan)
      }
    }
    guard pictures.count > 1 else { return [try plan.run(input(pictures.lowerBound))] }
    let values = try plan.run(pictures.flatMap(input))
    return pictures.indices.map { picture in
      let place = picture - pictures.lowerBound
      return values.map { output in
        let size = output.count / pictures.count
        return Array(output[place * size..<(place + 1) * size])
      }
    }
  }
}
