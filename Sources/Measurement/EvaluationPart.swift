import Basics

/// One set of queries.
struct EvaluationPart: Sendable {
  /// What the user named: the PATH of the queries, or the name of a recipe's part.
  let name: String
  /// Whether the results name it: if there are several.
  var isNamed = false
  /// Which names make a picture a query's own, beside the rule of the search; `nil` for none.
  var nameRule: NameRule?

  /// Names without extensions, because changed copies may have another one.
  enum NameRule: Sendable {
    /// The path inside the folder.
    case path
    /// The file's name: in data sets whose names are unique.
    case file

    func key(of path: String) -> String {
      self == .file
        ? stem(of: path) : withoutExtension(path)
    }
  }

  var shownName: String? { isNamed ? name : nil }
}

/// Returns a path's file name without its extension.
func stem(of path: String) -> String {
  String(withoutExtension(path).split(separator: "/").last ?? "")
}
