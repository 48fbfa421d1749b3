import Basics
import Foundation
import Testing
import _TestSupport

@Suite struct MakeFoldersTests {
  @Test func nestedAndAgain() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a/b//c/")
    try makeFolders(path)
    try makeFolders(path)
    var isFolder: ObjCBool = false
    #expect(FileManager.default.fileExists(atPath: folder.file("a/b/c"), isDirectory: &isFolder))
    #expect(isFolder.boolValue)
  }

  @Test func aFileInTheWay() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("x", to: folder.file("a"))
    #expect(throws: FileError.cannotCreateFolder(path: folder.file("a"), code: EEXIST)) {
      try makeFolders(folder.file("a/b"))
    }
  }

  @Test func noName() {
    #expect(throws: FileError.cannotCreateFolder(path: "", code: ENOENT)) { try makeFolders("") }
    #expect(throws: FileError.cannotCreateFolder(path: "a\0b", code: EINVAL)) {
      try makeFolders("a\0b")
    }
  }
}
