import Basics
import Foundation
import Testing
import _TestSupport

@testable import Tensors

/// Small files that request much memory or time, or impossible sizes.
@Suite struct BoundedCheckpointTests {
  let folder = try! TemporaryFolder()

  func problem(of data: Data, named name: String = "case.pt") -> CheckpointError.Problem? {
    do {
      let path = folder.file(name)
      try data.write(to: URL(fileURLWithPath: path))
      _ = try CheckpointFile(path: path).stateDictionary()
      return nil
    } catch {
      return (error as? CheckpointError)?.problem
    }
  }

  func isExcessive(_ problem: CheckpointError.Problem?) -> Bool {
    if case .excessive = problem { true } else { false }
  }

  /// A list that grows by one, copied each time.
  @Test func copiesOfAGrowingListCountAsWork() {
    let count = 60_000
    let pickle = Pickle.of { pickle in
      pickle.bytes += Array("](".utf8)
      for _ in 0..<count { pickle.integer(1) }
      pickle.bytes += Array("eq".utf8) + [1]
      pickle.bytes += Array("0](".utf8)
      for _ in 0..<20_000 {
        pickle.global("torch", "Size")
        pickle.bytes += Array("h".utf8) + [1]
        pickle.bytes += Array("K".utf8) + [1]
        pickle.bytes += Array("a".utf8) + [0x85]
        pickle.bytes += Array("R".utf8)
      }
      pickle.bytes += Array("e".utf8)
    }
    let start = ContinuousClock.now
    #expect(isExcessive(problem(of: CheckpointMaker.archive(pickle, []))))
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func aNameOfTwoHundredThousandPrefixesIsRefused() {
    let name = String(repeating: "module.", count: 200_000) + "weight"
    let start = ContinuousClock.now
    let file = CheckpointMaker.stateDictionary([(name, [1], [1])])
    #expect(problem(of: file) == .excessive(what: "a name of 1400006 bytes"))
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test func prefixesOfNestedWrappersStillGo() throws {
    let path = folder.file("case.pt")
    try CheckpointMaker.stateDictionary([("module.module.fc.weight", [1], [1])])
      .write(to: URL(fileURLWithPath: path))
    #expect(try CheckpointFile(path: path).stateDictionary().tensors.map(\.name) == ["fc.weight"])
  }

  @Test(arguments: [[1 << 40, 1 << 40, 0], [0, 1 << 62, 1 << 62], [1 << 33, 0]])
  func impossibleShapesWithoutElementsAreRefused(shape: [Int]) throws {
    let pickle = Pickle.of { pickle in
      pickle.orderedDictionary { pickle in
        pickle.text("a")
        pickle.tensor(
          "FloatStorage", key: "0", count: 1, shape: shape, strides: shape.map { _ in 1 })
      }
    }
    #expect(
      problem(of: CheckpointMaker.archive(pickle, [("0", 1, [0, 0, 0, 0])]))
        == .badTensor(key: "0", reason: "has an impossible shape"))
    let header =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[\(shape.map(String.init).joined(separator: ","))],"
      + "\"data_offsets\":[0,0]}}"
    let path = folder.file("a.safetensors")
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    try (length + Data(header.utf8)).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path) }
    #expect(error?.problem == .tooManyElements(name: "a"))
  }

  /// Two names for the same bytes.
  @Test func entriesThatShareBytesAreRefused() throws {
    let pickle = Pickle.of { $0.integer(1) }
    var file = CheckpointMaker.archive(
      pickle, [("0", 1, [1, 2, 3, 4]), ("1", 1, [5, 6, 7, 8])])
    // In the directory, the last entry but one is "1", which gets the position of "0".
    let bytes = [UInt8](file)
    let headers = bytes.indices.dropLast(4).filter {
      bytes[$0..<$0 + 4].elementsEqual([0x50, 0x4b, 0x01, 0x02])
    }
    func entry(_ name: String) throws -> Int {
      try #require(
        headers.first { bytes[($0 + 46)...].starts(with: "archive/data/\(name)".utf8) })
    }
    let (first, second) = (try entry("0"), try entry("1"))
    file.replaceSubrange(second + 42..<second + 46, with: bytes[first + 42..<first + 46])
    guard case .damaged(_, "entries of the archive overlap") = problem(of: file) else {
      Issue.record("\(String(describing: problem(of: file)))")
      return
    }
  }

  @Test(arguments: [
    (
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n",
      ForeignContent.lfsPointer
    ),
    ("\n<!DOCTYPE html><html><title>Virus scan warning</title>", .webPage),
    ("Rar!\u{1a}\u{7}\u{1}\u{0}", .packed("RAR")), ("GIF89a", .picture("GIF")), ("%PDF-1.7", .pdf),
    ("\u{8}\u{7}\u{12}\u{7}pytorch\u{1a}\u{3}2.0", .onnx), ("", .empty),
  ])
  func otherTextsAreNamed(text: String, content: ForeignContent) {
    #expect(problem(of: Data(text.utf8)) == .foreign(content))
  }

  @Test(
    arguments: [
      ([0x1f, 0x8b, 8, 0], ForeignContent.packed("gzip")),
      ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], .packed("7-Zip")),
      ([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], .hdf5),
      ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], .picture("PNG")),
      ([0xff, 0xd8, 0xff, 0xe0], .picture("JPEG")),
      ([8, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\":1} ".utf8), .safetensors),
    ] as [([UInt8], ForeignContent)])
  func otherBytesAreNamed(bytes: [UInt8], content: ForeignContent) throws {
    #expect(problem(of: Data(bytes)) == .foreign(content))
    guard content != .safetensors else { return }
    let path = folder.file("m.safetensors")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path) }
    #expect(error?.problem == .foreign(content))
  }

  @Test func aTorchScriptArchiveIsNamed() {
    let pickle = Pickle.of { $0.integer(1) }
    let entries: [(String, [UInt8])] = [
      ("net/data.pkl", pickle), ("net/code/__torch__.py", [1]), ("net/constants.pkl", pickle),
    ]
    #expect(problem(of: CheckpointMaker.zip(entries)) == .foreign(.torchScript))
    #expect(problem(of: CheckpointMaker.zip(entries, method: 8)) == .foreign(.torchScript))
  }

  @Test func theSentenceSaysWhatToDo() {
    #expect(
      CheckpointError("a.onnx", .foreign(.onnx)).description
        == "'a.onnx' is not a PyTorch checkpoint: it is an ONNX file; make a model file of it "
        + "with 'facet model import'.")
  }
}
