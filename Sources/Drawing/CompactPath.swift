/// Returns the data of an SVG path, in hundredths of a point, in fewer bytes.
///
/// Lines along an axis become `H` and `V`; other lines and curves become relative where that is shorter. A move that is last or precedes another move draws
/// nothing and is removed: Cairo puts one after each closed path. Data with other commands than
/// Cairo's `M`, `L`, `C` and `Z` stays unchanged.
///
/// - Complexity: O(n).
func compactPath(_ data: ArraySlice<UInt8>) -> [UInt8] {
  guard let steps = pathSteps(data) else { return Array(data) }
  var result: [UInt8] = []
  var (current, start) = ((x: 0, y: 0), (x: 0, y: 0))
  for (place, step) in steps.enumerated() {
    if step.command == UInt8(ascii: "M"), place > 0 || steps.count > 1,
      place + 1 == steps.count || steps[place + 1].command == UInt8(ascii: "M")
    {
      continue
    }
    let end =
      step.numbers.count >= 2 ? (x: step.numbers.suffix(2).first!, y: step.numbers.last!) : start
    switch step.command {
    case UInt8(ascii: "L") where end.y == current.y:
      result.append(UInt8(ascii: "H"))
      append(end.x, to: &result)
    case UInt8(ascii: "L") where end.x == current.x:
      result.append(UInt8(ascii: "V"))
      append(end.y, to: &result)
    case UInt8(ascii: "L"), UInt8(ascii: "C"):
      var absolute = [step.command]
      for number in step.numbers { append(number, to: &absolute) }
      // The small letter: from the current point.
      var relative = [step.command + 32]
      for (place, number) in step.numbers.enumerated() {
        append(number - (place.isMultiple(of: 2) ? current.x : current.y), to: &relative)
      }
      result += relative.count < absolute.count ? relative : absolute
    default:
      result.append(step.command)
      for number in step.numbers { append(number, to: &result) }
    }
    current = end
    if step.command == UInt8(ascii: "M") { start = end }
  }
  return result
}

/// Returns the commands with their numbers in hundredths; `nil` for data that cannot be parsed.
private func pathSteps(
  _ data: ArraySlice<UInt8>
) -> [(command: UInt8, numbers: [Int])]? {
  var steps: [(command: UInt8, numbers: [Int])] = []
  for word in data.split(separator: UInt8(ascii: " ")) {
    if word.count == 1, let letter = word.first, letter >= 65 {
      steps.append((letter, []))
    } else {
      guard !steps.isEmpty, let number = Double(String(decoding: word, as: UTF8.self)),
        abs(number) < 1e6
      else { return nil }
      steps[steps.count - 1].numbers.append(Int((number * 100).rounded()))
    }
  }
  let isKnown = steps.allSatisfy { command, numbers in
    switch command {
    case UInt8(ascii: "M"), UInt8(ascii: "L"): numbers.count == 2
    case UInt8(ascii: "C"): numbers.count == 6
    case UInt8(ascii: "Z"): numbers.isEmpty
    default: false
    }
  }
  return isKnown ? steps : nil
}

/// Appends a number of hundredths, after a space if it would otherwise join the previous number.
private func append(_ hundredths: Int, to result: inout [UInt8]) {
  let (whole, part) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
  var text = hundredths < 0 ? "-" : ""
  if whole > 0 || part == 0 { text += String(whole) }
  if part > 0 {
    text += part % 10 == 0 ? ".\(part / 10)" : ".\(String(100 + part).dropFirst())"
  }
  if let last = result.last, (48...57).contains(last), hundredths >= 0 {
    result.append(UInt8(ascii: " "))
  }
  result.append(contentsOf: text.utf8)
}
