import Basics
import Drawing

/// The scale of all maps of one kind in a report.
///
/// One object serves every map of its kind, so that maps of several people can be compared, and the
/// legend is printed once.
struct HeatScale: Sendable, Equatable {
  /// The form in which numbers are written.
  enum Unit: Sendable, Equatable {
    /// Differences, with their sign: "+5".
    case signedThousandths
    case thousandths
    case hundredths
    /// Shares of the weight as deviations from even weights: "−12".
    case percentFromEven
    /// Shares of the weight as multiples of even weights: "2.5".
    case timesEven
  }

  let unit: Unit
  /// The number of the palest color if the scale has one sign.
  let lowest: Double
  /// The number of the darkest color.
  let limit: Double
  let isSigned: Bool
  /// The words at the ends of the legend, for example "for B" and "for A".
  var lowWords = ""
  var highWords = ""

  private init(_ unit: Unit, lowest: Double, limit: Double, isSigned: Bool) {
    self.unit = unit
    self.lowest = lowest
    self.limit = limit
    self.isSigned = isSigned
  }

  /// Returns a scale to the same distance on both sides of 0, up to the largest of all numbers.
  ///
  /// - Parameters:
  ///   - values: The numbers of every map of this kind.
  ///   - low: What negative numbers speak for.
  ///   - high: What positive numbers speak for.
  static func signed(
    _ values: [Double], _ unit: Unit = .signedThousandths, low: String = "", high: String = ""
  ) -> HeatScale {
    let limit = roundedUp(values.map(abs).max() ?? 0, unit)
    var scale = HeatScale(unit, lowest: -limit, limit: limit, isSigned: true)
    scale.lowWords = low
    scale.highWords = high
    return scale
  }

  /// Returns a scale of cosines: signed if a number is negative; otherwise from 0, or from above 0 if all
  /// numbers are so high that a scale from 0 would hide their differences.
  static func cosines(_ values: [Double], _ unit: Unit = .hundredths) -> HeatScale {
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    if least < 0 { return signed(values, unit) }
    let limit = roundedUp(most, unit)
    let step = limit / 10
    let lowest = least > limit / 2 ? (least / step).rounded(.down) * step : 0
    return HeatScale(unit, lowest: min(lowest, limit - step), limit: limit, isSigned: false)
  }

  /// Returns a scale of weights around even weights, which get the color of zero.
  ///
  /// - Parameter deviations: The numbers of every map, as `weightsFromEven` gives them.
  static func aroundEven(_ deviations: [Double]) -> HeatScale {
    // Differences of a few percent must not look dramatic.
    signed(deviations + [0.1], .percentFromEven)
  }

  /// Returns a scale of weights from 0; even weights are 1.
  ///
  /// - Parameter multiples: The numbers of every map, as `timesEven` gives them.
  static func timesEven(_ multiples: [Double]) -> HeatScale {
    HeatScale(
      .timesEven, lowest: 0, limit: max(roundedUp(multiples.max() ?? 1, .timesEven), 1),
      isSigned: false)
  }

  /// Returns the largest number of a legend: two digits, so that the legend states it exactly.
  private static func roundedUp(_ limit: Double, _ unit: Unit) -> Double {
    guard limit > 0, limit.isFinite else { return 1 / unit.factor }
    let shown = limit * unit.factor
    var size = 1.0
    while size * 100 <= shown { size *= 10 }
    while size * 10 > shown, size > unit.smallest { size /= 10 }
    return ((shown / size - 1e-9).rounded(.up) * size).rounded(toMultipleOf: size) / unit.factor
  }

  func color(_ value: Double) -> PaperColor {
    isSigned
      ? ColorMap.diverging.color(value / limit)
      : ColorMap.sequential.color((value - lowest) / (limit - lowest))
  }

  /// Returns a number in the unit of the map: "+5", "82", "2.5".
  func text(_ value: Double) -> String {
    let shown = value * unit.factor
    switch unit {
    case .thousandths, .hundredths:
      let text = fixed(abs(shown), 0)
      return shown < 0 && text != "0" ? "−" + text : text
    case .signedThousandths, .percentFromEven:
      let text = fixed(abs(shown), 0)
      return text == "0" ? "0" : shown < 0 ? "−" + text : "+" + text
    case .timesEven:
      return fixed(shown, shown < 9.95 ? 1 : 0)
    }
  }

  /// Returns a number of the legend, with the decimals that it needs.
  func legendText(_ value: Double) -> String {
    let shown = value * unit.factor
    if abs(shown) < unit.smallest / 2 { return unit == .percentFromEven ? "even" : "0" }
    switch unit {
    case .hundredths:
      return isSigned ? fixedSigned(value, 2) : fixed(value, 2)
    case .timesEven:
      let isWhole = abs(shown - shown.rounded()) < 1e-6
      return fixed(shown, isWhole ? 0 : 1) + " × even"
    case .percentFromEven:
      return text(value) + "%"
    case .signedThousandths, .thousandths:
      let isWhole = abs(shown - shown.rounded()) < 1e-6
      return isWhole ? text(value) : fixedSigned(shown, 1)
    }
  }

  /// The words for the unit, printed once with the legend.
  var unitWords: String {
    switch unit {
    case .signedThousandths, .thousandths: "thousandths"
    case .hundredths: "cosine; numbers on the maps in hundredths"
    case .percentFromEven: "weight compared with even weights"
    case .timesEven: "weight"
    }
  }

  /// Whether the palest color stands for a number other than 0.
  var beginsAboveZero: Bool { !isSigned && lowest != 0 }

  /// The colors at equal distances.
  var samples: [PaperColor] {
    (0...16).map { color(lowest + (limit - lowest) * Double($0) / 16) }
  }
}

extension HeatScale.Unit {
  /// Shown numbers are values times this.
  var factor: Double {
    switch self {
    case .signedThousandths, .thousandths: 1000
    case .hundredths, .percentFromEven: 100
    case .timesEven: 1
    }
  }

  /// The smallest step of a legend's end, in shown numbers.
  fileprivate var smallest: Double { self == .timesEven ? 0.1 : 1 }
}

extension Double {
  fileprivate func rounded(toMultipleOf step: Double) -> Double { (self / step).rounded() * step }
}

/// Returns weights as deviations from even weights: 0 for an even share, 0.3 for 30% more.
func weightsFromEven(_ weights: [Double]) -> [Double] {
  weights.map { $0 * Double(weights.count) - 1 }
}

/// Returns weights as multiples of even weights.
func weightsTimesEven(_ weights: [Double]) -> [Double] {
  weights.map { $0 * Double(weights.count) }
}
