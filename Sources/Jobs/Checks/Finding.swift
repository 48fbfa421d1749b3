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
    /// The same bytes as a picture of the other side, under another name.
    case duplicate
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
}

extension Finding.Kind {
  /// Whether the picture cannot be used.
  package var isFailure: Bool { self == .unreadable || self == .noFace }

  /// - Parameter count: How many are concerned.
  func sentence(_ count: Int, side: String) -> String {
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
    case .duplicate: return "\(pictures) \(verb) also on the other side, byte for byte"
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
        let names = own.prefix(listed).map(\.name).joined(separator: ", ")
        lines.append("\(sentence): \(names)\(own.count > listed ? ", …" : "")")
      }
    }
    return lines
  }
}

extension Finding {
  var words: String { detail.isEmpty ? name : "\(name): \(detail)" }
}
