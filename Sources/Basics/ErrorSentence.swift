/// Returns a sentence about a file in a form that is safe to print: nothing from the file can break
/// the line or change its direction, and the middle of a very long sentence is left out (a damaged
/// file may contain a name of a megabyte).
package func errorSentence(_ text: String) -> String {
  let shown = displayed(text)
  guard shown.count > 1600 else { return shown }
  return shown.prefix(1000) + " […] " + shown.suffix(400)
}
