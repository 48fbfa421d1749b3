#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// The learning rate of each step: it grows linearly during a warm-up, then falls.
package struct LearningRate: Sendable, Equatable {
  package enum Schedule: String, Sendable, CaseIterable {
    /// Half a cosine, down to zero at the last step.
    case cosine
    /// A tenth after half of the steps, a hundredth after three quarters.
    case step
    case constant
  }

  /// The rate after the warm-up; above 0.
  package var peak: Double
  package var schedule: Schedule
  /// The number of steps of the warm-up.
  package var warmUp: Int
  /// The number of all steps.
  package var steps: Int

  package init(peak: Double, schedule: Schedule = .cosine, warmUp: Int, steps: Int) {
    self.peak = peak
    self.schedule = schedule
    self.warmUp = warmUp
    self.steps = steps
  }

  /// - Parameter step: The step, in 0..<steps.
  package func rate(at step: Int) -> Double {
    if step < warmUp { return peak * Double(step + 1) / Double(warmUp) }
    let share = Double(step - warmUp) / Double(max(1, steps - warmUp))
    switch schedule {
    case .constant: return peak
    case .cosine: return peak * (1 + cos(.pi * min(1, share))) / 2
    case .step: return peak * (share < 0.5 ? 1 : share < 0.75 ? 0.1 : 0.01)
    }
  }
}
