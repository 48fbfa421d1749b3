import Drawing

extension QueryReportDocument {
  /// Three columns of ten on one page.
  func setGalleries(_ flow: PageFlow) {
    flow.newPage()
    flow.heading("Ranked galleries", destination: "galleries")
    flow.text(Wording.galleries, PaperStyle.note)
    flow.space(8)
    let count = Double(max(content.galleries.count, 1))
    let gap = 14.0
    let columnWidth = (PageFlow.width - gap * (count - 1)) / count
    let columns = content.galleries.map {
      GalleryStrip($0, widthPoints: columnWidth, room: flow.room)
    }
    flow.put(height: columns.map(\.heightPoints).max() ?? 0) { canvas in
      for (index, column) in columns.enumerated() {
        canvas.saved {
          canvas.translate(x: Double(index) * (columnWidth + gap), y: 0)
          column.draw(on: canvas, faces: faces)
        }
      }
    }
  }
}
