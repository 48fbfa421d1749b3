import Basics
import Foundation
import Testing
import _TestSupport

@Suite struct PathTests {
  @Test func keysAreEqualByTheirBytesAlone() {
    let (one, two) = ("Zo\u{EB}", "Zoe\u{308}")
    #expect(one == two && PathKey(one) != PathKey(two))
    #expect(Set([PathKey(one), PathKey(two), PathKey("Zo" + "\u{EB}")]).count == 2)
    #expect(PathKey(two) < PathKey(one))
    #expect(!one.hasSameBytes(as: two) && !one.hasBytePrefix("Zoe") && two.hasBytePrefix("Zoe"))
    #expect([one, two].sortedByBytes().map { $0.utf8.count } == [5, 4])
  }

  @Test func namesAreCountedBeyondALimit() {
    #expect(["a", "b"].named(atMost: 2) == "a, b")
    #expect(["a", "b", "c", "d"].named(atMost: 2) == "a, b and 2 more")
    #expect(joined("a/", "b") == "a/b" && joined("a", "b") == "a/b")
  }

  @Test func aFolderIsListedByBytesWithWhatEachNameLeadsTo() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("xyz", to: folder.file("b"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("a"), withDestinationPath: "b")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("nowhere"), withDestinationPath: "/no/such/file")
    let name = Array(folder.path.utf8) + [47, 0x80, 0x41, 0]
    close(open(name.map(CChar.init(bitPattern:)), O_CREAT | O_WRONLY, 0o600))
    let entries = try #require(folderEntries(folder.path))
    #expect(entries.map(\.shownName) == ["a", "b", "nowhere", "\\x80A"])
    #expect(entries.map(\.isLink) == [true, false, true, false])
    #expect(entries.map { $0.name == nil } == [false, false, false, true])
    #expect(entries[0].status?.identity == entries[1].status?.identity)
    #expect(entries[1].status?.size == 3 && entries[2].status == nil)
    #expect(FileStatus(of: folder.path)?.kind == .folder && FileStatus(of: "/no/such") == nil)
    #expect(folderEntries(folder.file("b")) == nil)
    #expect(realPath(folder.file("a")) == realPath(folder.file("b")))
  }
}
