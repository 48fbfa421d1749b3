/// A picture that a user pointed at, not opened yet.
public struct ListedPicture: Sendable, Equatable {
  /// Relative to the folder or list that named it: its name in reports and gallery files.
  public let path: String
  /// Where it is.
  public let location: String
  /// The identity: the sub-folder's name or the list's second column.
  public let label: String?
  /// Why it cannot be opened, where that showed already; a sentence.
  public let problem: String?

  public init(path: String, location: String, label: String?, problem: String? = nil) {
    self.path = path
    self.location = location
    self.label = label
    self.problem = problem
  }
}
