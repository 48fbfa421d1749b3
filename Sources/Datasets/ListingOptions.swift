/// How a PATH is read.
package struct ListingOptions: Sendable, Equatable, Codable {
  /// The folder that a list's paths are relative to; `nil`: the list's own.
  package var root: String?
  package var layout: PictureLayout
  /// Of CFP: which pictures; `nil`: both kinds.
  package var part: PicturePart?

  package init(root: String? = nil, layout: PictureLayout = .auto, part: PicturePart? = nil) {
    self.root = root
    self.layout = layout
    self.part = part
  }
}

/// The pictures of a PATH, and how they were found.
package struct PictureListing: Sendable, Equatable {
  package let pictures: [ListedPicture]
  /// The one that was taken; never `auto`.
  package let layout: PictureLayout
  package let part: PicturePart?
  package var passedOver = PassedOver()
  /// How a list was read, if not as UTF-8 with '/' in its paths; sentences.
  package var remarks: [String] = []

  /// For a log: "300 pictures of 30 people (folders)".
  package var summary: String {
    let labels = Set(pictures.compactMap(\.label)).count
    let without = pictures.count { $0.label == nil }
    var text = "\(pictures.count) picture\(pictures.count == 1 ? "" : "s")"
    if labels > 0 { text += " of \(labels) \(labels == 1 ? "person" : "people")" }
    if without > 0 && labels > 0 { text += ", \(without) without a label" }
    if labels == 0 { text += " without labels" }
    return text + " (layout \(layout.rawValue)\(part.map { ", \($0.rawValue)" } ?? ""))"
  }

  /// What a user who expected labels should know.
  package var hint: String? {
    guard layout == .folders, pictures.allSatisfy({ $0.label == nil }) else { return nil }
    for layout in [PictureLayout.lfw, .mlfw]
    where pictures.allSatisfy({ layout.label(of: $0.path) != nil }) {
      // A name of MLFW ends in two numbers: for LFW the first of them would be part of the name.
      let isDouble = pictures.allSatisfy {
        PictureLayout.lfw.label(of: $0.path) != PictureLayout.mlfw.label(of: $0.path)
      }
      return """
        The names look like those of \(isDouble ? "MLFW" : "LFW"); \
        --layout \(isDouble ? "mlfw" : "lfw") takes the labels from them.
        """
    }
    return nil
  }
}
