import Basics
import Foundation
import Testing

@Suite struct FileErrorTests {
  @Test(arguments: [
    (
      FileError.cannotOpen(path: "a b.png", code: ENOENT),
      "'a b.png' cannot be opened: no such file or directory; check the path and its permissions."
    ),
    (
      .cannotRead(path: "/x", code: EISDIR),
      "'/x' cannot be read: is a directory; give a file that can."
    ),
    (
      .cannotCreate(path: "/x", code: EACCES),
      "'/x' cannot be created: permission denied; choose another place."
    ),
    (
      .cannotWrite(path: "/x", code: ENOSPC),
      "'/x' cannot be written: no space left on device; check the disk."
    ),
    (
      .cannotCreateFolder(path: "/x", code: EEXIST),
      "The folder '/x' cannot be created: file exists; choose another place."
    ),
    (
      .tooLarge(path: "/x", limit: 12),
      "'/x' holds more than 12 bytes, the most that is read of such a file; give a smaller one."
    ),
  ])
  func sentences(error: FileError, text: String) {
    #expect(error.description == text)
    #expect(text.contains("'\(error.path)'"))
  }

  @Test func absence() {
    #expect(FileError.cannotOpen(path: "x", code: ENOENT).isAbsence)
    #expect(FileError.cannotOpen(path: "x/y", code: ENOTDIR).isAbsence)
    #expect(!FileError.cannotOpen(path: "x", code: EACCES).isAbsence)
    #expect(!FileError.cannotCreate(path: "x", code: ENOENT).isAbsence)
  }
}
