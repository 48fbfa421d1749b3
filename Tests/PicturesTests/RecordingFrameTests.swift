import Basics
import Foundation
import Testing
import _TestSupport

@testable import Pictures

@Suite struct RecordingFrameTests {
  let folder = try! TemporaryFolder()

  @Test func namesAreParsed() throws {
    let path = folder.file("clip.mp4")
    #expect(RecordingFrame(path + "#t=40.84")?.place == .seconds(40.84))
    #expect(RecordingFrame(path + "#frame=1021")?.place == .number(1021))
    #expect(RecordingFrame(path + "#t=1")?.recording == path)
    for other in [
      "", "#", "#t", "#t=", "#t=-1", "#t=nan", "#frame=1.5", "#frame=-1", "#x=1", "#t=1e9",
    ] {
      #expect(RecordingFrame(path + other) == nil)
    }
    // A file of that name is a file.
    try AtomicFile.write([1], to: path + "#t=2")
    #expect(RecordingFrame(path + "#t=2") == nil)
    #expect(throws: PictureError.file(.cannotOpen(path: path, code: ENOENT))) {
      try PictureFile(path: path + "#t=1")
    }
  }

  @Test(.enabled(if: RecordingFrame.program != nil, "ffmpeg is not installed"))
  func aFrameIsAPictureWithItsPlaceAndTheRecordingsDigest() throws {
    let path = folder.file("a 'clip' 漢.mp4")
    _ = try InstalledTool.output(
      "ffmpeg",
      [
        "-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=25:duration=1", "-c:v",
        "mpeg4", "-q:v", "2", path,
      ])
    let byTime = try PictureFile(path: path + "#t=0.4")
    let byNumber = try PictureFile(path: path + "#frame=10")
    #expect(byTime.bytes == byNumber.bytes && byTime.sha256 == byNumber.sha256)
    #expect(byTime.picture.width == 64 && byTime.picture.height == 48)
    #expect(
      byTime.notes[0].hasPrefix("It is frame 10, counted from 0, at 0.400 s of the recording"))
    let digest = try SHA256.digest(ofFileAt: path).hexadecimal
    #expect(byTime.notes.contains("The recording's SHA-256 is \(digest)."))
    #expect(try PictureFile.digest(at: path + "#t=0.4") == byTime.sha256)
    #expect(try PictureFile(path: path + "#t=0.41").notes[0].contains("frame 11,"))
    #expect { try PictureFile(path: path + "#t=99") } throws: {
      "\($0)".contains("the recording does not have a frame there")
    }
    let text = folder.file("list.mp4")
    try AtomicFile.write(Array("ffconcat version 1.0\nfile '\(path)'\n".utf8), to: text)
    #expect { try PictureFile(path: text + "#t=0") } throws: {
      "\($0)".contains("could not decode it as a video")
    }
  }

  @Test func aDecodingProcessReachesNothing() {
    #if arch(x86_64) || arch(arm64)
      #expect(PictureDecoder.breaches == 0)
    #endif
  }
}
