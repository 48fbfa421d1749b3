import Basics
import CConvolution
import Synchronization

/// A graph prepared for one batch size and number of batches, with packed weights and working
/// memory.
///
/// Only one run is active at a time: others wait for `lock`.
package final class ConvolutionPlan: @unchecked Sendable {
  // Unchecked: `pointer` refers to working memory, which only `run` uses, under the lock.
  private let lock = Mutex(())
  package let batch: Int
  package let group: Int
  package let threads: Int
  private let inputSize: Int
  private let outputSizes: [Int]
  private let pointer: OpaquePointer

  /// - Parameters:
  ///   - batch: The number of pictures that a step takes together, 1 or more.
  ///   - group: The most batches of a run, 1 or more. They share the reading of large weights; each
  ///     gets the bits that it would get alone.
  ///   - threads: The number of threads; the plan keeps it, whatever `Threads.set` changes later.
  /// - Complexity: Some milliseconds per step.
  package init(
    _ graph: ConvolutionGraph, batch: Int, group: Int = 1, threads: Int = Threads.count
  ) throws(ConvolutionError) {
    var error = facet_convolution_error()
    guard
      let plan = facet_plan_create(
        graph.pointer, Int32(clamping: batch), Int32(clamping: group), Int32(clamping: threads),
        &error)
    else { throw ConvolutionError(error) }
    pointer = plan
    self.batch = batch
    self.group = group
    self.threads = threads
    inputSize = batch * graph.inputSize
    outputSizes = graph.outputSizes.map { batch * $0 }
  }

  deinit { facet_plan_destroy(pointer) }

  /// Computes the outputs of one batch, or of several up to the plan's group.
  ///
  /// - Parameter input: The pictures in the graph's input layout.
  /// - Returns: One array per output, in the order of the graph's outputs.
  /// - Precondition: `input` has the size of 1 to `group` batches.
  package func run(_ input: [Float]) throws(ConvolutionError) -> [[Float]] {
    let batches = input.count / inputSize
    precondition(
      input.count == batches * inputSize && (1...group).contains(batches),
      "a plan takes whole batches")
    let starts = outputSizes.reduce(into: [0]) { $0.append($0.last! + batches * $1) }
    var values = [Float](repeating: 0, count: starts.last!)
    var error = facet_convolution_error()
    let code = values.withUnsafeMutableBufferPointer { values in
      var targets: [UnsafeMutablePointer<Float>?] = starts.dropLast().map {
        values.baseAddress! + $0
      }
      return input.withUnsafeBufferPointer { input in
        lock.withLock { _ in
          facet_plan_run(pointer, Int32(batches), input.baseAddress!, &targets, &error)
        }
      }
    }
    guard code == 0 else { throw ConvolutionError(error) }
    return zip(starts, starts.dropFirst()).map { Array(values[$0..<$1]) }
  }

  /// The implementation of each step, in oneDNN's words or as "winograd"; "ref" in one would mean
  /// that it is slow.
  package var implementations: [String] {
    var names: [String] = []
    while let name = facet_plan_implementation(pointer, names.count) {
      names.append(String(cString: name))
    }
    return names
  }
}
