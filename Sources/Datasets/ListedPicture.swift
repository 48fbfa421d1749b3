/// A picture that a user pointed at, not opened yet.
package struct ListedPicture: Sendable, Equatable {
  /// Relative to the folder or list that named it: its name in reports and gallery files.
  package let path: String
  /// Where it is.
  package let location: String
  /// The identity: the sub-folder's name or the list's second column.
  package let label: String?
  /// Why it cannot be opened, where that showed already; a sentence.
  package let problem: String?

  package init(path: String, location: String, label: String?, problem: String? = nil) {
    self.path = path
    self.location = location
    self.label = label
    self.problem = problem
  }
}
