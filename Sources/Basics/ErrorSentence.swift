/// A sentence about a file, as it is told: what comes from the file can neither break nor turn the
/// line that it is printed on, and of a very long one (a damaged file may have a name of a megabyte)
/// the middle is left out.
package func errorSentence(_ text: String) -> String {
  let shown = displayed(text)
  guard shown.count > 1600 else { return shown }
  return shown.prefix(1000) + " […] " + shown.suffix(400)
}
