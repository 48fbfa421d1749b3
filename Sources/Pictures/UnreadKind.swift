import Basics

/// Returns the kind of a picture or video that is not supported, such as "HEIC": by its first
/// bytes, or else by its extension.
///
/// - Parameter beginning: 16 bytes or more, fewer if the file is shorter.
/// - Returns: `nil` for supported kinds and for files that are not pictures.
package func unreadKind(beginning: [UInt8], name: String) -> String? {
  guard let kind = kind(ofContent: beginning, name: name) ?? kind(ofName: name) else { return nil }
  return PictureFormat(kind: kind)?.isBuiltIn == true ? nil : kind
}

/// Returns the kind by the first bytes alone; the name distinguishes a camera's raw picture from a
/// TIFF.
func kind(ofContent bytes: [UInt8], name: String) -> String? {
  func has(_ text: String, at offset: Int = 0) -> Bool {
    bytes.dropFirst(offset).starts(with: text.utf8)
  }
  func has(_ wanted: [UInt8], at offset: Int = 0) -> Bool {
    bytes.dropFirst(offset).starts(with: wanted)
  }
  if has("ftyp", at: 4) { return kind(ofBrand: bytes.dropFirst(8).prefix(4)) }
  if has("RIFF") {
    if has("WEBP", at: 8) { return "WebP" }
    if has("AVI ", at: 8) { return "AVI video" }
  }
  if has("II*\0") || has("MM\0*") || has("II+\0") || has("MM\0+") {
    if has("CR", at: 8) { return "Canon raw (CR2)" }
    let named = kind(ofName: name)
    return named?.contains("raw") == true ? named : "TIFF"
  }
  // A bitmap is also recognized by its header's size, because a text may begin with these two
  // letters.
  if has("BM"),
    bytes.count <= 8
      || [12, 40, 52, 56, 64, 108, 124].contains(bytes.dropFirst(14).first)
        && has([0, 0, 0], at: 15)
  {
    return "BMP"
  }
  return signatures.first { has($0.bytes, at: $0.offset) }?.kind
}

private let signatures: [(kind: String, offset: Int, bytes: [UInt8])] = [
  ("GIF", 0, Array("GIF8".utf8)),
  ("JPEG 2000", 0, [0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20]),
  ("JPEG 2000", 0, [0xFF, 0x4F, 0xFF, 0x51]),
  ("JPEG XL", 0, [0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20]), ("JPEG XL", 0, [0xFF, 0x0A]),
  ("JPEG XR", 0, [0x49, 0x49, 0xBC]), ("Photoshop (PSD)", 0, Array("8BPS".utf8)),
  ("Fujifilm raw (RAF)", 0, Array("FUJIFILM".utf8)), ("Olympus raw (ORF)", 0, Array("IIRO".utf8)),
  ("Olympus raw (ORF)", 0, Array("IIRS".utf8)), ("Panasonic raw (RW2)", 0, Array("IIU\0".utf8)),
  ("Sigma raw (X3F)", 0, Array("FOVb".utf8)), ("PDF", 0, Array("%PDF-".utf8)),
  ("PAM", 0, Array("P7\n".utf8)), ("OpenEXR", 0, [0x76, 0x2F, 0x31, 0x01]),
  ("Radiance HDR", 0, Array("#?RADIANCE".utf8)), ("GIMP (XCF)", 0, Array("gimp xcf".utf8)),
  ("DICOM", 128, Array("DICM".utf8)), ("Matroska or WebM video", 0, [0x1A, 0x45, 0xDF, 0xA3]),
  ("MPEG video", 0, [0, 0, 1, 0xBA]), ("MPEG video", 0, [0, 0, 1, 0xB3]),
  ("Windows Media video", 0, [0x30, 0x26, 0xB2, 0x75]), ("Flash video", 0, [0x46, 0x4C, 0x56, 1]),
  ("icon (ICO)", 0, [0, 0, 1, 0]), ("QuickTime video (MOV)", 4, Array("moov".utf8)),
  ("QuickTime video (MOV)", 4, Array("wide".utf8)), ("QOI", 0, Array("qoif".utf8)),
]

/// Returns the kind of a container that MPEG-4 and its successors share.
private func kind(ofBrand brand: ArraySlice<UInt8>) -> String {
  switch String(decoding: brand, as: UTF8.self) {
  case "avif", "avis": "AVIF"
  case "mif1", "msf1": "HEIF"
  case "crx ": "Canon raw (CR3)"
  case "qt  ": "QuickTime video (MOV)"
  case "jp2 ", "jpx ", "jpm ": "JPEG 2000"
  case let brand where brand.hasPrefix("hei") || brand.hasPrefix("hev"): "HEIC"
  default: "MP4 video"
  }
}

private let endings: [String: String] = [
  "heic": "HEIC", "heif": "HEIF", "hif": "HEIF", "avif": "AVIF", "webp": "WebP", "tif": "TIFF",
  "tiff": "TIFF", "bmp": "BMP", "dib": "BMP", "gif": "GIF", "jp2": "JPEG 2000", "j2k": "JPEG 2000",
  "j2c": "JPEG 2000", "jpf": "JPEG 2000", "jpx": "JPEG 2000", "jpc": "JPEG 2000",
  "jxl": "JPEG XL", "jxr": "JPEG XR", "wdp": "JPEG XR", "psd": "Photoshop (PSD)",
  "psb": "Photoshop (PSD)", "cr2": "Canon raw (CR2)", "cr3": "Canon raw (CR3)",
  "crw": "Canon raw (CRW)", "nef": "Nikon raw (NEF)", "nrw": "Nikon raw (NRW)",
  "arw": "Sony raw (ARW)", "srf": "Sony raw (SRF)", "sr2": "Sony raw (SR2)", "dng": "raw (DNG)",
  "orf": "Olympus raw (ORF)", "rw2": "Panasonic raw (RW2)", "raf": "Fujifilm raw (RAF)",
  "pef": "Pentax raw (PEF)", "srw": "Samsung raw (SRW)", "x3f": "Sigma raw (X3F)",
  "3fr": "Hasselblad raw (3FR)", "iiq": "Phase One raw (IIQ)", "mrw": "Minolta raw (MRW)",
  "erf": "Epson raw (ERF)", "rwl": "Leica raw (RWL)", "pdf": "PDF", "tga": "Targa (TGA)",
  "exr": "OpenEXR", "hdr": "Radiance HDR", "xcf": "GIMP (XCF)", "svg": "SVG", "eps": "EPS",
  "ico": "icon (ICO)", "dcm": "DICOM", "pam": "PAM", "pfm": "PFM", "qoi": "QOI",
  "mp4": "MP4 video", "m4v": "MP4 video", "3gp": "MP4 video", "mov": "QuickTime video (MOV)",
  "avi": "AVI video", "mkv": "Matroska or WebM video", "webm": "Matroska or WebM video",
  "wmv": "Windows Media video", "mpg": "MPEG video", "mpeg": "MPEG video", "mts": "MPEG video",
  "m2ts": "MPEG video", "flv": "Flash video", "pcx": "PCX", "pct": "PICT", "pict": "PICT",
  "wmf": "WMF", "emf": "EMF",
]

private func kind(ofName name: String) -> String? {
  guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
  return endings[String(name[name.utf8.index(after: dot)...]).lowercased()]
}
