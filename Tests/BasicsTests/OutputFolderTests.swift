import Foundation
import Testing
import _TestSupport

@testable import Basics

@Suite struct OutputFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.file(path)).sorted()
  }

  @Test func aClaimEndsWithoutATrace() throws {
    let path = folder.file("a/b")
    do {
      let claim = try OutputFolder.claim(path, inputs: CommandInputs())
      #expect(try names("a") == ["b", "b/" + OutputFolder.lockName])
      #expect(throws: OutputError.locked(folder: path)) {
        try OutputFolder.claim(path, inputs: CommandInputs())
      }
      _ = claim
    }
    // Nothing was written, so the folders go as well.
    #expect(!FileManager.default.fileExists(atPath: folder.file("a")))
    let claim = try OutputFolder.claim(path, inputs: CommandInputs())
    try AtomicFile.write("x", to: path + "/x")
    try claim.finish()
    #expect(try names("a") == ["b", "b/x"])
  }

  /// A lock file that its owner removes at that moment does not count.
  @Test func manyClaimsOneAtATime() async throws {
    let path = folder.file("a")
    try makeFolders(path)
    let most = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var count = 0
          for _ in 0..<200 {
            guard let claim = try? OutputFolder.claim(path, inputs: CommandInputs()) else {
              continue
            }
            // Two runs at a time would see each other's file.
            let own = try? FileDescriptor.writing(path + "/own", isNew: true)
            if own == nil { return -1 }
            unlink(path + "/own")
            try? claim.finish()
            count += 1
          }
          return count
        }
      }
      var counts: [Int] = []
      for await count in group { counts.append(count) }
      return counts
    }
    #expect(most.allSatisfy { $0 >= 0 } && most.contains { $0 > 0 }, "\(most)")
    #expect(try names("a") == [])
  }

  /// Listing the folder before each file would take O(n^2) for n files.
  @Test func leftoversAreLookedForOncePerFolderAndRun() throws {
    let path = folder.file("a")
    let mark = try #require(WriterName.mark)
    func leave(_ name: String) throws {
      try makeFolders(path)
      #expect(
        FileManager.default.createFile(
          atPath: "\(path)/.\(name).partial-99999999.\(mark)", contents: nil))
    }
    try leave("one")
    let claim = try OutputFolder.claim(path, inputs: CommandInputs())
    try AtomicFile.write("x", to: path + "/two")
    #expect(try names("a") == [OutputFolder.lockName, "two"])
    try leave("three")
    try AtomicFile.write("x", to: path + "/three")
    #expect(try names("a").count == 4)
    try claim.finish()
    // The next run finds it, whatever it writes.
    let next = try OutputFolder.claim(path, inputs: CommandInputs())
    try AtomicFile.write("x", to: path + "/four")
    try next.finish()
    #expect(try names("a") == ["four", "three", "two"])
  }

  @Test func aFolderThatIsNotThereAnyMoreIsFoundAtTheEnd() throws {
    let path = folder.file("a")
    let claim = try OutputFolder.claim(path, inputs: CommandInputs())
    try FileManager.default.moveItem(atPath: path, toPath: folder.file("b"))
    #expect(throws: OutputError.replaced(folder: path)) { try claim.finish() }
    try makeFolders(path)
    #expect(throws: OutputError.replaced(folder: path)) { try claim.requirePresent() }
  }

  /// The program's tests cover a file that changes in place: the check is of the whole process.
  @Test func aMappedFileThatIsReplacedKeepsItsBytes() throws {
    let path = folder.file("mapped")
    try AtomicFile.write([UInt8](repeating: 7, count: 9000), to: path)
    let file = try MappedFile(path)
    try MappedFile.requireUnchanged()
    // A replaced file keeps its bytes for its reader.
    try AtomicFile.write("new", to: path)
    try MappedFile.requireUnchanged()
    #expect(file.withUnsafeBytes { $0[8999] } == 7)
  }
}
