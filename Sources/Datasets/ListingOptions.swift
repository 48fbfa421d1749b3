/// The options for reading a PATH.
package struct ListingOptions: Sendable, Equatable, Codable {
  /// The folder that a list's paths are relative to; `nil` for the list's own folder.
  package var root: String?
  package var layout: PictureLayout
  /// The pictures to take from CFP; `nil` for both kinds.
  package var part: PicturePart?

  package init(root: String? = nil, layout: PictureLayout = .auto, part: PicturePart? = nil) {
    self.root = root
    self.layout = layout
    self.part = part
  }
}

/// The pictures of a PATH, and the way they were found.
package struct PictureListing: Sendable, Equatable {
  package let pictures: [ListedPicture]
  /// The layout that was used; never `auto`.
  package let layout: PictureLayout
  package let part: PicturePart?
  package var passedOver = PassedOver()
  /// Sentences about a list that is not UTF-8 or does not have '/' in its paths.
  package var remarks: [String] = []

  /// Returns the same with only some of the pictures.
  package func keeping(_ isKept: (ListedPicture) -> Bool) -> PictureListing {
    var copy = PictureListing(pictures: pictures.filter(isKept), layout: layout, part: part)
    copy.passedOver = passedOver
    copy.remarks = remarks
    return copy
  }

  /// A summary for a log: "300 pictures of 30 people (folders)".
  package var summary: String {
    let labels = Set(pictures.compactMap(\.label)).count
    let without = pictures.count { $0.label == nil }
    var text = "\(pictures.count) picture\(pictures.count == 1 ? "" : "s")"
    if labels > 0 { text += " of \(labels) \(labels == 1 ? "person" : "people")" }
    if without > 0 && labels > 0 { text += ", \(without) without a label" }
    if labels == 0 { text += " without labels" }
    return text + " (layout \(layout.rawValue)\(part.map { ", \($0.rawValue)" } ?? ""))"
  }

  /// A hint for a user who expected labels.
  package var hint: String? {
    guard layout == .folders, pictures.allSatisfy({ $0.label == nil }) else { return nil }
    for layout in [PictureLayout.lfw, .mlfw]
    where pictures.allSatisfy({ layout.label(of: $0.path) != nil }) {
      // A name in MLFW ends in two numbers; for LFW, the first would be part of the name.
      let isDouble = pictures.allSatisfy {
        PictureLayout.lfw.label(of: $0.path) != PictureLayout.mlfw.label(of: $0.path)
      }
      return """
        The names look like those of \(isDouble ? "MLFW" : "LFW"). \
        Use --layout \(isDouble ? "mlfw" : "lfw") to take the labels from them.
        """
    }
    return nil
  }
}
