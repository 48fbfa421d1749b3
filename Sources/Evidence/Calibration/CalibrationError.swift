import Basics

/// The reason why a calibration cannot be used.
package enum CalibrationError: Error, Equatable {
  case notACalibration(file: String)
  case otherFormat(file: String, format: Int)
  case unsound(file: String)
  case otherSetup(file: String, differences: [String])
  /// People of the calibration are in the search, by name.
  case sharedPeople(file: String, labels: [String])
  /// Pictures of the calibration are in the search, by their paths in the search.
  case sharedPictures(file: String, paths: [String])
}

extension CalibrationError: CustomStringConvertible {
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .notACalibration(let file):
      "'\(file)' is not a calibration. Make one with 'facet calibrate'."
    case .otherFormat(let file, let format):
      """
      '\(file)' has format \(format); this version reads \(Calibration.currentFormat). Make the \
      calibration again with 'facet calibrate'.
      """
    case .unsound(let file):
      """
      '\(file)' is a damaged calibration: its scores or its people do not agree with each other. Make \
      it again with 'facet calibrate'.
      """
    case .otherSetup(let file, let differences):
      """
      '\(file)' was made with other models or settings (\(differences.joined(separator: ", "))), so \
      its rates do not apply to these scores. Make one with the models and settings of this report.
      """
    case .sharedPeople(let file, let labels):
      """
      '\(file)' and this search share \(Self.counted(labels, "person", "people")), so its rates would \
      not be those of other people. Make a calibration without them. If they are different people with \
      the same name, make it with --name-prefix.
      """
    case .sharedPictures(let file, let paths):
      """
      '\(file)' and this search share \(Self.counted(paths, "picture", "pictures")), so its rates would \
      not be those of other people. Make a calibration without the people in them.
      """
    }
  }

  /// Returns "2 people ('a', 'b')", with at most five names.
  private static func counted(_ names: [String], _ one: String, _ many: String) -> String {
    let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    let more = names.count > 5 ? ", and \(names.count - 5) more" : ""
    return "\(names.count) \(names.count == 1 ? one : many) (\(shown)\(more))"
  }
}
