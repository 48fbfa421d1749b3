import Datasets
import Identification

/// Results of pairs, of a grid of networks or of training logs, in all forms in which they are written.
package protocol TableResults: Encodable, Sendable {
  func html(templates: String?) throws -> String
  func pdf() throws -> [UInt8]
  func csv() -> String
  /// A table for a terminal.
  func lines() -> [String]
  var failures: [PictureFailure] { get }
  /// The rows that assertions name, with their metrics.
  var rowsToCheck: [ResultAssertion.Row] { get }
  var manifestFacts: ManifestFacts { get }
  /// The command line that repeats it.
  var command: String? { get set }
}

extension TableResults {
  package var manifestFacts: ManifestFacts { ManifestFacts() }
}

extension CurvesResults: TableResults {
  package var failures: [PictureFailure] { [] }

  package var rowsToCheck: [ResultAssertion.Row] {
    logs.compactMap { one in
      one.log.validation?.last.map { last in
        (id: one.name, value: { $0 == "accuracy" ? 100 * last.accuracy : nil })
      }
    }
  }
}
