/// The named colors of reports and figures.
///
/// Red and green never occur: they look alike to one man in twelve, and they would judge. The numbers
/// behind each color are its contrast with white.
package enum Palette {
  /// Text and marks, 16.5:1.
  package static let ink = PaperColor(hexadecimal: 0x1b1f24)
  /// Explanations, 6.1:1.
  package static let gray = PaperColor(hexadecimal: 0x5b636d)
  package static let rule = PaperColor(hexadecimal: 0xc9ced4)
  /// The background of small labels.
  package static let panel = PaperColor(hexadecimal: 0xe9ecef)
  /// The bars of wrong people, 3.3:1.
  package static let bars = PaperColor(hexadecimal: 0x7f8994)
  /// The bars of the right person, 3.4:1.
  package static let rightPerson = PaperColor(hexadecimal: 0x4f91cb)
  /// Links and person B, 7.1:1.
  package static let blue = PaperColor(hexadecimal: 0x1f5a96)
  package static let paleBlue = PaperColor(hexadecimal: 0xd6e6f5)
  /// Person A, 4.9:1.
  package static let orange = PaperColor(hexadecimal: 0xb4570a)
  package static let paleOrange = PaperColor(hexadecimal: 0xf5b05a)
  /// The bar beside the sentence that the result is a lead.
  package static let lead = PaperColor(hexadecimal: 0xc98a00)
  /// That sentence.
  package static let leadText = PaperColor(hexadecimal: 0x5a4300)
}
