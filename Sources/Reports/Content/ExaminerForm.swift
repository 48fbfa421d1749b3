/// What humans fill in by hand: the comparison by components, its review and its verification.
enum ExaminerForm {
  static let title = "Examiner's form"
  static let explanation = """
    To be filled in by comparing the original pictures, independently of the scores above. The \
    components stand from the top of the face to its bottom, as in the feature list of FISWG \
    (version 2.0, 11 September 2018) and in ASTM E3149-26; this form is shorter than either and \
    replaces neither.
    """
  static let components = [
    "Hairline", "Forehead", "Eyebrows", "Eyes", "Nose", "Cheeks", "Ears", "Mouth", "Chin", "Jaw",
    "Marks (scars, moles, tattoos)",
  ]
  static let columns = ["Component", "Similar", "Different", "Not visible", "Remarks"]

  /// A part that somebody signs.
  struct SignOff {
    let title: String
    let explanation: String
    /// Of which one is ticked.
    let choices: [String]
  }

  static let signOffs = [
    SignOff(
      title: "Examiner", explanation: "Candidate compared, finding and its limits:", choices: []),
    SignOff(
      title: "Technical review",
      explanation: "By a second person, of the documentation and of the finding it supports:",
      choices: ["agrees", "does not agree", "returned for correction"]),
    SignOff(
      title: "Blind verification",
      explanation: """
        By a person who knows neither scores, ranks and labels nor the first finding, on the blind \
        edition (--editions blind):
        """,
      choices: ["same finding", "another finding", "inconclusive"]),
  ]
  static let signature = ["Name", "Date", "Signature"]
}
