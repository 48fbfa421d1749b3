import Testing

@testable import Pictures

@Suite struct UnreadKindTests {
  @Test(
    arguments: [
      ("....ftypheic", "x", "HEIC"), ("....ftypheix", "x", "HEIC"), ("....ftypmif1", "x", "HEIF"),
      ("....ftypavif", "x", "AVIF"), ("....ftypcrx ", "x", "Canon raw (CR3)"),
      ("....ftypisom", "x.jpg", "MP4 video"), ("....ftypqt  ", "x", "QuickTime video (MOV)"),
      ("....ftypjp2 ", "x", "JPEG 2000"), ("RIFF....WEBPVP8 ", "x", "WebP"),
      ("RIFF....AVI LIST", "x", "AVI video"), ("RIFF....WAVEfmt ", "x", nil),
      ("II*\0........", "x", "TIFF"), ("MM\0*........", "x.NEF", "Nikon raw (NEF)"),
      ("II*\0....CR..", "x", "Canon raw (CR2)"), ("II*\0........", "x.dng", "raw (DNG)"),
      ("GIF89a", "x", "GIF"), ("8BPS..", "x", "Photoshop (PSD)"), ("%PDF-1.4", "x", "PDF"),
      ("BM cars of 2024 and others", "x.txt", nil), ("", "x.heic", "HEIC"), ("", "x.TIF", "TIFF"),
      ("", "x.Mov", "QuickTime video (MOV)"), ("hello", "x.txt", nil), ("hello", "x", nil),
      ("{}", "x.json", nil), ("", "heic", nil),
    ] as [(String, String, String?)])
  func byContentAndThenByName(beginning: String, name: String, kind: String?) {
    // A format that this program was built with is not named as unread.
    let isRead = kind.flatMap(PictureFormat.init(kind:))?.isBuiltIn == true
    #expect(unreadKind(beginning: Array(beginning.utf8), name: name) == (isRead ? nil : kind))
  }

  @Test func signaturesThatAreNotText() {
    for (bytes, kind) in [
      ([0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20], "JPEG XL"), ([0xFF, 0x0A, 1, 2], "JPEG XL"),
      ([0x1A, 0x45, 0xDF, 0xA3], "Matroska or WebM video"),
    ] as [([UInt8], String)] {
      #expect(unreadKind(beginning: bytes, name: "x") == kind)
    }
    let bitmap = Array("BM".utf8) + [UInt8](repeating: 0, count: 12) + [40, 0, 0, 0]
    #expect(unreadKind(beginning: bitmap, name: "x") == nil)
    #expect(PictureFormat.isRecognized(bitmap, name: "x"))
  }
}
