import Basics
import Drawing

/// Reports on standard error which texts from outside no installed font can draw whole.
///
/// - Parameter texts: Labels, paths, case data.
package func warnOfMissingGlyphs(in texts: [String], isQuiet: Bool) {
  guard !isQuiet else { return }
  let most = 5
  let warnings = missingGlyphsWarnings(texts.map(displayed))
  for warning in warnings.prefix(most) { writeToStandardError("Warning: \(warning)\n") }
  if warnings.count > most {
    writeToStandardError("Warning: the same holds for \(warnings.count - most) more texts.\n")
  }
}
