import Basics
import Faces
import Pictures
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The entries of a gallery in a form that is searched where it lies: `entries.index` beside
/// `entries.jsonl`, from which it follows.
///
/// ```
/// 64 bytes   "FACETIX1", then as UInt64: entries, parts, bytes of text, bytes of entries.jsonl,
///            the XXH3 of entries.jsonl, the XXH3 of all that follows these 64 bytes, 0
/// 80 bytes   for each entry: SHA-256; where its text begins, where its line begins, as UInt64; the
///            lengths of path, label and line, width, height, number of the person, flags, 0, as UInt32
/// 4 bytes    for each entry: the places by rising digest
/// 4 bytes    for each entry: the places by rising bytes of the path
/// 8 bytes    for each part: how many faces it has
/// text       path and label of each entry, in UTF-8
/// ```
/// Numbers are little-endian. An index that does not belong to `entries.jsonl`, or is damaged, is not
/// used; then the entries are read from there.
///
/// Unchecked: the file's bytes are only read.
package final class EntryIndex: @unchecked Sendable {
  package let count: Int
  let partCounts: [Int]
  private let partStarts: [Int]
  /// Whether all paths and labels are in ASCII.
  let isASCII: Bool
  /// The places of entries with boxes that are not used.
  let doubtful: [Int]

  private let folder: String
  private let file: MappedFile
  private let records: UnsafePointer<Record>
  private let byDigest: UnsafePointer<UInt32>
  private let byPath: UnsafePointer<UInt32>
  private let text: UnsafeRawBufferPointer
  /// `entries.jsonl`, once a face of a photograph is looked at.
  private let lines = Mutex<MappedFile?>(nil)

  static let fileName = "entries.index"
  private static let magic: UInt64 = 0x3158_4954_4543_4146  // "FACETIX1"
  private static let headerSize = 64
  private static let none = UInt32.max

  private struct Header {
    var magic: UInt64
    var count: UInt64
    var parts: UInt64
    var text: UInt64
    var lineBytes: UInt64
    var lineSum: UInt64
    var sum: UInt64
    var reserved: UInt64 = 0
  }

  /// All fields have the bytes of the file, so that records are read where they lie.
  private struct Record {
    var digest0: UInt64
    var digest1: UInt64
    var digest2: UInt64
    var digest3: UInt64
    var text: UInt64
    var line: UInt64
    var pathLength: UInt32
    var labelLength: UInt32
    var lineLength: UInt32
    var width: UInt32
    var height: UInt32
    var person: UInt32
    var flags: UInt32
    var reserved: UInt32 = 0

    static let hasFace: UInt32 = 1
    static let hasDoubtful: UInt32 = 2

    var digest: SHA256Digest {
      SHA256Digest(words: SIMD4(digest0, digest1, digest2, digest3))
    }
  }

  /// - Returns: `nil` if there is no index, if it is damaged, or if it is of other entries.
  init?(folder: String) {
    let path = "\(folder)/\(Self.fileName)"
    let linesPath = "\(folder)/entries.jsonl"
    guard FileStatus(of: path)?.kind == .file, let file = try? MappedFile(path),
      let lines = try? MappedFile(linesPath)
    else { return nil }
    let size = Self.headerSize
    let found = file.withUnsafeBytes { bytes -> (Header, UnsafeRawBufferPointer)? in
      guard bytes.count >= size else { return nil }
      let header = bytes.loadUnaligned(as: Header.self)
      let rest = UnsafeRawBufferPointer(rebasing: bytes[size...])
      // Each bounded by the file's size before they are added.
      let limit = UInt64(bytes.count)
      guard header.magic == Self.magic, header.count > 0, header.count <= limit / 88,
        header.parts > 0, header.parts <= header.count, header.text <= limit,
        header.count * 88 + header.parts * 8 + header.text == UInt64(rest.count),
        header.lineBytes == UInt64(lines.count)
      else { return nil }
      return (header, rest)
    }
    guard let (header, rest) = found else { return nil }
    let sums = collectInParallel(count: 2) { which, _ in
      which == 0
        ? lines.withUnsafeBytes { checksum($0) }
        : file.withUnsafeBytes { checksum(UnsafeRawBufferPointer(rebasing: $0[size...])) }
    }
    guard sums == [header.lineSum, header.sum] else { return nil }
    count = Int(header.count)
    self.folder = folder
    self.file = file
    let base = rest.baseAddress!
    records = base.assumingMemoryBound(to: Record.self)
    let orders = (base + count * 80).assumingMemoryBound(to: UInt32.self)
    byDigest = UnsafePointer(orders)
    byPath = UnsafePointer(orders + count)
    let parts = (base + count * 88).assumingMemoryBound(to: UInt64.self)
    text = UnsafeRawBufferPointer(rebasing: rest[(count * 88 + Int(header.parts) * 8)...])
    guard
      let counts = Self.counts(UnsafeBufferPointer(start: parts, count: Int(header.parts)), count)
    else { return nil }
    partCounts = counts
    partStarts = counts.reduce(into: [0]) { $0.append($0.last! + $1) }.dropLast()
    isASCII = !text.contains { $0 >= 128 }
    doubtful = (0..<count).filter { [records] in
      records[$0].flags & Record.hasDoubtful != 0
    }
    guard isWithinBounds(lineBytes: lines.count) else { return nil }
  }

  /// - Returns: `nil` unless each part has a face and together they have all.
  private static func counts(_ parts: UnsafeBufferPointer<UInt64>, _ count: Int) -> [Int]? {
    var left = count
    var counts: [Int] = []
    counts.reserveCapacity(parts.count)
    for part in parts {
      guard part > 0, part <= UInt64(left) else { return nil }
      left -= Int(part)
      counts.append(Int(part))
    }
    return left == 0 ? counts : nil
  }

  /// Whether everything that a record names is in the files.
  private func isWithinBounds(lineBytes: Int) -> Bool {
    let size = 1 << 14
    let (textCount, lineCount) = (UInt64(text.count), UInt64(lineBytes))
    let sides = 1...UInt32(Picture.maximumSide)
    return collectInParallel(count: (count + size - 1) / size) { block, _ in
      var isSound = true
      for place in block * size..<min((block + 1) * size, self.count) {
        let record = self.records[place]
        let label = record.labelLength == Self.none ? 0 : UInt64(record.labelLength)
        isSound =
          isSound && record.text <= textCount
          && UInt64(record.pathLength) + label <= textCount - record.text
          && record.line <= lineCount && UInt64(record.lineLength) <= lineCount - record.line
          && sides.contains(record.width) && sides.contains(record.height)
          && (record.person == Self.none) == (record.labelLength == Self.none)
          && (record.person == Self.none || record.person < UInt32(self.count))
          && self.byDigest[place] < UInt32(self.count)
          && self.byPath[place] < UInt32(self.count)
      }
      return isSound
    }.allSatisfy { $0 }
  }

  // MARK: Entries

  private func string(_ start: UInt64, _ length: UInt32) -> String {
    String(decoding: text[Int(start)..<Int(start) + Int(length)], as: UTF8.self)
  }

  package func sha256(of place: Int) -> SHA256Digest { record(place).digest }

  package func path(of place: Int) -> String {
    let record = record(place)
    return string(record.text, record.pathLength)
  }

  package func label(of place: Int) -> String? {
    let record = record(place)
    guard record.labelLength != Self.none else { return nil }
    return string(record.text + UInt64(record.pathLength), record.labelLength)
  }

  /// The number of a picture's person, by first appearance; `nil` without a label. Labels that are equal
  /// as text are one person.
  package func person(of place: Int) -> Int? {
    let person = record(place).person
    return person == Self.none ? nil : Int(person)
  }

  private func record(_ place: Int) -> Record {
    precondition(place >= 0 && place < count)
    return records[place]
  }

  /// - Precondition: The number is that of an entry.
  func entry(_ place: Int) -> GalleryEntry {
    let record = record(place)
    let (part, row) = position(place)
    return GalleryEntry(
      path: path(of: place), label: label(of: place), sha256: record.digest,
      width: Int(record.width), height: Int(record.height), part: part, row: row,
      face: record.flags & Record.hasFace == 0 ? nil : face(record))
  }

  private func position(_ place: Int) -> (part: Int, row: Int) {
    var (low, high) = (0, partStarts.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if partStarts[middle] <= place { low = middle } else { high = middle - 1 }
    }
    return (low + 1, place - partStarts[low])
  }

  /// The face of a photograph, from its line of `entries.jsonl`.
  private func face(_ record: Record) -> FoundFace? {
    struct Line: Decodable {
      let face: FoundFace
    }
    let file = lines.withLock { lines -> MappedFile? in
      if lines == nil { lines = try? MappedFile("\(folder)/entries.jsonl") }
      return lines
    }
    return file?.withUnsafeBytes { bytes in
      guard record.line + UInt64(record.lineLength) <= UInt64(bytes.count) else { return nil }
      let start = Int(record.line)
      let line = Data(bytes[start..<start + Int(record.lineLength)])
      return (try? JSONDecoder().decode(Line.self, from: line))?.face
    }
  }

  // MARK: Looking up

  /// The places of the pictures with a digest, in order.
  ///
  /// - Complexity: O(log n).
  package func places(of digest: SHA256Digest) -> [Int] {
    places(in: byDigest) {
      self.record($0).digest < digest
    } isSame: {
      self.record($0).digest == digest
    }
  }

  /// The places of the pictures with the bytes of a path, in order.
  ///
  /// - Complexity: O(log n).
  package func places(ofPath path: String) -> [Int] {
    let wanted = Array(path.utf8)
    func bytes(_ place: Int) -> Slice<UnsafeRawBufferPointer> {
      let record = record(place)
      let start = Int(record.text)
      return text[start..<start + Int(record.pathLength)]
    }
    return places(in: byPath) {
      bytes($0).lexicographicallyPrecedes(wanted)
    } isSame: {
      bytes($0).elementsEqual(wanted)
    }
  }

  private func places(
    in order: UnsafePointer<UInt32>, isBefore: (Int) -> Bool, isSame: (Int) -> Bool
  ) -> [Int] {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(Int(order[middle])) { low = middle + 1 } else { high = middle }
    }
    var found: [Int] = []
    while low < count, isSame(Int(order[low])) {
      found.append(Int(order[low]))
      low += 1
    }
    return found
  }

  // MARK: Writing

  /// Makes the index of some entries.
  ///
  /// - Parameters:
  ///   - entries: In the order of parts and rows.
  ///   - lines: The bytes of their `entries.jsonl`.
  static func bytes(of entries: [GalleryEntry], lines: [UInt8]) -> [UInt8] {
    var records: [Record] = []
    records.reserveCapacity(entries.count)
    var text: [UInt8] = []
    var people: [String: UInt32] = [:]
    var parts: [UInt64] = []
    var line = 0
    for entry in entries {
      let end = lines[line...].firstIndex(of: UInt8(ascii: "\n")) ?? lines.count
      let words = entry.sha256.words
      var record = Record(
        digest0: words[0], digest1: words[1], digest2: words[2], digest3: words[3],
        text: UInt64(text.count), line: UInt64(line), pathLength: UInt32(entry.path.utf8.count),
        labelLength: none, lineLength: UInt32(end - line), width: UInt32(entry.width),
        height: UInt32(entry.height), person: none, flags: 0)
      text += Array(entry.path.utf8)
      if let label = entry.label {
        record.labelLength = UInt32(label.utf8.count)
        text += Array(label.utf8)
        record.person = people[label] ?? UInt32(people.count)
        people[label] = record.person
      }
      if let face = entry.face {
        record.flags |= Record.hasFace
        if !face.doubtful.isEmpty { record.flags |= Record.hasDoubtful }
      }
      if entry.part == parts.count { parts[parts.count - 1] += 1 } else { parts.append(1) }
      records.append(record)
      line = end + 1
    }
    let places = entries.indices.map(UInt32.init)
    let byDigest = places.sorted {
      let (one, other) = (records[Int($0)].digest, records[Int($1)].digest)
      return one == other ? $0 < $1 : one < other
    }
    let byPath = places.sorted {
      let (one, other) = (entries[Int($0)].path, entries[Int($1)].path)
      return one.hasSameBytes(as: other)
        ? $0 < $1 : one.utf8.lexicographicallyPrecedes(other.utf8)
    }
    var rest: [UInt8] = []
    rest.reserveCapacity(records.count * 88 + parts.count * 8 + text.count)
    records.withUnsafeBytes { rest += $0 }
    byDigest.withUnsafeBytes { rest += $0 }
    byPath.withUnsafeBytes { rest += $0 }
    parts.withUnsafeBytes { rest += $0 }
    rest += text
    let header = Header(
      magic: magic, count: UInt64(entries.count), parts: UInt64(parts.count),
      text: UInt64(text.count), lineBytes: UInt64(lines.count),
      lineSum: lines.withUnsafeBytes { checksum($0) }, sum: rest.withUnsafeBytes { checksum($0) })
    return withUnsafeBytes(of: header) { Array($0) } + rest
  }
}
