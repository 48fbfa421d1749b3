import Basics

extension [PathKey: String] {
  /// The place of a query's picture, by the query's name: the picture's path, or the path with a '#'
  /// and the number of one of its faces.
  package func location(ofQuery name: String) -> String? {
    if let location = self[PathKey(name)] { return location }
    guard let mark = name.lastIndex(of: "#"), Int(name[name.index(after: mark)...]) != nil else {
      return nil
    }
    return self[PathKey(String(name[..<mark]))]
  }
}
