/// A place in points (1/72 inch), x to the right, y downwards.
public struct Point: Sendable, Equatable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// An upright rectangle in points.
public struct Rectangle: Sendable, Equatable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public var maxX: Double { x + width }
  public var maxY: Double { y + height }
  public var midX: Double { x + width / 2 }
  public var midY: Double { y + height / 2 }

  /// Smaller by `distance` at each side (larger where that is negative).
  public func inset(by distance: Double) -> Rectangle {
    Rectangle(
      x: x + distance, y: y + distance, width: width - 2 * distance,
      height: height - 2 * distance)
  }

  /// The part that `row` and `column` of a division into equal cells take.
  public func cell(row: Int, column: Int, rows: Int, columns: Int) -> Rectangle {
    let cellWidth = width / Double(columns)
    let cellHeight = height / Double(rows)
    return Rectangle(
      x: x + Double(column) * cellWidth, y: y + Double(row) * cellHeight, width: cellWidth,
      height: cellHeight)
  }
}
