import Basics

/// What is amiss, or worth knowing, about pictures before a job begins.
package struct Finding: Sendable, Codable, Equatable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// Cannot be read, or is no whole picture.
    case unreadable
    case noFace
    /// A box of the detector below the least score or size, which is not used.
    case doubtfulFace
    case severalFaces
    /// The face that is taken is smaller than the network's input.
    case tinyFace
    /// An aligned picture of other proportions than the network's input.
    case otherProportions
    /// The same bytes as a picture of the other side.
    case duplicate
    /// The same file as a picture of the other side.
    case sameFile
    /// The relative path of a picture of the other side, which has other bytes.
    case samePath
    /// The same bytes as another picture of this side.
    case repeated
    /// The same bytes as another picture of this side, under another label.
    case labelConflict
    /// A label that looks like another one and has other bytes.
    case labelSpelling
    /// An identity of the gallery with one picture.
    case onePicture
  }

  package let kind: Kind
  /// "queries" or "gallery"; of `align`, "pictures".
  package let side: String
  /// A picture's path, or the identity.
  package let name: String
  /// A sentence or a part of one; may be empty.
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

  /// Whether it is about pictures or people that are one or may be.
  var concernsIdentity: Bool {
    switch self {
    case .duplicate, .sameFile, .samePath, .repeated, .labelConflict, .labelSpelling:
      true
    case .unreadable, .noFace, .doubtfulFace, .severalFaces, .tinyFace, .otherProportions,
      .onePicture:
      false
    }
  }

  /// - Parameter count: How many are concerned.
  package func sentence(_ count: Int, side: String) -> String {
    let pictures = "\(count) of the \(side)"
    let verb = count == 1 ? "is" : "are"
    switch self {
    case .unreadable: return "\(pictures) cannot be read"
    case .noFace: return "no face was found in \(pictures)"
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
        \(pictures) \(verb) of other proportions than an aligned face: photographs need --detector
        """
    case .duplicate: return "\(pictures) \(verb) also in the gallery, byte for byte"
    case .sameFile: return "\(pictures) \(verb) also in the gallery (the same file)"
    case .samePath:
      return """
        \(pictures) \(count == 1 ? "has" : "have") the path of a gallery picture with other bytes, and \
        \(count == 1 ? "is" : "are") compared with it (--leave-out same-path leaves it out)
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
        \(count) \(count == 1 ? "label is" : "labels are") written in different bytes that look the \
        same (accents in one or two characters), and taken for one person
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
  /// A line for each kind and side with its count and its first names.
  ///
  /// - Parameter listed: So many names of each; `nil`: all, one a line.
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
  /// The detail too if it names another picture.
  var shortWords: String { kind.concernsIdentity && !detail.isEmpty ? "\(name) (\(detail))" : name }

  package var words: String { detail.isEmpty ? name : "\(name): \(detail)" }
}
