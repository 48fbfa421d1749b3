import Basics
import Foundation
import Testing
import _TestSupport

@Suite struct ReadingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func make(_ bytes: [UInt8]) throws -> String {
    let path = folder.file("file.bin")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000])
  func wholeFiles(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 17) }
    let path = try make(bytes)
    #expect(try readFile(path) == bytes)
    #expect(try readFile(path, limit: count) == bytes)
    let mapped = try MappedFile(path)
    #expect(mapped.count == count)
    #expect(mapped.withUnsafeBytes { Array($0) } == bytes)
  }

  @Test func oneByteOverTheLimit() throws {
    let path = try make([1, 2, 3])
    #expect(throws: FileError.tooLarge(path: path, limit: 2)) { try readFile(path, limit: 2) }
  }

  // A file in /proc reports a size of zero, as a pipe does, but has bytes.
  @Test func filesThatDoNotKnowTheirSize() throws {
    #expect(try readFile("/proc/self/status").count > 100)
    #expect(throws: FileError.tooLarge(path: "/proc/self/status", limit: 10)) {
      try readFile("/proc/self/status", limit: 10)
    }
  }

  @Test func absentFilesAndFolders() {
    let absent = folder.file("absent")
    #expect(throws: FileError.cannotOpen(path: absent, code: ENOENT)) { try readFile(absent) }
    #expect(throws: FileError.cannotOpen(path: absent, code: ENOENT)) { try MappedFile(absent) }
    #expect(throws: FileError.cannotRead(path: folder.path, code: EISDIR)) {
      try readFile(folder.path)
    }
    #expect(throws: FileError.notRegular(path: folder.path)) {
      try MappedFile(folder.path)
    }
  }

  // Without the check, the system would open the path before the zero byte.
  @Test func aZeroInThePath() throws {
    let path = try make([1]) + "\0.png"
    #expect(throws: FileError.cannotOpen(path: path, code: EINVAL)) { try readFile(path) }
  }

  @Test func aMappedFileOutlivesItsName() throws {
    let path = try make([7, 8])
    let mapped = try MappedFile(path)
    try FileManager.default.removeItem(atPath: path)
    #expect(mapped.withUnsafeBytes { Array($0) } == [7, 8])
  }
}
