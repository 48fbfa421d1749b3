/// Sentences that stand in every report.
enum Wording {
  static let bannerTitle = "Investigative lead, not an identification"
  static let banner = """
    This report ranks gallery pictures by how alike a computer finds them to the query. Nobody may \
    be named, charged or excluded on it alone.
    """

  static let limits = [
    """
    A similarity score is not a probability. A score of 0.80 does not mean that the two pictures \
    show the same person with 80 % certainty.
    """,
    """
    The first place is only the best of this gallery. If the person is not in the gallery, somebody \
    else stands first.
    """,
    """
    Scores may be compared within one method of one report, not between methods, models or reports.
    """,
    """
    The maps show what the computer compared, not why two faces are alike to a human. Bright or \
    warm patches are no proof.
    """,
    """
    Error rates differ between pictures and between groups of people; light, age, pose, masks and \
    picture quality change scores.
    """,
    "A trained examiner must compare the original pictures before anybody acts on this report.",
  ]

  static let rounding = """
    Numbers are rounded to the digits printed; report.json has all digits. Each line of arithmetic \
    gives the printed result when it is done again with the printed numbers.
    """

  /// What the digests of pictures are of, on a page or on paper.
  static func pictureDigests(_ medium: FaceFiles.Medium) -> String {
    let (place, tool, size, exception) =
      switch medium {
      case .paper:
        (
          "in this paper", " ('pdfimages -all' gives them out)", "",
          " An upright JPEG that is shown whole stands here as it is."
        )
      case .page: ("on this page", "", ", at most \(medium.widest) pixels wide", "")
      }
    return """
      SHA-256 of every original file, of the samples of its crop row by row, and of each JPEG \(place)\
      \(tool): crops at quality \(medium.quality)\(size), their gray copies below heatmaps at \
      \(medium.groundQuality).\(exception)
      """
  }
  static let galleries = """
    The first ten of each method. A green frame with a check mark: the same identity as the query \
    by the labels given; a red frame with a cross: another identity; gray: not known.
    """

  static let candidate = """
    Flow map: in the middle, at each place of the query, the candidate's patch that takes most of \
    its weight; bright: much, black: little. Places are written row.column, from the top left. The \
    maps have an EMD similarity of their own: the table's comes from the ranking's solver and grid.
    """

  static let signOff = """
    What the examiner found by comparing the original pictures, independently of the scores above:
    """
}
