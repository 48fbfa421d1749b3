import CCairo

/// The reason why a drawing failed.
package enum DrawingError: Error, Equatable {
  /// Cairo stopped: `target` is the drawing, `reason` Cairo's own words.
  case failed(target: String, reason: String)
}

extension DrawingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failed(let target, let reason):
      "Cannot draw the \(target): \(reason). If memory is short, free some and try again."
    }
  }
}

/// Throws unless Cairo reports success.
func check(_ status: cairo_status_t, drawing target: String) throws(DrawingError) {
  guard status == CAIRO_STATUS_SUCCESS else {
    throw .failed(target: target, reason: String(cString: cairo_status_to_string(status)))
  }
}
