import CCairo
import Pictures
import Synchronization

/// A picture prepared for drawing, any number of times.
///
/// In PDF and SVG its JPEG bytes are embedded unchanged, and only once however often the picture is
/// drawn. It belongs to one thread at a time.
package final class PaperPicture {
  let surface: OpaquePointer
  /// Of all pictures of this process.
  let number = PaperPicture.last.wrappingAdd(1, ordering: .relaxed).newValue
  private static let last = Atomic<Int>(0)
  /// In pixels.
  package let width: Int
  package let height: Int

  /// - Parameter jpeg: The same picture as JPEG, which may have more pixels; if `nil`, PDF and SVG
  ///   contain its samples.
  /// - Throws: `failed` if memory is short.
  package init(_ picture: Picture, jpeg: [UInt8]?) throws(DrawingError) {
    width = picture.width
    height = picture.height
    // Never null: if memory is short, Cairo returns a surface in an error state.
    surface = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, Int32(picture.width), Int32(picture.height))!
    do throws(DrawingError) {
      try check(cairo_surface_status(surface), drawing: "picture")
      fill(with: picture)
      try attachNumber()
      if let jpeg { try attach(jpeg, as: CAIRO_MIME_TYPE_JPEG) }
    } catch {
      cairo_surface_destroy(surface)
      throw error
    }
  }

  /// - Parameter pixels: The pixels as `0xRRGGBB`, row-major: `[height, width]`.
  /// - Precondition: `pixels` has `width * height` elements.
  /// - Throws: `failed` if memory is short.
  package init(width: Int, height: Int, pixels: [UInt32]) throws(DrawingError) {
    precondition(pixels.count == width * height)
    self.width = width
    self.height = height
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))!
    do throws(DrawingError) {
      try check(cairo_surface_status(surface), drawing: "picture")
      try attachNumber()
    } catch {
      cairo_surface_destroy(surface)
      throw error
    }
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    let target = UnsafeMutableRawPointer(cairo_image_surface_get_data(surface)!)
    pixels.withUnsafeBytes { source in
      for y in 0..<height {
        (target + y * stride).copyMemory(
          from: source.baseAddress! + y * width * 4, byteCount: width * 4)
      }
    }
    cairo_surface_mark_dirty(surface)
  }

  deinit { cairo_surface_destroy(surface) }

  private func fill(with picture: Picture) {
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    let pixels = cairo_image_surface_get_data(surface)!
    let channels = picture.channels.rawValue
    for y in 0..<height {
      let row = UnsafeMutableRawPointer(pixels + y * stride).assumingMemoryBound(to: UInt32.self)
      for x in 0..<width {
        let place = (y * width + x) * channels
        let red = UInt32(picture.samples[place])
        let green = channels == 3 ? UInt32(picture.samples[place + 1]) : red
        let blue = channels == 3 ? UInt32(picture.samples[place + 2]) : red
        row[x] = red << 16 | green << 8 | blue
      }
    }
    cairo_surface_mark_dirty(surface)
  }

  /// A drawing of the picture alone, in its own pixels.
  ///
  /// Cairo 1.16 names a picture in the resources of a page as often as it is drawn there, and a
  /// dictionary must not name anything twice. So each further place on a page gets a drawing of its
  /// own; all drawings name the one picture.
  ///
  /// - Returns: A surface that the caller destroys.
  func drawing() -> OpaquePointer {
    var extents = cairo_rectangle_t(x: 0, y: 0, width: Double(width), height: Double(height))
    // Never null: without memory Cairo returns a surface in an error state.
    let drawing = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents)!
    let context = cairo_create(drawing)!
    cairo_set_source_surface(context, surface, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_GOOD)
    cairo_paint(context)
    cairo_destroy(context)
    return drawing
  }

  /// Makes Cairo know the picture again inside a drawing, where it holds a copy.
  private func attachNumber() throws(DrawingError) {
    try attach(withUnsafeBytes(of: number) { Array($0) }, as: CAIRO_MIME_TYPE_UNIQUE_ID)
  }

  private func attach(_ bytes: [UInt8], as type: String) throws(DrawingError) {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
    copy.update(from: bytes, count: bytes.count)
    let status = cairo_surface_set_mime_data(
      surface, type, copy, UInt(bytes.count), { $0?.deallocate() }, copy)
    if status != CAIRO_STATUS_SUCCESS { copy.deallocate() }
    try check(status, drawing: "picture")
  }
}
