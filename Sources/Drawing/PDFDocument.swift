import CCairo

/// A PDF file under construction: pages of one size, an outline, links, metadata.
///
/// The same drawing gives the same bytes as long as the same fonts are installed: the file contains
/// neither a date nor a random identifier.
package final class PDFDocument {
  package struct Metadata: Sendable {
    package var title: String
    package var author: String
    package var subject: String
    package var creator: String

    package init(title: String, author: String, subject: String, creator: String) {
      self.title = title
      self.author = author
      self.subject = subject
      self.creator = creator
    }
  }

  /// An entry of the outline, which can be the parent of others.
  package struct OutlineEntry: Sendable {
    fileprivate let identifier: Int32
  }

  package static let a4WidthPoints = 595.276
  package static let a4HeightPoints = 841.89

  package let canvas: Canvas
  private let surface: OpaquePointer
  private let sink = ByteSink()

  /// - Throws: `failed` if memory is short.
  package init(
    widthPoints: Double = a4WidthPoints, heightPoints: Double = a4HeightPoints, metadata: Metadata
  ) throws(DrawingError) {
    // Never null: if memory is short, Cairo returns a surface in an error state.
    let surface = cairo_pdf_surface_create_for_stream(
      ByteSink.write, sink.pointer, widthPoints, heightPoints)!
    self.surface = surface
    canvas = Canvas(on: surface)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, metadata.title)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, metadata.author)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, metadata.subject)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, metadata.creator)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, nil)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, nil)
    try check(cairo_surface_status(surface), drawing: "PDF")
  }

  deinit {
    // A canvas that is still in use must not write to a released sink.
    cairo_surface_finish(surface)
    cairo_surface_destroy(surface)
  }

  /// Ends the page; what is drawn next stands on a new one.
  package func endPage() {
    cairo_show_page(canvas.context)
    canvas.beginPage()
  }

  /// Adds an entry to the outline, under `parent` or at the top.
  ///
  /// - Parameter destination: A name given to `Canvas.mark(destination:y:)`.
  @discardableResult
  package func addOutlineEntry(
    _ title: String, destination: String, under parent: OutlineEntry? = nil
  ) -> OutlineEntry {
    precondition(isDestinationName(destination))
    let identifier = cairo_pdf_surface_add_outline(
      surface, parent?.identifier ?? CAIRO_PDF_OUTLINE_ROOT, title, "dest='\(destination)'",
      parent == nil ? CAIRO_PDF_OUTLINE_FLAG_OPEN : cairo_pdf_outline_flags_t(0))
    return OutlineEntry(identifier: identifier)
  }

  /// Closes the document; nothing can be drawn afterwards. Also ends the last page if necessary.
  ///
  /// - Throws: `failed` for any error since the start.
  package func finished() throws(DrawingError) -> [UInt8] {
    try check(canvas.status, drawing: "PDF")
    cairo_surface_finish(surface)
    try check(cairo_surface_status(surface), drawing: "PDF")
    return sink.bytes
  }
}
