import CCairo
import Pictures

/// Returns the bytes of an SVG file.
///
/// Text stays text, above everything else, and each line is as wide as measured: another font than
/// the requested one fills the same space. Text that is cut is drawn as outlines.
///
/// - Parameters:
///   - widthPoints: The width, more than 0.
///   - heightPoints: The height, more than 0.
/// - Throws: `failed` if memory is short.
package func drawnSVG(
  widthPoints: Double, heightPoints: Double, _ draw: (Canvas) -> Void
) throws(DrawingError) -> [UInt8] {
  let sink = ByteSink()
  let surface = cairo_svg_surface_create_for_stream(
    ByteSink.write, sink.pointer, widthPoints, heightPoints)!
  defer { cairo_surface_destroy(surface) }
  cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT)
  let texts = SVGTexts()
  let canvas = Canvas(on: surface, collecting: texts)
  draw(canvas)
  try check(canvas.status, drawing: "SVG")
  cairo_surface_finish(surface)
  try check(cairo_surface_status(surface), drawing: "SVG")
  return compactSVG(sink.bytes, adding: texts.elements)
}

/// Returns a drawing as a picture, on white.
///
/// - Parameter pixelsPerPoint: The resolution, more than 0.
/// - Throws: `failed` if memory is short.
package func drawnPicture(
  widthPoints: Double, heightPoints: Double, pixelsPerPoint: Double = 1, _ draw: (Canvas) -> Void
) throws(DrawingError) -> Picture {
  let width = Int((widthPoints * pixelsPerPoint).rounded(.up))
  let height = Int((heightPoints * pixelsPerPoint).rounded(.up))
  let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))!
  defer { cairo_surface_destroy(surface) }
  cairo_surface_set_device_scale(surface, pixelsPerPoint, pixelsPerPoint)
  let canvas = Canvas(on: surface)
  canvas.fill(Rectangle(x: 0, y: 0, width: widthPoints + 1, height: heightPoints + 1), .white)
  draw(canvas)
  try check(canvas.status, drawing: "picture")
  cairo_surface_flush(surface)
  try check(cairo_surface_status(surface), drawing: "picture")
  let stride = Int(cairo_image_surface_get_stride(surface))
  let pixels = cairo_image_surface_get_data(surface)!
  var samples = [UInt8]()
  samples.reserveCapacity(width * height * 3)
  for y in 0..<height {
    let row = UnsafeMutableRawPointer(pixels + y * stride).assumingMemoryBound(to: UInt32.self)
    for x in 0..<width {
      samples.append(UInt8(truncatingIfNeeded: row[x] >> 16))
      samples.append(UInt8(truncatingIfNeeded: row[x] >> 8))
      samples.append(UInt8(truncatingIfNeeded: row[x]))
    }
  }
  return Picture(width: width, height: height, channels: .rgb, samples: samples)
}

/// A collector for the bytes that Cairo writes.
final class ByteSink {
  var bytes: [UInt8] = []

  /// A pointer that is valid as long as the sink lives.
  var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  static let write: cairo_write_func_t = { closure, data, length in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
  }
}
