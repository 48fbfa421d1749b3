/// A picture that a user named, not opened yet.
package struct ListedPicture: Sendable, Equatable {
  /// The path relative to the folder or list that named it: its name in reports and gallery files.
  package let path: String
  /// The path for opening it.
  package let location: String
  /// The identity: the sub-folder's name or the list's second column.
  package let label: String?
  /// A sentence with the reason why it cannot be opened, if that is known already.
  package let problem: String?

  package init(path: String, location: String, label: String?, problem: String? = nil) {
    self.path = path
    self.location = location
    self.label = label
    self.problem = problem
  }
}
