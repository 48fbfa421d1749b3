import CPictureCodecs

/// A call of a C codec, which turns its status and message into an error.
struct CodecCall {
  let name: String
  private var message = [CChar](repeating: 0, count: Int(PICTURE_MESSAGE_SIZE))

  init(name: String) { self.name = name }

  /// Runs `body` with room for a message.
  mutating func run(
    _ body: (UnsafeMutablePointer<CChar>) -> picture_status
  ) throws(PictureError) {
    let status = message.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    switch status {
    case PICTURE_OK: return
    case PICTURE_TRUNCATED: throw .truncated(name: name)
    case PICTURE_UNSUPPORTED: throw .unsupported(name: name, reason: reason)
    default: throw .corrupt(name: name, reason: reason)
    }
  }

  /// The message without a period, because a sentence contains it.
  private var reason: String {
    let words = message.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
    let text = String(decoding: words, as: UTF8.self)
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}

extension Picture {
  /// Returns a picture whose samples `fill` writes completely, unless it throws.
  static func filled(
    width: Int, height: Int, channels: Channels,
    _ fill: (UnsafeMutableBufferPointer<UInt8>) throws(PictureError) -> Void
  ) throws(PictureError) -> Picture {
    let count = width * height * channels.rawValue
    var failure: PictureError?
    let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(PictureError) {
        try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        filled = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return Picture(width: width, height: height, channels: channels, samples: samples)
  }
}
