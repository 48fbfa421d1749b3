import Foundation
import Testing
import _TestSupport

@testable import Basics

@Suite struct AtomicFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func writesAndReplaces() throws {
    let path = folder.file("report.json")
    try AtomicFile.write("first ü", to: path)
    #expect(try readFile(path) == Array("first ü".utf8))
    try AtomicFile.write([0, 255], to: path)
    #expect(try readFile(path) == [0, 255])
    #expect(try names() == ["report.json"])
  }

  // The sizes lie below, at and above the buffer, so that both ways to the disk are tested.
  @Test func piecesStayInOrder() throws {
    let path = folder.file("gallery")
    var expected: [UInt8] = []
    let file = try AtomicFile(path)
    for (index, count) in [3, 300_000, 0, 262_144, 262_143, 1, 5].enumerated() {
      let piece = [UInt8](repeating: UInt8(index), count: count)
      try file.append(piece)
      expected += piece
    }
    try file.append("end")
    try file.append((1...3).lazy.map { UInt8($0) })
    try file.commit()
    #expect(try readFile(path) == expected + Array("end".utf8) + [1, 2, 3])
  }

  @Test func theTargetIsUntouchedBeforeCommit() throws {
    let path = folder.file("a")
    try AtomicFile.write("old", to: path)
    do {
      let file = try AtomicFile(path)
      try file.append([UInt8](repeating: 1, count: 500_000))
      #expect(try names() == [".a.partial-\(WriterName.own)", "a"])
      #expect(try readFile(path) == Array("old".utf8))
    }
    #expect(try names() == ["a"], "what was not committed is gone")
    #expect(try readFile(path) == Array("old".utf8))
  }

  @Test func aFileForItsOwnerAloneIsSoFromTheStart() throws {
    let path = folder.file("key")
    func permissions(_ name: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: folder.file(name))[.posixPermissions] as? Int
    }
    try AtomicFile.write("open to all", to: path)
    #expect(try permissions("key") != 0o600)
    let file = try AtomicFile(path, permissions: 0o600)
    #expect(try permissions(".key.partial-\(WriterName.own)") == 0o600)
    try file.append("secret")
    try file.commit()
    #expect(try permissions("key") == 0o600)
    #expect(try readFile(path) == Array("secret".utf8))
  }

  /// The largest process number is 2^22, so this process never exists.
  @Test func whatAKilledWriterLeftGoesAway() throws {
    let names = [
      ".a.partial-99999999", ".a.partial-99999998-2", ".a.partial-\(getpid())",
      ".b.partial-99999999",
      ".a.partial-x", ".a.partial-99999997",
    ]
    for name in names { try AtomicFile.write("half", to: folder.file(name)) }
    let old = Date(timeIntervalSinceNow: -7200)
    for name in names.dropLast() {
      try FileManager.default.setAttributes(
        [.modificationDate: old], ofItemAtPath: folder.file(name))
    }
    try AtomicFile.write("whole", to: folder.file("a"))
    // Files of a living process, with other names, or just written stay: their writer may be on
    // another machine.
    #expect(
      try self.names()
        == [
          ".a.partial-\(getpid())", ".a.partial-99999997", ".a.partial-x", ".b.partial-99999999",
          "a",
        ].sorted())
  }

  /// Under this machine's own mark, a number without a process is dead.
  @Test func whatAWriterOfThisMachineLeftGoesAwayAtOnce() throws {
    let mark = try #require(WriterName.mark)
    #expect(WriterName.own == "\(getpid()).\(mark)")
    let other = String(mark.reversed())
    for name in ["99999999.\(mark)", "99999999.\(mark)-1", "99999999.\(other)", WriterName.own] {
      try AtomicFile.write("half", to: folder.file(".a.partial-\(name)"))
    }
    try AtomicFile.write("whole", to: folder.file("a"))
    #expect(
      try names()
        == [".a.partial-99999999.\(other)", ".a.partial-\(WriterName.own)", "a"].sorted())
  }

  @Test func twoWritersOfOneNameDoNotMix() throws {
    let path = folder.file("a")
    let first = try AtomicFile(path)
    let second = try AtomicFile(path)
    try first.append("first")
    try second.append("second")
    try second.commit()
    try first.commit()
    #expect(try readFile(path) == Array("first".utf8))
    #expect(try names() == ["a"])
  }

  @Test func failuresNameTheTarget() throws {
    let absent = folder.file("no/such/file")
    #expect(throws: FileError.cannotCreate(path: absent, code: ENOENT)) {
      try AtomicFile.write("x", to: absent)
    }
    #expect(throws: FileError.cannotCreate(path: folder.path, code: EISDIR)) {
      try AtomicFile.write("x", to: folder.path)
    }
    #expect(try names() == [])
  }

  // The name becomes a folder between creation and commit, so that the rename fails.
  @Test func aFailedRenameLeavesNothingBehind() throws {
    let path = folder.file("a")
    do {
      let file = try AtomicFile(path)
      try file.append("x")
      try makeFolders(path + "/inside")
      #expect(throws: FileError.cannotWrite(path: path, code: EISDIR)) { try file.commit() }
    }
    #expect(try names() == ["a"])
  }

  @Test func aFullDiskIsAnError() throws {
    #expect(throws: FileError.cannotWrite(path: "/dev/full", code: ENOSPC)) {
      try AtomicFile.write("x", to: "/dev/full")
    }
  }

  @Test func devicesAreWrittenAndStayDevices() throws {
    try AtomicFile.write("x", to: "/dev/null")
    // Reading a device is refused, because it may never end.
    #expect(throws: FileError.notRegular(path: "/dev/null")) { try readFile("/dev/null") }
  }

  @Test func aLinkKeepsPointing() throws {
    let target = folder.file("target")
    let link = folder.file("link")
    try AtomicFile.write("old", to: target)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    try AtomicFile.write("new", to: link)
    #expect(try readFile(target) == Array("new".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
  }

  @Test func theLongestName() throws {
    let path = folder.file(String(repeating: "ü", count: 127))
    try AtomicFile.write("x", to: path)
    #expect(try readFile(path) == [120])
  }
}
