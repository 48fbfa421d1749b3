import Basics

/// The files that a listing found and skipped, by kind: none is skipped silently.
package struct PassedOver: Sendable, Equatable, Codable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// Files that neither are pictures nor have a picture's extension.
    case notPictures
    /// Files and folders whose names begin with '.'.
    case hidden
    /// Folders that a system creates next to pictures, such as Synology's `@eaDir`.
    case systemFolders
    /// Links to folders that are already listed, or that contain the listed folder.
    case repeatedFolders
    /// Pictures that the layout excludes, such as those of MLFW that are not aligned.
    case outsideLayout
    /// Pictures of CFP that `--part` does not choose.
    case otherPart
  }

  /// The number of files of a kind, and the first of them.
  package struct Group: Sendable, Equatable, Codable {
    package let kind: Kind
    package internal(set) var count = 0
    /// The names, at most `namesKept`, in the order of the listing.
    package internal(set) var names: [String] = []
  }

  static let namesKept = 5

  /// The groups in the order of the kinds; none is empty.
  package private(set) var groups: [Group] = []

  package init() {}

  package var isEmpty: Bool { groups.isEmpty }

  mutating func add(_ kind: Kind, _ name: String) {
    let place: Int
    if let found = groups.firstIndex(where: { $0.kind == kind }) {
      place = found
    } else {
      let order = Kind.allCases
      let rank = order.firstIndex(of: kind)!
      place = groups.firstIndex { order.firstIndex(of: $0.kind)! > rank } ?? groups.count
      groups.insert(Group(kind: kind), at: place)
    }
    groups[place].count += 1
    if groups[place].names.count < Self.namesKept { groups[place].names.append(name) }
  }

  /// A summary for a log or a report: "2 files that are not pictures (a.txt, b.txt); 1 hidden file
  /// or folder (.git)"; `nil` if nothing was skipped.
  package var words: String? {
    guard !isEmpty else { return nil }
    return groups.map { group in
      let more = group.count - group.names.count
      let names =
        group.names.map(displayed).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
      return "\(group.count) \(group.kind.noun(group.count)) (\(names))"
    }.joined(separator: "; ")
  }
}

extension PassedOver.Kind {
  fileprivate func noun(_ count: Int) -> String {
    let isOne = count == 1
    return switch self {
    case .notPictures: isOne ? "file that is not a picture" : "files that are not pictures"
    case .hidden: isOne ? "hidden file or folder" : "hidden files or folders"
    case .systemFolders: isOne ? "system folder" : "system folders"
    case .repeatedFolders:
      isOne
        ? "link to a folder that is already listed or contains this one"
        : "links to folders that are already listed or contain this one"
    case .outsideLayout:
      isOne ? "picture outside 'aligned'" : "pictures outside 'aligned'"
    case .otherPart: isOne ? "picture of the other part" : "pictures of the other part"
    }
  }
}

/// The names of folders that a system creates next to pictures, which do not belong to a person.
private let systemFolderNames: Set<String> = [
  "@eadir", "@recycle", "@recently-snapshot", "@tmp", "#recycle", "#snapshot", "__macosx",
  "$recycle.bin", "system volume information", "lost+found", "recycler",
]

func isSystemFolder(_ name: String) -> Bool { systemFolderNames.contains(name.lowercased()) }
