import Basics
import Foundation
import Testing

@Suite struct FileErrorTests {
  @Test(arguments: [
    (
      FileError.cannotOpen(path: "a b.png", code: ENOENT),
      "Cannot open 'a b.png': no such file or directory. Check the path and its permissions."
    ),
    (
      .cannotRead(path: "/x", code: EISDIR),
      "Cannot read '/x': is a directory."
    ),
    (
      .cannotCreate(path: "/x", code: EACCES),
      "Cannot create '/x': permission denied."
    ),
    (
      .cannotWrite(path: "/x", code: ENOSPC),
      "Cannot write '/x': no space left on device. Check the disk."
    ),
    (
      .cannotCreateFolder(path: "/x", code: EEXIST),
      "Cannot create the folder '/x': file exists."
    ),
    (
      .tooLarge(path: "/x", limit: 12),
      "'/x' is larger than the limit of 12 bytes."
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
