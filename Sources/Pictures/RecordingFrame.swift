import Basics
import CPictureDecoders

/// A frame of a recording, named by its time in seconds (`clip.mp4#t=40.84`) or by its number from 0
/// (`clip.mp4#frame=1021`), and decoded by the program `ffmpeg`, if it is installed.
///
/// The frame is read as a picture of its own, a PPM, whose digest is the picture's. At a time it is
/// the first frame at or after it. The recording is decoded from its beginning, so that number and
/// time are both exact.
package struct RecordingFrame: Sendable, Equatable {
  /// The path of the recording.
  package let recording: String
  package let place: Place

  package enum Place: Sendable, Equatable {
    case seconds(Double)
    case number(Int)
  }

  /// The memory, in bytes, and the time, in seconds, that `ffmpeg` may take.
  static let memory = 6 << 30
  static let seconds = 600

  /// - Returns: `nil` for a path that does not end like a frame's, and for an existing file whose
  ///   name does.
  package init?(_ path: String) {
    guard let mark = path.lastIndex(of: "#") else { return nil }
    let recording = String(path[..<mark])
    let words = path[path.index(after: mark)...].split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count == 2, !recording.isEmpty, FileStatus(of: path) == nil else { return nil }
    switch words[0] {
    case "t":
      guard let time = Double(words[1]), (0...1e6).contains(time) else { return nil }
      place = .seconds(time)
    case "frame":
      guard let number = Int(words[1]), (0...100_000_000).contains(number) else { return nil }
      place = .number(number)
    default: return nil
    }
    self.recording = recording
  }

  /// Whether `ffmpeg` is installed: the name and version for the list of libraries.
  package static let program: String? = {
    guard let output = try? run(["-version"], seconds: 20, limit: 1 << 20) else { return nil }
    let words = String(decoding: output.bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count > 2, words[0] == "ffmpeg", words[1] == "version" else { return nil }
    return "ffmpeg \(words[2].prefix { $0 != "-" })"
  }()

  /// A decoded frame.
  struct Decoded {
    /// The frame as a PPM.
    let bytes: [UInt8]
    let notes: PictureNotes
  }

  /// - Throws: `file` for a recording that cannot be read, `undecoded`.
  func decoded() throws(PictureError) -> Decoded {
    let digest: SHA256Digest
    do {
      try requireRegularFile(recording)
      digest = try SHA256.digest(ofFileAt: recording)
    } catch {
      throw .file(error)
    }
    let name = name
    let output: (bytes: [UInt8], words: String)
    do {
      output = try Self.run(arguments, seconds: Self.seconds, limit: Self.largest)
    } catch {
      throw .undecoded(name: name, reason: error.reason, advice: error.advice)
    }
    guard output.bytes.starts(with: "P6".utf8) else {
      let isBeyond = Self.lacksFrame(output.words)
      throw .undecoded(
        name: name,
        reason: isBeyond
          ? "the recording does not have a frame there" : "ffmpeg could not decode it as a video",
        advice: isBeyond ? .chooseEarlierFrame : .convertRecording)
    }
    // The filter prints the time and the number of the frame that it chose.
    let printed = output.words.split(whereSeparator: \.isNewline).compactMap { line in
      line.allSatisfy { $0.isNumber || $0 == "." } ? Double(line) : nil
    }
    var notes = PictureNotes()
    let program = Self.program ?? "ffmpeg"
    if printed.count >= 2 {
      notes.add(
        "It is frame \(fixed(printed[1], 0)), counted from 0, at \(fixed(printed[0], 3)) s of the "
          + "recording, decoded by \(program).")
    } else {
      notes.add("It is a frame of a recording, decoded by \(program).")
    }
    notes.add("The recording's SHA-256 is \(digest.hexadecimal).")
    return Decoded(bytes: output.bytes, notes: notes)
  }

  /// The path as it was given.
  private var name: String {
    switch place {
    case .seconds(let time): "\(recording)#t=\(time)"
    case .number(let number): "\(recording)#frame=\(number)"
    }
  }

  private static func lacksFrame(_ words: String) -> Bool {
    words.contains("Stream mapping:") && !words.contains("Invalid data")
  }

  /// The bytes of the largest frame, with its header.
  private static var largest: Int { 3 * Picture.maximumPixelCount + 64 }

  private var arguments: [String] {
    // Times in files are rounded: half a millisecond does not reach the next frame.
    let condition =
      switch place {
      case .seconds(let time): "gte(t,\(fixed(max(0, time - 0.0005), 6)))"
      case .number(let number): "gte(n,\(number))"
      }
    let choice = "select='if(\(condition),1+0*print(t)+0*print(n),0)'"
    // A playlist could name other files, or addresses in a network.
    let formats = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,ogg,asf,flv,mxf"
    var list = ["-nostdin", "-hide_banner", "-loglevel", "info", "-nostats"]
    list += ["-protocol_whitelist", "file", "-format_whitelist", formats, "-threads", "1"]
    list += ["-i", "file:" + recording, "-map", "0:v:0", "-an", "-sn", "-dn", "-vf", choice]
    list += ["-frames:v", "1", "-sws_flags", "bitexact+accurate_rnd", "-pix_fmt", "rgb24"]
    return list + ["-c:v", "ppm", "-f", "image2pipe", "pipe:1"]
  }

  private struct RunError: Error {
    let reason: String
    let advice: PictureAdvice
  }

  /// Runs `ffmpeg` and returns its output and its words.
  private static func run(
    _ arguments: [String], seconds: Int, limit: Int
  ) throws(RunError) -> (bytes: [UInt8], words: String) {
    var output = program_output()
    defer { program_output_free(&output) }
    let end = withCStrings(["ffmpeg"] + arguments) {
      program_run($0, UInt32(seconds), UInt64(memory), limit, &output)
    }
    switch end {
    case PROGRAM_ENDED: break
    case PROGRAM_ABSENT:
      throw RunError(
        reason: "a frame of a recording needs the program ffmpeg, which is not installed",
        advice: .installFFmpeg)
    case PROGRAM_TOO_SLOW:
      throw RunError(
        reason: "ffmpeg took longer than \(seconds) seconds", advice: .cutRecording)
    case PROGRAM_TOO_LARGE:
      throw RunError(reason: "its frame is too large", advice: .saveFrame)
    default: throw RunError(reason: "ffmpeg could not be started", advice: .saveFrame)
    }
    func bytes(_ start: UnsafeMutablePointer<UInt8>?, _ count: Int) -> [UInt8] {
      Array(UnsafeBufferPointer(start: start, count: count))
    }
    return (
      bytes(output.bytes, output.count),
      String(decoding: bytes(output.words, output.words_count), as: UTF8.self)
    )
  }

  /// Calls a function with C strings, ended by `NULL`.
  private static func withCStrings(
    _ texts: [String],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> program_end
  ) -> program_end {
    let copies = texts.map { Array($0.utf8CString) }
    func next(_ place: Int, _ pointers: [UnsafePointer<CChar>?]) -> program_end {
      guard place < copies.count else { return body(pointers + [nil]) }
      return copies[place].withUnsafeBufferPointer { next(place + 1, pointers + [$0.baseAddress]) }
    }
    return next(0, [])
  }
}

extension PictureFile {
  /// Returns the digest of a picture's bytes: of a file, or of a frame of a recording.
  package static func digest(at path: String) throws -> SHA256Digest {
    guard let frame = RecordingFrame(path) else { return try SHA256.digest(ofFileAt: path) }
    return SHA256.digest(of: try frame.decoded().bytes)
  }

  /// Returns whether there is a file, or the recording of a frame.
  package static func isPresent(_ path: String) -> Bool {
    FileStatus(of: RecordingFrame(path)?.recording ?? path) != nil
  }

  /// Checks that a picture's file, or the recording of a frame, is a regular file.
  package static func requireRegular(_ path: String) throws(FileError) {
    try requireRegularFile(RecordingFrame(path)?.recording ?? path)
  }
}
