import Drawing
import Pictures
import Testing

@Suite struct CanvasTests {
  private let red = PaperColor(hexadecimal: 0xff0000)
  private let blue = PaperColor(hexadecimal: 0x0000ff)

  @Test func areasLieWhereTheyAreSaid() throws {
    let picture = try drawnPicture(widthPoints: 20, heightPoints: 10) { canvas in
      canvas.fill(Rectangle(x: 5, y: 2, width: 10, height: 4), red)
    }
    #expect(picture.width == 20 && picture.height == 10)
    #expect(pixel(picture, 5, 2) == [255, 0, 0])
    #expect(pixel(picture, 14, 5) == [255, 0, 0])
    #expect(pixel(picture, 4, 2) == [255, 255, 255])
    #expect(pixel(picture, 15, 5) == [255, 255, 255])
    #expect(pixel(picture, 14, 6) == [255, 255, 255])
  }

  @Test func clipAndTransformationEndWithTheirState() throws {
    let picture = try drawnPicture(widthPoints: 20, heightPoints: 20) { canvas in
      canvas.saved {
        canvas.translate(x: 10, y: 0)
        canvas.scale(by: 2)
        canvas.clip(to: Rectangle(x: 0, y: 0, width: 2, height: 2))
        canvas.fill(Rectangle(x: 0, y: 0, width: 100, height: 100), red)
      }
      canvas.fill(Rectangle(x: 0, y: 10, width: 5, height: 5), blue)
    }
    #expect(pixel(picture, 10, 0) == [255, 0, 0])
    #expect(pixel(picture, 13, 3) == [255, 0, 0])
    #expect(pixel(picture, 14, 4) == [255, 255, 255])
    #expect(pixel(picture, 0, 10) == [0, 0, 255])
  }

  @Test func aDarkeningLayerMultiplies() throws {
    let picture = try drawnPicture(widthPoints: 4, heightPoints: 4) { canvas in
      canvas.fill(Rectangle(x: 0, y: 0, width: 4, height: 4), .black.with(opacity: 0.75))
    }
    #expect(abs(Int(pixel(picture, 1, 1)[0]) - 64) <= 1)
  }

  @Test func gridsDivideEqually() throws {
    let picture = try drawnPicture(widthPoints: 40, heightPoints: 30) { canvas in
      canvas.strokeGrid(
        in: Rectangle(x: 0, y: 0, width: 40, height: 30), rows: 3, columns: 4, red, width: 2)
    }
    for column in 0..<40 {
      let isLine = [9, 10, 19, 20, 29, 30].contains(column)
      #expect((pixel(picture, column, 5) == [255, 0, 0]) == isLine, "column \(column)")
    }
    #expect(pixel(picture, 5, 10) == [255, 0, 0] && pixel(picture, 5, 20) == [255, 0, 0])
  }

  /// Four quarters of four colors, one of which is shown at another quarter's place.
  @Test func aPartOfAPictureStaysWhereItBelongs() throws {
    let colors: [[UInt8]] = [[250, 0, 0], [0, 250, 0], [0, 0, 250], [250, 250, 0]]
    var samples: [UInt8] = []
    for y in 0..<8 {
      for x in 0..<8 { samples += colors[(y / 4) * 2 + x / 4] }
    }
    let source = try PaperPicture(
      Picture(width: 8, height: 8, channels: .rgb, samples: samples), jpeg: nil)
    let whole = Rectangle(x: 0, y: 0, width: 80, height: 80)
    let picture = try drawnPicture(widthPoints: 80, heightPoints: 80) { canvas in
      canvas.draw(source, in: whole, showing: whole.cell(row: 1, column: 0, rows: 2, columns: 2))
    }
    #expect(pixel(picture, 10, 70) == [0, 0, 250])
    #expect(pixel(picture, 0, 79) == [0, 0, 250])
    #expect(pixel(picture, 70, 70) == [255, 255, 255])
    #expect(pixel(picture, 10, 10) == [255, 255, 255])
  }

  @Test func grayPicturesAreGray() throws {
    let source = try PaperPicture(
      Picture(width: 2, height: 1, channels: .gray, samples: [10, 200]), jpeg: nil)
    let picture = try drawnPicture(widthPoints: 20, heightPoints: 10) { canvas in
      canvas.draw(source, in: Rectangle(x: 0, y: 0, width: 20, height: 10))
    }
    #expect(pixel(picture, 1, 5) == [10, 10, 10])
    #expect(pixel(picture, 18, 5) == [200, 200, 200])
  }
}

func pixel(_ picture: Picture, _ x: Int, _ y: Int) -> [UInt8] {
  let channels = picture.channels.rawValue
  let place = (y * picture.width + x) * channels
  return Array(picture.samples[place..<place + channels])
}
