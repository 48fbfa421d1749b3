/// The positions of the entries of a zip archive whose entries are not compressed, as `torch.save`
/// writes them so that they can be mapped.
///
/// Checksums are not verified: PyTorch has an option to omit them.
struct ZipDirectory {
  typealias Problem = CheckpointError.Problem

  /// The range of bytes in the file for each name.
  private(set) var entries: [String: Range<Int>] = [:]
  /// The names of compressed entries.
  private(set) var compressed: Set<String> = []

  /// Reads the central directory, with the zip64 extensions.
  ///
  /// PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
  init(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    let archive = ZipBytes(bytes: bytes)
    var (position, count) = try Self.directory(archive)
    for _ in 0..<count {
      guard try archive.number(4, at: position) == 0x0201_4b50 else {
        throw .damaged(offset: position, reason: "an entry of the archive's directory is missing")
      }
      let method = try archive.number(2, at: position + 10)
      var storedSize = try archive.number(4, at: position + 20)
      var size = try archive.number(4, at: position + 24)
      let nameLength = try archive.number(2, at: position + 28)
      let extraLength = try archive.number(2, at: position + 30)
      let commentLength = try archive.number(2, at: position + 32)
      var localPosition = try archive.number(4, at: position + 42)
      let name = try archive.text(nameLength, at: position + 46)
      let extra = position + 46 + nameLength
      try archive.extend(
        &size, &storedSize, &localPosition, from: extra, to: extra + extraLength)
      position = extra + extraLength + commentLength
      guard entries[name] == nil, !compressed.contains(name) else {
        throw .damaged(offset: position, reason: "the archive names '\(name)' twice")
      }
      if method == 0 && size == storedSize {
        entries[name] = try archive.stored(size, localHeaderAt: localPosition)
      } else {
        compressed.insert(name)
      }
    }
    try Self.refuseOverlaps(entries)
  }

  /// Refuses entries that share bytes, which would let a small file stand for a huge one.
  private static func refuseOverlaps(_ entries: [String: Range<Int>]) throws(Problem) {
    var end = 0
    for range in entries.values.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }
    ) {
      guard range.lowerBound >= end else {
        throw .damaged(offset: range.lowerBound, reason: "entries of the archive overlap")
      }
      end = range.upperBound
    }
  }

  /// Returns the position of the central directory and the number of its entries.
  private static func directory(_ archive: ZipBytes) throws(Problem) -> (start: Int, count: Int) {
    // The end record has 22 bytes, followed by a comment of at most 65535 bytes.
    let last = archive.bytes.count - 22
    var end = last
    while end >= max(0, last - 65535), try archive.number(4, at: end) != 0x0605_4b50 { end -= 1 }
    guard end >= max(0, last - 65535), last >= 0 else {
      throw .damaged(offset: archive.bytes.count, reason: "the directory of the archive is missing")
    }
    let count = try archive.number(2, at: end + 10)
    let start = try archive.number(4, at: end + 16)
    guard count == 0xffff || start == 0xffff_ffff, end >= 20,
      try archive.number(4, at: end - 20) == 0x0706_4b50
    else { return (start, count) }
    let wide = try archive.number(8, at: end - 12)
    guard try archive.number(4, at: wide) == 0x0606_4b50 else {
      throw .damaged(offset: wide, reason: "the archive's zip64 directory is missing")
    }
    return (try archive.number(8, at: wide + 48), try archive.number(8, at: wide + 32))
  }
}

/// A reader of an archive whose reads outside it end in an error.
private struct ZipBytes {
  typealias Problem = CheckpointError.Problem

  let bytes: UnsafeRawBufferPointer

  func number(_ size: Int, at offset: Int) throws(Problem) -> Int {
    try check(size, at: offset)
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(bytes[offset + index]) << (8 * index) }
    guard let number = Int(exactly: value) else {
      throw .damaged(offset: offset, reason: "a size or offset in the archive is impossible")
    }
    return number
  }

  func text(_ length: Int, at offset: Int) throws(Problem) -> String {
    try check(length, at: offset)
    guard let text = String(validating: bytes[offset..<offset + length], as: UTF8.self) else {
      throw .damaged(offset: offset, reason: "a name in the archive is not UTF-8")
    }
    return text
  }

  /// Reads from a zip64 extra field the numbers that did not fit into 32 bits.
  func extend(
    _ size: inout Int, _ storedSize: inout Int, _ localPosition: inout Int, from start: Int,
    to end: Int
  ) throws(Problem) {
    var position = start
    while position + 4 <= end {
      let kind = try number(2, at: position)
      let next = position + 4 + (try number(2, at: position + 2))
      if kind == 1 {
        var field = position + 4
        func wide(_ value: inout Int) throws(Problem) {
          guard value == 0xffff_ffff, field + 8 <= next else { return }
          value = try number(8, at: field)
          field += 8
        }
        try wide(&size)
        try wide(&storedSize)
        try wide(&localPosition)
      }
      position = next
    }
  }

  /// Returns the range of bytes after an entry's own header, whose name and extra field may differ
  /// in length from those in the directory.
  func stored(_ size: Int, localHeaderAt position: Int) throws(Problem) -> Range<Int> {
    guard try number(4, at: position) == 0x0403_4b50 else {
      throw .damaged(offset: position, reason: "the header of an entry is missing")
    }
    let start =
      position + 30 + (try number(2, at: position + 26)) + (try number(2, at: position + 28))
    try check(size, at: start)
    return start..<start + size
  }

  private func check(_ size: Int, at offset: Int) throws(Problem) {
    guard offset >= 0, offset <= bytes.count, size <= bytes.count - offset else {
      throw .damaged(offset: bytes.count, reason: "the archive ends too early")
    }
  }
}
