import CCairo
import Pictures

/// A picture prepared for drawing, any number of times.
///
/// In PDF and SVG its JPEG bytes are embedded unchanged, and only once however often the picture is
/// drawn. It belongs to one thread at a time.
package final class PaperPicture {
  let surface: OpaquePointer
  /// The width in pixels.
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
      if let jpeg { try attach(jpeg) }
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

  private func attach(_ jpeg: [UInt8]) throws(DrawingError) {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: jpeg.count)
    copy.update(from: jpeg, count: jpeg.count)
    let status = cairo_surface_set_mime_data(
      surface, CAIRO_MIME_TYPE_JPEG, copy, UInt(jpeg.count), { $0?.deallocate() }, copy)
    if status != CAIRO_STATUS_SUCCESS { copy.deallocate() }
    try check(status, drawing: "picture")
  }
}
