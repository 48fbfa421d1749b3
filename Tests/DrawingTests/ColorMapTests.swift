import Drawing
import Testing

@Suite struct ColorMapTests {
  private func path(_ map: ColorMap, from start: Double, to end: Double) -> [OKLab] {
    (0...100).map { OKLab(map.color(start + (end - start) * Double($0) / 100)) }
  }

  private func distance(_ first: OKLab, _ second: OKLab) -> Double {
    let lightness = first.lightness - second.lightness
    let a = first.a - second.a
    let b = first.b - second.b
    return (lightness * lightness + a * a + b * b).squareRoot()
  }

  @Test func lightnessFallsEvenlyAlongTheSequentialMap() {
    let steps = path(.sequential, from: 0, to: 1)
    for (before, after) in zip(steps, steps.dropFirst()) {
      // 0.5576 over 100 steps; a color outside sRGB would be cut and bend the path.
      #expect(abs(before.lightness - after.lightness - 0.005576) < 0.0005)
    }
  }

  @Test func theMapsEndInTheColorsOfTheLegend() {
    #expect(hexadecimal(ColorMap.sequential.color(0)) == 0xfff4e0)
    #expect(hexadecimal(ColorMap.sequential.color(1)) == 0x7a3300)
    #expect(hexadecimal(ColorMap.diverging.color(0)) == 0xfff4e0)
    #expect(hexadecimal(ColorMap.diverging.color(1)) == 0x7a3300)
  }

  private func hexadecimal(_ color: PaperColor) -> Int {
    [color.red, color.green, color.blue].reduce(0) { $0 * 256 + Int(($1 * 255).rounded()) }
  }

  @Test func bothArmsOfTheDivergingMapDarkenAlike() {
    let negative = path(.diverging, from: 0, to: -1)
    let positive = path(.diverging, from: 0, to: 1)
    for (left, right) in zip(negative, positive) {
      #expect(abs(left.lightness - right.lightness) < 0.004)
    }
    for (before, after) in zip(positive, positive.dropFirst()) {
      #expect(after.lightness < before.lightness - 0.003)
    }
    #expect(negative[100].b < -0.1 && positive[100].b > 0.06)
  }

  @Test(arguments: [
    (ColorMap.sequential, 0.0, 1.0), (.diverging, -1.0, 0.0), (.diverging, 0.0, 1.0),
  ])
  func equalNumbersLookEquallyFar(map: ColorMap, start: Double, end: Double) {
    let steps = path(map, from: start, to: end)
    let distances = zip(steps, steps.dropFirst()).map(distance)
    #expect(distances.max()! / distances.min()! < 1.6)
  }

  @Test func whatLiesOutsideIsTheEnd() {
    for map in ColorMap.allCases {
      #expect(map.color(7) == map.color(1))
      #expect(map.color(-7) == map.color(map == .diverging ? -1 : 0))
    }
  }

  @Test(arguments: [0x000000, 0xffffff, 0x0072b2, 0xd55e00, 0x123456] as [UInt32])
  func colorsSurviveTheWayThroughOKLab(hexadecimal: UInt32) {
    let color = PaperColor(hexadecimal: hexadecimal)
    let back = OKLab(color).color
    #expect(abs(back.red - color.red) < 1e-4)
    #expect(abs(back.green - color.green) < 1e-4)
    #expect(abs(back.blue - color.blue) < 1e-4)
  }
}
