import Basics
import Identification
import Runs

/// The models, transport, program and machine of `facet evaluate` and `facet verify`.
package struct MeasurementTools: Sendable, Codable, Equatable {
  package var model: String
  package var modelSHA256: String
  package var reranker: String
  package var rerankerSHA256: String
  package var rerankerRemark: String?
  /// The precision of the H2L; `nil` without one.
  package var rerankerPrecision: String?
  package var faces: FaceDescription
  /// The grids, separated by commas; the same applies to solvers.
  package var grid: String
  package var solver: String
  package var epsilon: Double
  package var program: String
  package var machine: String
  /// How to repeat it; absent if it was not started by a command.
  package var command: String?

  package init(
    _ models: Models, _ search: TwoStageSearch, _ plan: SearchPlan, _ settings: JobSettings
  ) {
    let backbone = models.files[0]
    let transformer = models.reranker?.file
    model = backbone.path
    modelSHA256 = backbone.sha256.hexadecimal
    reranker = transformer?.path ?? "none"
    rerankerSHA256 = transformer?.sha256.hexadecimal ?? ""
    rerankerRemark = transformer?.remark
    rerankerPrecision = models.reranker?.precision.description
    faces = settings.faceDescription(models)
    grid = plan.grids.map { search.grid($0).description }.joined(separator: ", ")
    solver = plan.solvers.map(\.rawValue).joined(separator: ", ")
    epsilon = plan.epsilon
    program = programVersion
    machine = machineDescription()
  }

  package var facts: [(name: String, value: String)] {
    [
      ("Backbone", "\(model), SHA-256 \(modelSHA256)"),
      (
        "Re-ranker",
        rerankerSHA256.isEmpty ? reranker : "\(reranker), SHA-256 \(rerankerSHA256)"
      ),
    ] + (rerankerPrecision.map { [("Precision of the re-ranker", $0)] } ?? []) + [
      ("Grid of the EMD", grid),
      ("Solver", "\(solver), epsilon \(fixed(epsilon, 3))"), ("Program", program),
      ("Machine", machine),
    ] + (command.map { [("Command", $0)] } ?? [])
  }

  /// The note on the H2L, if it was measured.
  func remark(on rows: [some MeasuredRow]) -> String? {
    guard let rerankerRemark, rows.contains(where: { $0.scorer == .h2l })
    else { return nil }
    return "H2L: \(rerankerRemark)."
  }
}
