import Basics

/// What a person can do about a picture that cannot be decoded.
package enum PictureAdvice: Sendable, Equatable {
  case convert
  /// A page of a document.
  case savePage
  /// A frame of a recording can be named.
  case nameFrame
  /// The format's library was absent when this program was built.
  case buildWithLibrary
  case installFFmpeg
  case chooseEarlierFrame
  case cutRecording
  case convertRecording
  case saveFrame

  /// - Parameter kind: A kind of file as `unreadKind` names it.
  package init(kind: String) {
    if kind.contains("video") {
      self = .nameFrame
    } else if kind == "PDF" {
      self = .savePage
    } else if PictureFormat(kind: kind)?.isBuiltIn == false {
      self = .buildWithLibrary
    } else {
      self = .convert
    }
  }

  /// The advice as a sentence.
  ///
  /// - Parameter path: That of the picture.
  package func sentence(for path: String) -> String {
    switch self {
    case .convert: "Convert it to PNG or JPEG."
    case .savePage: "Save the page as PNG or JPEG."
    case .nameFrame:
      "Name one of its frames, such as '\(path.split(separator: "/").last ?? "")#t=12.5'."
    case .buildWithLibrary:
      "Install the library and build again, or convert the picture to PNG or JPEG."
    case .installFFmpeg: "Install ffmpeg, or save the frame as PNG."
    case .chooseEarlierFrame: "Choose an earlier frame."
    case .cutRecording: "Cut the recording nearer to the frame, or save the frame as PNG."
    case .convertRecording: "Convert the recording to MP4, or save the frame as PNG."
    case .saveFrame: "Save the frame as PNG."
    }
  }
}
