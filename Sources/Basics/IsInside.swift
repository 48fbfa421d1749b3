/// Returns whether a relative path from a file stays in the folder that it is relative to, by its
/// words alone: it has no "..", no ".", no empty part and no NUL, at which the system would end it.
package func isInside(_ path: String) -> Bool {
  !path.hasPrefix("/") && !path.utf8.contains(0)
    && !path.split(separator: "/", omittingEmptySubsequences: false).contains {
      $0.isEmpty || $0 == "." || $0 == ".."
    }
}
