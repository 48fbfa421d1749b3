/// The form that people fill in by hand: the comparison by components, its review and its verification.
enum ExaminerForm {
  static let title = "Examiner's form"
  static let explanation = """
    Compare the original pictures, independently of the scores above. The components follow the \
    feature list of FISWG (version 2.0, September 11, 2018) and ASTM E3149-26. This form is shorter and \
    replaces neither list.
    """
  static let components = [
    "Hairline", "Forehead", "Eyebrows", "Eyes", "Nose", "Cheeks", "Ears", "Mouth", "Chin", "Jaw",
    "Marks (scars, moles, tattoos)",
  ]
  static let columns = ["Component", "Similar", "Different", "Not visible", "Remarks"]

  /// A part of the form that one person signs.
  struct SignOff {
    let title: String
    let explanation: String
    /// The choices, of which one is ticked.
    let choices: [String]
  }

  static let signOffs = [
    SignOff(
      title: "Examiner", explanation: "Candidate compared, finding and its limits:", choices: []),
    SignOff(
      title: "Technical review",
      explanation: "A second person reviews the documentation and the finding that it supports:",
      choices: ["agrees", "does not agree", "returned for correction"]),
    SignOff(
      title: "Blind verification",
      explanation: """
        A person who does not know the scores, ranks, labels or first finding uses the blind edition \
        (--editions blind):
        """,
      choices: ["same finding", "another finding", "inconclusive"]),
  ]
  static let signature = ["Name", "Date", "Signature"]
}
