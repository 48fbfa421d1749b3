import Drawing
import Evidence

/// One number for each patch, as colors over a gray face. The largest is outlined. If one scale has
/// numbers of both signs, those more than a tenth of it below 0 have a minus.
struct HeatOverlay {
  let heatmap: Heatmap
  let scale: ColorScale
  let face: Face

  func draw(on canvas: Canvas, in place: Rectangle, faces: FaceStore) {
    let grid = heatmap.grid
    canvas.draw(faces.groundPicture(face), in: place)
    for (patch, value) in heatmap.values.enumerated() {
      canvas.fill(
        cell(patch, in: place), scale.color(value).with(opacity: FigureStyle.heatOpacity))
    }
    canvas.strokeGrid(
      in: place, rows: grid.rows, columns: grid.columns, FigureStyle.grid, width: 0.3)
    canvas.stroke(place, FigureStyle.rule, width: 0.5)
    if scale.map == .diverging {
      var signs = SignMarks()
      for (patch, value) in heatmap.values.enumerated() where value < -0.1 * scale.limit {
        signs.add(isPositive: false, in: cell(patch, in: place))
      }
      signs.draw(on: canvas)
    }
    let highest = heatmap.highestPatch
    // All numbers are equal, so the largest is not outlined.
    if heatmap.values.contains(where: { $0 != heatmap.values[highest] }) {
      let outlined = cell(highest, in: place)
      canvas.stroke(outlined.inset(by: 0.75), .black, width: 1.5)
      canvas.stroke(outlined.inset(by: 0.75), .white, width: 0.7)
    }
  }

  private func cell(_ patch: Int, in place: Rectangle) -> Rectangle {
    place.cell(
      row: patch / heatmap.grid.columns, column: patch % heatmap.grid.columns,
      rows: heatmap.grid.rows, columns: heatmap.grid.columns)
  }
}

extension Heatmap {
  /// The first patch with the largest number.
  var highestPatch: Int {
    values.indices.max { values[$0] < values[$1] || (values[$0] == values[$1] && $0 > $1) } ?? 0
  }
}
