import Basics
import Drawing

/// The marks by which auto-multiple-choice reads a page: four circles, a binary code and boxes.
package struct ScanMarks: Sendable, Equatable {
  package struct Box: Sendable, Equatable {
    /// 10 * place in the sheet + field.
    let question: Int
    let name: String
    /// From 1.
    let answer: Int
    let place: Rectangle
  }

  /// The sheet's number, from 1.
  let student: Int
  let page: Int
  /// In points.
  let width: Double
  let height: Double
  var boxes: [Box] = []

  package static let mostStudents = 4095
  package static let mostPages = 63
  static let pointsPerMillimeter = 72 / 25.4
  static let boxSide = 5 * pointsPerMillimeter

  init(student: Int, page: Int, width: Double, height: Double) {
    self.student = student
    self.page = page
    self.width = width
    self.height = height
  }

  var check: Int { (student * 7 + page * 13) % 60 + 1 }

  /// The digits of the code: their places, and whether they are black.
  private var code: [(number: Int, digit: Int, place: Rectangle, isBlack: Bool)] {
    let unit = Self.pointsPerMillimeter
    // 17 millimeters below the upper edge, as the row 280 mm above the lower edge of A4.
    let top = 13.8 * unit
    return [(1, student, 12, 30.0), (2, page, 6, 90.0), (3, check, 6, 125.0)].flatMap {
      number, value, count, left in
      (0..<count).map { digit in
        (
          number, digit + 1,
          Rectangle(
            x: (left + 4 * Double(digit)) * unit, y: top, width: 3.2 * unit, height: 3.2 * unit),
          value >> (count - 1 - digit) & 1 == 1
        )
      }
    }
  }

  private var corners: [(name: String, place: Rectangle)] {
    let unit = Self.pointsPerMillimeter
    let side = 4 * unit
    let (near, right, low) = (10 * unit, width - 14 * unit, height - 14 * unit)
    return [("HG", near, near), ("HD", right, near), ("BG", near, low), ("BD", right, low)].map {
      ($0, Rectangle(x: $1, y: $2, width: side, height: side))
    }
  }

  func draw(on canvas: Canvas) {
    for corner in corners { canvas.fillEllipse(in: corner.place, .black) }
    for digit in code {
      if digit.isBlack { canvas.fill(digit.place, .black) }
      canvas.stroke(digit.place, .black, width: 0.4)
    }
  }

  /// The page as auto-multiple-choice reads it, in millimeters from the lower left corner.
  var layout: String {
    func millimeters(_ points: Double) -> String {
      fixed(points / Self.pointsPerMillimeter, 3) + "mm"
    }
    let id = "\(student)/\(page)"
    func trace(_ name: String, _ place: Rectangle) -> String {
      [(place.x, place.maxY), (place.maxX, place.y)].map { x, y in
        "\\tracepos{\(id):\(name)}{\(millimeters(x))}{\(millimeters(height - y))}{square}\n"
      }.joined()
    }
    let size = "{\(millimeters(width))}{\(millimeters(height))}"
    var text = "\\page{\(id)/\(check)}\(size)\(size)\n"
    for corner in corners { text += trace("position\(corner.name)", corner.place) }
    for digit in code { text += trace("chiffre:\(digit.number),\(digit.digit)", digit.place) }
    for box in boxes {
      text += trace("case:\(box.name):\(box.question),\(box.answer)", box.place)
    }
    var known: Set<Int> = []
    for box in boxes where known.insert(box.question).inserted {
      text += "\\question{\(box.question)}{\(box.name)}\n"
    }
    return text
  }

  package static func layoutFile(_ pages: [ScanMarks], programVersion: String) -> String {
    "\\version{facet \(programVersion)}\n\\with{codedigit=binary}\n\\with{ensemble=no}\n"
      + pages.map(\.layout).joined()
  }
}
