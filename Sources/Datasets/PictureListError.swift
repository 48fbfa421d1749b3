import Basics

extension PictureList {
  package enum Failure: Error, Equatable {
    case absent(path: String)
    case unreadable(path: String)
    /// Its name is listed, but leads to nothing.
    case unreachable(path: String)
    case empty(path: String)
    /// As `empty`, but there is a folder or a picture that is passed over for its name.
    case onlyHidden(path: String)
    /// A pipe, a device or a folder, or more bytes than a list has.
    case file(FileError)
    /// A line with more than `longestListLine` bytes.
    case longLine(file: String, line: Int)
    case wrongLine(file: String, line: Int, text: String)
    /// A folder or a picture where a list was asked for.
    case notAList(path: String)
    /// Frontal or profile pictures were asked for of something that is not laid out as CFP.
    case noParts(path: String, part: PicturePart)
    case emptyPart(path: String, part: PicturePart)
    /// Of one picture: a kind that is not read, such as HEIC.
    case notRead(path: String, kind: String)
    /// Of one picture or folder: its name's bytes are not UTF-8.
    case misnamed(path: String, isFolder: Bool)
    /// Of one line of a list: no file has exactly that name, and several look like it.
    case severalLookAlike(path: String, count: Int)
    /// Of one picture: its path does not fit the layout.
    case misfit(path: String, layout: PictureLayout)
  }
}

extension PictureList.Failure: CustomStringConvertible {
  /// In one line, whatever the file brings into it.
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .absent(let path): "There is nothing at '\(path)'; give a folder, a picture or a list."
    case .unreadable(let path): "'\(path)' cannot be read; check its permissions."
    case .file(let error): error.description
    case .longLine(let file, let line):
      """
      Line \(line) of '\(file)' has more than \(longestListLine) bytes, the most that are read of a \
      line; write one picture on each line.
      """
    case .unreachable(let path):
      """
      '\(path)' is a broken link. Correct the link or remove it.
      """
    case .empty(let path):
      "'\(path)' holds no picture; expected PNG, JPEG or PGM/PPM files, or a list of them."
    case .onlyHidden(let path):
      """
      '\(path)' holds no picture but what may be hidden: folders and files whose names begin with '.' \
      are passed over; rename them, or give a hidden folder itself.
      """
    case .wrongLine(let file, let line, let text):
      """
      Line \(line) of '\(file)' is not 'path,label': '\(text)'; write one picture on each line, a \
      path with commas in quotes.
      """
    case .notAList(let path):
      "'\(path)' is not a list, as --layout list asks; give a text file with 'path,label' lines."
    case .noParts(let path, let part):
      """
      '\(path)' is not laid out as CFP (001/frontal/01.jpg), so --part \(part.rawValue) cannot \
      choose from it; leave --part out.
      """
    case .emptyPart(let path, let part):
      """
      '\(path)' has no \(part.rawValue) pictures; expected 001/\(part.rawValue)/01.jpg: choose \
      another --part, or another folder.
      """
    case .notRead(let path, let kind):
      "'\(path)' is of a kind that is not read (\(kind)); convert it to PNG or JPEG."
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
      '\(path)' does not fit --layout \(layout.rawValue), as in '\(layout.example)', so whose face \
      it shows cannot be told; rename it, or choose another layout.
      """
    }
  }
}
