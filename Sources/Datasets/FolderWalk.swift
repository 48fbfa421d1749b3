import Basics
import Pictures

/// The pictures below a folder, in the order of their paths' bytes, without labels, and the skipped
/// files.
///
/// Each real folder is listed once, in any depth and however many links lead to it. Files that
/// neither are pictures, nor have a picture's extension, nor contain a picture's landmarks are skipped and counted.
/// So are names that
/// begin with a dot, and folders that systems create next to pictures. A picture of an unsupported
/// kind is listed with its problem.
struct FolderWalk {
  private(set) var pictures: [ListedPicture] = []
  private(set) var passedOver = PassedOver()
  private let root: String
  private var hasHiddenPictures = false
  /// Files that may contain the landmarks of a picture.
  private var landmarkFiles: [String] = []
  /// The folders that are listed, or that contain the root: a link to one of them would never end,
  /// or would add pictures that the user did not name.
  private var seen: Set<FileIdentity>
  /// The relative paths of folders to list: real ones first, so that a link never takes a folder's
  /// name.
  private var pending: [String] = [""]
  private var links: [(path: String, identity: FileIdentity)] = []

  /// - Throws: `unreadable`; `empty` or, if a folder or picture was skipped because of its dot,
  ///   `onlyHidden`.
  init(_ root: String) throws(PictureList.Failure) {
    self.root = root
    seen = Self.ancestors(of: root)
    guard folderEntries(root) != nil else { throw .unreadable(path: root) }
    if let identity = FileStatus(of: root)?.identity { seen.insert(identity) }
    while true {
      while let folder = pending.popLast() { list(folder) }
      guard let place = links.indices.min(by: { PathKey(links[$0].path) < PathKey(links[$1].path) })
      else { break }
      let link = links.remove(at: place)
      if seen.insert(link.identity).inserted {
        pending.append(link.path)
      } else {
        passedOver.add(.repeatedFolders, link.path)
      }
    }
    if pictures.isEmpty {
      throw hasHiddenPictures ? .onlyHidden(path: root) : .empty(path: root)
    }
    passOverLandmarksWithoutPicture()
    pictures.sort { PathKey($0.path) < PathKey($1.path) }
  }

  /// Returns the folders that contain a folder, by its real path.
  private static func ancestors(of root: String) -> Set<FileIdentity> {
    guard var path = realPath(root) else { return [] }
    var found: Set<FileIdentity> = []
    while let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
      path = String(path[..<slash])
      if let status = FileStatus(of: path.isEmpty ? "/" : path) { found.insert(status.identity) }
    }
    return found
  }

  /// Landmarks are read with the picture beside which they are, so only those without one are passed over.
  private mutating func passOverLandmarksWithoutPicture() {
    guard !landmarkFiles.isEmpty else { return }
    let named = Set(pictures.flatMap { [$0.path, withoutExtension($0.path)] })
    for path in landmarkFiles where !named.contains(withoutExtension(path)) {
      passedOver.add(.notPictures, path)
    }
  }

  private mutating func list(_ relative: String) {
    let folder = relative.isEmpty ? root : joined(root, relative)
    guard let entries = folderEntries(folder) else {
      add(relative, at: folder, problem: PictureList.Failure.unreadable(path: folder).description)
      return
    }
    for entry in entries {
      let path = relative.isEmpty ? entry.shownName : joined(relative, entry.shownName)
      let location = joined(root, path)
      let isFolder = entry.status?.kind == .folder
      if entry.bytes.first == UInt8(ascii: ".") {
        hasHiddenPictures = hasHiddenPictures || isFolder || isCalledPicture(entry.shownName)
        passedOver.add(.hidden, path)
      } else if isFolder && isSystemFolder(entry.shownName) {
        passedOver.add(.systemFolders, path)
      } else if entry.name == nil {
        takeUnnamed(entry, path, isFolder: isFolder)
      } else if let status = entry.status {
        if !isFolder {
          takeFile(path, location, status)
        } else if entry.isLink {
          links.append((path, status.identity))
        } else if seen.insert(status.identity).inserted {
          pending.append(path)
        } else {
          passedOver.add(.repeatedFolders, path)
        }
      } else if isCalledPicture(entry.shownName) {
        add(path, at: location, problem: PictureList.Failure.unreachable(path: path).description)
      } else {
        passedOver.add(.notPictures, path)
      }
    }
  }

  private mutating func takeFile(_ path: String, _ location: String, _ status: FileStatus) {
    // A file with a picture's extension is examined when it is read.
    if isCalledPicture(path) {
      add(path, at: location, problem: nil)
      return
    }
    let beginning = status.kind == .file ? leadingBytes(of: location, count: 192) : nil
    if beginning.map({ isPicture($0, path) }) == true {
      add(path, at: location, problem: nil)
    } else if let kind = unreadKind(beginning: beginning ?? [], name: path) {
      add(
        path, at: location, problem: PictureList.Failure.notRead(path: path, kind: kind).description
      )
    } else if path.hasSuffix(".pts") || path.hasSuffix(".json") {
      landmarkFiles.append(path)
    } else {
      passedOver.add(.notPictures, path)
    }
  }

  /// Records a name whose bytes are not UTF-8, which a report, a list or a gallery file cannot
  /// contain.
  private mutating func takeUnnamed(_ entry: FolderEntry, _ path: String, isFolder: Bool) {
    // A file without a picture's extension cannot be examined, so it is listed as well.
    let name = entry.shownName
    if isFolder || !name.utf8.contains(UInt8(ascii: ".")) || isCalledPicture(name)
      || unreadKind(beginning: [], name: name) != nil
    {
      add(
        path, at: joined(root, path),
        problem: PictureList.Failure.misnamed(path: path, isFolder: isFolder).description)
    } else {
      passedOver.add(.notPictures, path)
    }
  }

  private mutating func add(_ path: String, at location: String, problem: String?) {
    pictures.append(ListedPicture(path: path, location: location, label: nil, problem: problem))
  }
}
