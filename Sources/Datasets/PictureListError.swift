import Basics
import Pictures

extension PictureList {
  package enum Failure: Error, Equatable {
    case absent(path: String)
    case unreadable(path: String)
    /// The name is listed but is a broken link.
    case unreachable(path: String)
    case empty(path: String)
    /// The folder is like `empty`, but a folder or a picture was skipped because of its name.
    case onlyHidden(path: String)
    /// The path is a pipe, a device or a folder, or the file is too large for a list.
    case file(FileError)
    /// A line has more than `longestListLine` bytes.
    case longLine(file: String, line: Int)
    case wrongLine(file: String, line: Int, text: String)
    /// The path is a folder or a picture, but a list is expected.
    case notAList(path: String)
    /// Frontal or profile pictures were requested from a folder without CFP's layout.
    case noParts(path: String, part: PicturePart)
    case emptyPart(path: String, part: PicturePart)
    /// The picture is of an unsupported kind, such as HEIC.
    case notRead(path: String, kind: String)
    /// The name of a picture or folder is not UTF-8.
    case misnamed(path: String, isFolder: Bool)
    /// A line of a list names a file that does not exist, and several files look like it.
    case severalLookAlike(path: String, count: Int)
    /// The path of a picture does not fit the layout.
    case misfit(path: String, layout: PictureLayout)
  }
}

extension PictureList.Failure: CustomStringConvertible {
  /// The sentence in one line, whatever the file contains.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .absent(let path): "'\(path)' does not exist (expected a folder, a picture or a list)."
    case .unreadable(let path): "Cannot read '\(path)'. Check its permissions."
    case .file(let error): error.description
    case .longLine(let file, let line):
      """
      Line \(line) of '\(file)' is longer than the limit of \(longestListLine) bytes. \
      Write one picture per line.
      """
    case .unreachable(let path):
      """
      '\(path)' is a broken link. Correct the link or remove it.
      """
    case .empty(let path):
      "'\(path)' does not contain a picture (expected PNG, JPEG or PGM/PPM files, or a list of them)."
    case .onlyHidden(let path):
      """
      '\(path)' contains only hidden pictures or folders, which are skipped: their names begin with '.'. \
      Rename them, or name a hidden folder itself.
      """
    case .wrongLine(let file, let line, let text):
      """
      Line \(line) of '\(file)' is not 'path,label': '\(text)'. Write one picture per line, and \
      put paths with commas in quotes.
      """
    case .notAList(let path):
      "'\(path)' is not a list, which --layout list requires: a text file with 'path,label' lines."
    case .noParts(let path, let part):
      """
      '\(path)' does not have the layout of CFP (001/frontal/01.jpg), so --part \(part.rawValue) does \
      not apply. Leave --part out.
      """
    case .emptyPart(let path, let part):
      """
      '\(path)' does not contain \(part.rawValue) pictures (expected 001/\(part.rawValue)/01.jpg). \
      Choose another --part, or another folder.
      """
    case .notRead(let path, let kind):
      """
      '\(path)' is of an unsupported kind (\(kind)). \
      \(PictureAdvice(kind: kind).sentence(for: path))
      """
    case .misnamed(let path, let isFolder):
      """
      The name of the \(isFolder ? "folder" : "file") '\(path)' is not UTF-8, so no report can \
      contain it. Rename it, for example with 'convmv'.
      """
    case .severalLookAlike(let path, let count):
      """
      No file is named exactly '\(path)', and \(count) files look the same but differ in their \
      bytes. Write the name as the file system has it.
      """
    case .misfit(let path, let layout):
      """
      '\(path)' does not fit --layout \(layout.rawValue) (expected '\(layout.example)'), so its \
      identity is unknown. Rename it, or choose another layout.
      """
    }
  }
}
