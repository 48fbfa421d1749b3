import Basics

extension Landmarks68 {
  /// The text of a `.pts` file, which counts from 1, with two decimals.
  package var ptsText: String {
    let lines = points.map { "\(fixed($0.x + 1, 2)) \(fixed($0.y + 1, 2))" }
    return "version: 1\nn_points: \(Self.count)\n{\n\(lines.joined(separator: "\n"))\n}\n"
  }
}
