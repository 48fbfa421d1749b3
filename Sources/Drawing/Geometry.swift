/// A place in points (1/72 inch), x to the right, y downwards.
package struct Point: Sendable, Equatable {
  package var x: Double
  package var y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// An upright rectangle in points.
package struct Rectangle: Sendable, Equatable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var maxX: Double { x + width }
  package var maxY: Double { y + height }
  package var midX: Double { x + width / 2 }
  package var midY: Double { y + height / 2 }

  /// Returns the rectangle made smaller by `distance` on each side (larger if that is negative).
  package func inset(by distance: Double) -> Rectangle {
    Rectangle(
      x: x + distance, y: y + distance, width: width - 2 * distance,
      height: height - 2 * distance)
  }

  /// Returns the cell at `row` and `column` of a division into equal cells.
  package func cell(row: Int, column: Int, rows: Int, columns: Int) -> Rectangle {
    let cellWidth = width / Double(columns)
    let cellHeight = height / Double(rows)
    return Rectangle(
      x: x + Double(column) * cellWidth, y: y + Double(row) * cellHeight, width: cellWidth,
      height: cellHeight)
  }
}
