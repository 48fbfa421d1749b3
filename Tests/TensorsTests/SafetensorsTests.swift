import Foundation
import Testing
import _TestSupport

@testable import Tensors

@Suite struct SafetensorsTests {
  let folder = try! TemporaryFolder()

  func file(_ header: String, data: Int, length: UInt64? = nil) -> String {
    file(bytes: Array(header.utf8), data: data, length: length)
  }

  func file(bytes header: [UInt8], data: Int, length: UInt64? = nil) -> String {
    let path = folder.file("case.safetensors")
    var bytes = Data()
    withUnsafeBytes(of: (length ?? UInt64(header.count)).littleEndian) {
      bytes.append(contentsOf: $0)
    }
    bytes.append(contentsOf: header)
    bytes.append(contentsOf: (0..<data).map { UInt8(truncatingIfNeeded: $0) })
    try! bytes.write(to: URL(fileURLWithPath: path))
    return path
  }

  func problem(_ header: String, data: Int) -> SafetensorsError.Problem? {
    do {
      _ = try SafetensorsFile(path: file(header, data: data))
      return nil
    } catch {
      return (error as? SafetensorsError)?.problem
    }
  }

  @Test func aWrittenFileReadsBack() throws {
    let path = folder.file("a.safetensors")
    let writer = try SafetensorsWriter(
      path: path,
      entries: [
        SafetensorsEntry(name: "half", type: .float16, shape: [3]),
        SafetensorsEntry(name: "full", type: .float32, shape: [2, 2]),
        SafetensorsEntry(name: "none", type: .float32, shape: [0, 5]),
      ], metadata: ["b\n\"é": "\u{1}\\", "a": "x"])
    try writer.append([1, -2.5], to: "half")
    try writer.append([1, 2, 3], to: "full")
    try writer.append([65504], to: "half")
    try writer.append([-.pi], to: "full")
    #expect(!FileManager.default.fileExists(atPath: path))
    try writer.finish()
    let read = try SafetensorsFile(path: path)
    #expect(read.metadata == ["b\n\"é": "\u{1}\\", "a": "x"])
    #expect(read.entries.map(\.name) == ["full", "none", "half"])
    #expect(try read.tensor(named: "full") == Tensor(shape: [2, 2], values: [1, 2, 3, -.pi]))
    #expect(try read.tensor(named: "half") == Tensor(shape: [3], values: [1, -2.5, 65504]))
    #expect(try read.tensor(named: "none") == Tensor(shape: [0, 5], values: []))
    #expect(try read.withFloats(named: "full") { Array($0) } == [1, 2, 3, -.pi])
    #expect(try read.withHalfBits(named: "half") { Array($0) } == [0x3c00, 0xc100, 0x7bff])
    #expect(throws: SafetensorsError(path, .missing(name: "gone"))) {
      try read.tensor(named: "gone")
    }
    #expect(
      throws: SafetensorsError(
        path, .wrongElementType(name: "half", expected: .float32, found: .float16))
    ) { try read.withFloats(named: "half") { $0.count } }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.safetensors"])

    // The bytes: the metadata sorted, the header padded to 8, and read by another reader too.
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let length = bytes.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    #expect(length % 8 == 0)
    let text = String(decoding: bytes[8..<8 + length], as: UTF8.self)
    #expect(
      text.hasPrefix(#"{"__metadata__":{"a":"x","b\u000a\"é":"\u0001\\"},"full":{"dtype":"F32""#))
    #expect(try GoldenFile(path: path).floats("full") == [1, 2, 3, -.pi])
  }

  @Test func theSameValuesGiveTheSameBytes() throws {
    let metadata = Dictionary(uniqueKeysWithValues: (0..<50).map { ("key\($0)", "\($0)") })
    let files = try (0..<2).map { index in
      let path = folder.file("\(index).safetensors")
      try writeSafetensors(
        [("w", Tensor(shape: [3], values: [1, 2, 3]))], metadata: metadata, to: path)
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
    #expect(files[0] == files[1])
  }

  @Test func aFileThatIsNotFinishedLeavesNothing() throws {
    let path = folder.file("a.safetensors")
    do {
      let writer = try SafetensorsWriter(
        path: path, entries: [SafetensorsEntry(name: "w", type: .float32, shape: [2])])
      try writer.append([1], to: "w")
      #expect(throws: SafetensorsError(path, .incomplete(name: "w", expected: 2, found: 1))) {
        try writer.finish()
      }
      #expect(throws: SafetensorsError(path, .excess(name: "w", expected: 2))) {
        try writer.append([1, 2], to: "w")
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    #expect(throws: SafetensorsError.self) {
      try SafetensorsWriter(path: folder.file("no/such/folder"), entries: [])
    }
  }

  @Test func fewerRowsThanPlannedCloseUp() throws {
    let path = folder.file("a.safetensors")
    let rows = 300_000  // 2.4 MB move down, in more than one piece
    let writer = try SafetensorsWriter(
      path: path,
      entries: [
        SafetensorsEntry(name: "a", type: .float32, shape: [1000, 2]),
        SafetensorsEntry(name: "b", type: .float16, shape: [2 * rows, 4]),
      ])
    let halves = (0..<rows * 4).map { Float($0 % 2000) }
    try writer.append([1, 2, 3, 4, 5, 6], to: "a")
    try writer.append(halves, to: "b")
    try writer.finish(allowingFewerRows: true)
    let read = try SafetensorsFile(path: path)
    #expect(try read.tensor(named: "a") == Tensor(shape: [3, 2], values: [1, 2, 3, 4, 5, 6]))
    #expect(try read.tensor(named: "b") == Tensor(shape: [rows, 4], values: halves))
  }

  @Test func everyElementTypeIsWidened() throws {
    let names = ElementType.allCases
    var position = 0
    let items = names.map { type in
      defer { position += 2 * type.byteCount }
      return #""\#(type.rawValue)":{"dtype":"\#(type.rawValue)","shape":[2],"#
        + #""data_offsets":[\#(position),\#(position + 2 * type.byteCount)]}"#
    }
    let path = file("{" + items.joined(separator: ", ") + "}  ", data: 0)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    func add<Element>(_ elements: [Element]) {
      elements.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    add([-1.5, 1e300])
    add([Float(-1.5), 3])
    add([Float16(-1.5), 3])
    add([UInt16(0xbfc0), 0x4040])
    add([Int64(-7), 1 << 40])
    add([Int32(-7), 1 << 20])
    add([Int16(-7), 1 << 10])
    add([Int8(-7), 100])
    add([UInt64.max, 1])
    add([UInt32.max, 1])
    add([UInt16.max, 1])
    add([UInt8.max, 1])
    add([UInt8(0), 1])
    try bytes.write(to: URL(fileURLWithPath: path))
    let read = try SafetensorsFile(path: path)
    let expected: [[Float]] = [
      [-1.5, .infinity], [-1.5, 3], [-1.5, 3], [-1.5, 3], [-7, 1_099_511_627_776],
      [-7, 1_048_576], [-7, 1024], [-7, 100], [18_446_744_073_709_551_616, 1],
      [4_294_967_296, 1], [65535, 1], [255, 1], [0, 1],
    ]
    for (type, values) in zip(names, expected) {
      #expect(try read.tensor(named: type.rawValue).values == values, "\(type)")
    }
  }

  @Test func dataAtOddPlacesAreRead() throws {
    let path = file(
      #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
        + #""f":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}"#, data: 5)
    let read = try SafetensorsFile(path: path)
    let expected = Float(bitPattern: 0x0403_0201)
    #expect(try read.tensor(named: "f").values == [expected])
    #expect(try read.withFloats(named: "f") { Array($0) } == [expected])
  }

  @Test func escapesInNamesAreRead() throws {
    let path = file(
      #" {"\u00e9\ud83d\ude00\n\/" : {"shape":[ ],"data_offsets":[0, 4],"dtype":"F32"}}"#, data: 4)
    #expect(throws: Never.self) { try SafetensorsFile(path: path).tensor(named: "é😀\n/") }
  }

  static func entry(_ name: String, _ shape: String, _ offsets: String, _ type: String = "F32")
    -> String
  {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  @Test func hostileLayoutsAreRefused() {
    let entry = Self.entry
    #expect(problem("{\(entry("a", "[1]", "[0,4]", "F32"))}", data: 4) == nil)
    #expect(
      problem("{\(entry("a", "[2]", "[0,8]", "F32"))}", data: 4)
        == .outside(name: "a", end: 8, available: 4))
    #expect(
      problem(
        "{\(entry("a", "[2]", "[0,8]", "F32")),\(entry("b", "[2]", "[4,12]", "F32"))}", data: 12)
        == .notContiguous(name: "b", expected: 8, found: 4))
    #expect(
      problem(
        "{\(entry("a", "[1]", "[0,4]", "F32")),\(entry("b", "[1]", "[8,12]", "F32"))}", data: 12)
        == .notContiguous(name: "b", expected: 4, found: 8))
    #expect(
      problem("{\(entry("a", "[1]", "[4,8]", "F32"))}", data: 8)
        == .notContiguous(name: "a", expected: 0, found: 4))
    #expect(
      problem("{\(entry("a", "[1]", "[0,4]", "F32"))}", data: 5) == .trailingBytes(count: 1))
    #expect(
      problem("{\(entry("a", "[2]", "[0,4]", "F32"))}", data: 4)
        == .sizeMismatch(name: "a", expected: 8, found: 4))
    let big = "[4294967296,4294967296]"
    #expect(
      problem("{\(entry("a", big, "[0,4]", "F32"))}", data: 4) == .tooManyElements(name: "a"))
    #expect(
      problem("{\(entry("a", "[1]", "[0,4]", "F8"))}", data: 4)
        == .unknownElementType(name: "a", type: "F8"))
    let one = entry("a", "[1]", "[0,4]", "F32")
    #expect(problem("{\(one),\(one)}", data: 4) == .duplicate(name: "a"))
    #expect(
      problem(#"{"__metadata__":{"k":"1","k":"2"}}"#, data: 0) == .duplicate(name: "k"))
    #expect(
      problem(#"{"__metadata__":{},"__metadata__":{}}"#, data: 0)
        == .duplicate(name: "__metadata__"))
  }

  @Test(arguments: [
    "", "[]", "null", "{", "{}{}", "{} x", #"{"a"}"#, #"{"a":1}"#, #"{"a":{}}"#, #"{"a":{},}"#,
    #"{"__metadata__":{"k":1}}"#, #"{"__metadata__":{"k":{"k":"v"}}}"#, #"{"__metadata__":null}"#,
    "{\(entry("a", "[-1]", "[0,4]"))}", "{\(entry("a", "[1.0]", "[0,4]"))}",
    "{\(entry("a", "[1e0]", "[0,4]"))}", "{\(entry("a", "[01]", "[0,4]"))}",
    "{\(entry("a", "[1]", "[4,0]"))}", "{\(entry("a", "[1]", "[0]"))}",
    "{\(entry("a", "[1]", "[0,4,8]"))}", "{\(entry("a", "[1]", "[-4,0]"))}",
    "{\(entry("a", "[[1]]", "[0,4]"))}", "{\(entry("a", "[1,]", "[0,4]"))}",
    "{\(entry("a", "[99999999999999999999]", "[0,4]"))}",
    "{\(entry("a", "[" + Array(repeating: "1", count: 33).joined(separator: ",") + "]", "[0,4]"))}",
    #"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":[]}}"#,
    #"{"\ud800":{}}"#, #"{"\ud800\u0041":{}}"#, #"{"\x":{}}"#, #"{"\u12":{}}"#, "{\"\u{1}\":{}}",
    String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
  ])
  func damagedHeadersAreRefused(header: String) {
    guard case .header = problem(header, data: 4) else {
      Issue.record("not refused as a damaged header: \(header.prefix(80))")
      return
    }
  }

  @Test func hostileLengthsAreRefused() throws {
    let short = folder.file("short")
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: short))
    #expect(throws: SafetensorsError(short, .tooShort(bytes: 3))) {
      try SafetensorsFile(path: short)
    }
    for length in [UInt64.max, 1 << 63, 11, 100_000_001] {
      let path = file("{}", data: 8, length: length)
      #expect(throws: SafetensorsError(path, .headerTooLong(length: length, available: 10))) {
        try SafetensorsFile(path: path)
      }
    }
    let path = file(bytes: [0x7b, 0xff, 0x7d], data: 0)
    #expect(throws: SafetensorsError(path, .header(offset: 0, reason: "it is not UTF-8"))) {
      try SafetensorsFile(path: path)
    }
  }

  @Test func headersOfNoMeaningAreRefusedOrRead() {
    // Any change of one byte of a good header is either refused or reads back as a whole file.
    let good = Array(
      "{\(Self.entry("ab", "[2,1]", "[0,8]")),\(Self.entry("c", "[1]", "[8,12]"))}".utf8)
    for position in good.indices {
      for value in [UInt8(0), 0x22, 0x2c, 0x30, 0x5b, 0x5d, 0x7b, 0x7d, 0xff] {
        var bytes = good
        bytes[position] = value
        guard let read = try? SafetensorsFile(path: file(bytes: bytes, data: 12)) else { continue }
        #expect(read.entries.map { $0.elementCount * $0.type.byteCount }.reduce(0, +) == 12)
      }
    }
  }

  @Test func messagesSayWhatToThink() {
    #expect(
      SafetensorsError("m.safetensors", .outside(name: "w", end: 12, available: 8)).description
        == "'m.safetensors' is not a valid safetensors file: tensor 'w' ends at byte 12 of 8: "
        + "the file is incomplete or damaged. Copy or create it again.")
    #expect(
      SafetensorsError("m.safetensors", .missing(name: "w")).description
        == "'m.safetensors' is not the expected kind of file: "
        + "it does not contain a tensor 'w'.")
  }
}
