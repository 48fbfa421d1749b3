import CCairo

/// Why nothing could be drawn.
package enum DrawingError: Error, Equatable {
  /// Cairo stopped: `target` is what was drawn, `reason` its own words.
  case failed(target: String, reason: String)
}

extension DrawingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failed(let target, let reason):
      "The \(target) could not be drawn: \(reason). If memory is short, free some and try again."
    }
  }
}

/// Throws unless Cairo is content.
func check(_ status: cairo_status_t, drawing target: String) throws(DrawingError) {
  guard status == CAIRO_STATUS_SUCCESS else {
    throw .failed(target: target, reason: String(cString: cairo_status_to_string(status)))
  }
}
