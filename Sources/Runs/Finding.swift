import Basics

/// A problem, or another fact, about pictures before a job begins.
package struct Finding: Sendable, Codable, Equatable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// The picture cannot be read or is not complete.
    case unreadable
    case noFace
    /// The detector's box is below the least score or size, so it is not used.
    case doubtfulFace
    case severalFaces
    /// The face is smaller than the network's input.
    case tinyFace
    /// The aligned picture has other proportions than the network's input.
    case otherProportions
    /// The picture has the same bytes as a picture of the other side.
    case duplicate
    /// The picture is the same file as a picture of the other side.
    case sameFile
    /// The picture has the relative path of a picture of the other side with other bytes.
    case samePath
    /// The picture has the same bytes as another picture of this side.
    case repeated
    /// The picture has the same bytes as another picture of this side with another label.
    case labelConflict
    /// The label looks like another label but has other bytes.
    case labelSpelling
    /// The identity has only one picture in the gallery.
    case onePicture
  }

  package let kind: Kind
  /// The side: "queries" or "gallery", or "pictures" for `align`.
  package let side: String
  /// The picture's path, or the identity.
  package let name: String
  /// The detail as a sentence or a part of one; may be empty.
  package let detail: String

  package init(kind: Kind, side: String, name: String, detail: String) {
    self.kind = kind
    self.side = side
    self.name = name
    self.detail = detail
  }
}

extension Finding.Kind {
  /// Whether the picture cannot be used.
  package var isFailure: Bool { self == .unreadable || self == .noFace }

  /// Whether it concerns pictures or people that are, or may be, the same.
  var concernsIdentity: Bool {
    switch self {
    case .duplicate, .sameFile, .samePath, .repeated, .labelConflict, .labelSpelling:
      true
    case .unreadable, .noFace, .doubtfulFace, .severalFaces, .tinyFace, .otherProportions,
      .onePicture:
      false
    }
  }

  /// - Parameter count: The number of pictures or identities.
  package func sentence(_ count: Int, side: String) -> String {
    let pictures = "\(count) of the \(side)"
    let verb = count == 1 ? "is" : "are"
    switch self {
    case .unreadable: return "\(pictures) cannot be read"
    case .noFace: return "the detector found no face in \(pictures)"
    case .doubtfulFace:
      return """
        \(count) doubtful face\(count == 1 ? "" : "s") in the \(side), below --min-score or smaller than \
        --min-face
        """
    case .severalFaces: return "\(pictures) \(count == 1 ? "shows" : "show") several faces"
    case .tinyFace:
      return "the face is smaller than the network's input in \(pictures), which adds no detail"
    case .otherProportions:
      return """
        \(pictures) \(verb) not in the proportions of an aligned face; use --detector for photographs
        """
    case .duplicate: return "\(pictures) \(verb) also in the gallery, byte for byte"
    case .sameFile: return "\(pictures) \(verb) also in the gallery (the same file)"
    case .samePath:
      return """
        \(pictures) \(count == 1 ? "has" : "have") the path of a gallery picture with other bytes and \
        \(count == 1 ? "is" : "are") compared with it (use --leave-out same-path to leave it out)
        """
    case .repeated:
      return """
        \(pictures) \(count == 1 ? "has" : "have") the same bytes as another picture of the \(side)
        """
    case .labelConflict:
      return """
        \(pictures) \(count == 1 ? "has" : "have") the same bytes as a picture of the \(side) with \
        another label
        """
    case .labelSpelling:
      return """
        \(count) \(count == 1 ? "label has" : "labels have") different bytes that look the same \
        (accents as one or two characters) and \(count == 1 ? "counts" : "count") as one person
        """
    case .onePicture:
      return """
        \(count) \(count == 1 ? "identity" : "identities") of the \(side) \
        \(count == 1 ? "has" : "have") one picture
        """
    }
  }
}

extension [Finding] {
  /// Returns a line for each kind and side with its count and its first names.
  ///
  /// - Parameter listed: The number of names of each; `nil` for all, one per line.
  package func summary(listed: Int?) -> [String] {
    var lines: [String] = []
    let sides = reduce(into: [String]()) { if !$0.contains($1.side) { $0.append($1.side) } }
    for side in sides {
      for kind in Finding.Kind.allCases {
        let own = filter { $0.kind == kind && $0.side == side }
        guard !own.isEmpty else { continue }
        let sentence = kind.sentence(own.count, side: side)
        guard let listed else {
          lines.append(sentence + ":")
          lines += own.map { "  \($0.words)" }
          continue
        }
        lines.append("\(sentence): \(own.map(\.shortWords).named(atMost: listed))")
      }
    }
    return lines
  }
}

extension Finding {
  /// The name, with the detail if it names another picture.
  var shortWords: String { kind.concernsIdentity && !detail.isEmpty ? "\(name) (\(detail))" : name }

  package var words: String { detail.isEmpty ? name : "\(name): \(detail)" }
}
