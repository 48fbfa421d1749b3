import Basics

extension Calibration {
  /// A picture of a search that the calibration must not contain, nor its person.
  package struct Searched: Sendable, Equatable {
    /// The path of the picture; comes from outside.
    package let path: String
    package let label: String?
    package let sha256: SHA256Digest

    package init(path: String, label: String?, sha256: SHA256Digest) {
      self.path = path
      self.label = label
      self.sha256 = sha256
    }
  }

  /// Checks that a search has no person and no picture of the calibration, whose scores would be those
  /// of the people in question.
  ///
  /// - Parameters:
  ///   - searched: The pictures of the search: queries and gallery.
  ///   - file: The calibration's file, for the error.
  /// - Throws: `CalibrationError.sharedPictures` or `.sharedPeople`, with the names in their order.
  /// - Complexity: O(pictures).
  package func requireApart(
    from searched: some Sequence<Searched>, file: String
  ) throws(CalibrationError) {
    guard hasPeople else { return }
    let (ownPictures, ownPeople) = (Set(pictures), Set(people))
    var paths: [String] = []
    var labels: [String] = []
    var seen: Set<String> = []
    for picture in searched {
      if ownPictures.contains(picture.sha256) { paths.append(picture.path) }
      if let label = picture.label, seen.insert(label).inserted,
        ownPeople.contains(Self.digest(ofName: label))
      {
        labels.append(label)
      }
    }
    guard paths.isEmpty else { throw .sharedPictures(file: file, paths: paths) }
    guard labels.isEmpty else { throw .sharedPeople(file: file, labels: labels) }
  }
}
