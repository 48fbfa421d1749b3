/// Returns the name of a query's folder: the place of its picture in the list of queries, and as much of
/// its path as a file name can contain.
///
/// - Parameters:
///   - number: The place from 1, with at least four digits.
///   - path: The path. Its ASCII letters and digits stay, everything else becomes '-', and a long
///     path loses its beginning.
/// - Returns: Such as "0007-masked-s01-03-png": ASCII letters, digits and '-' only.
package func queryIdentifier(number: Int, path: String) -> String {
  precondition(number > 0)
  var slug: [UInt8] = []
  for byte in path.utf8 {
    let isPlain =
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    if isPlain {
      slug.append(byte)
    } else if slug.last != UInt8(ascii: "-"), !slug.isEmpty {
      slug.append(UInt8(ascii: "-"))
    }
  }
  let dash = UInt8(ascii: "-")
  if slug.last == dash { slug.removeLast() }
  slug = Array(slug.suffix(60).drop { $0 == dash })
  let digits = String(number)
  let padded = String(repeating: "0", count: max(4 - digits.count, 0)) + digits
  return slug.isEmpty ? padded : padded + "-" + String(decoding: slug, as: UTF8.self)
}
