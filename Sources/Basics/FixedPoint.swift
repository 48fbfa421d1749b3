#if canImport(Glibc)
  import Glibc
#endif

/// Returns a number with a fixed count of decimals, a point and no grouping, whatever the locale.
///
/// - Parameter decimals: 0...12.
/// - Returns: "0.931"; a value that rounds to zero has no minus sign; "nan", "inf", "-inf".
package func fixed(_ value: Double, _ decimals: Int) -> String {
  precondition((0...12).contains(decimals))
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
  var buffer = [CChar](repeating: 0, count: 400)
  let written = withVaList([Int32(decimals), value]) {
    vsnprintf(&buffer, buffer.count, "%.*f", $0)
  }
  let text = String(decoding: buffer[..<Int(written)].map(UInt8.init(bitPattern:)), as: UTF8.self)
  let isZero = text.utf8.allSatisfy { $0 == 45 || $0 == 46 || $0 == 48 }
  return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
}

/// Returns a number as `fixed` does, without zeros at the end: "0.7", "12".
///
/// - Parameter most: The largest number of decimals, 1...12.
package func shortest(_ value: Double, _ most: Int) -> String {
  var text = fixed(value, most)
  guard text.contains(".") else { return text }
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text
}

/// Returns a number as `fixed` does, with its sign: "+0.12", "−0.12"; zero has none.
package func fixedSigned(_ value: Double, _ decimals: Int) -> String {
  let text = fixed(value, decimals)
  if text.hasPrefix("-") { return "−" + text.dropFirst() }
  return text.contains { ("1"..."9").contains($0) } ? "+" + text : text
}
