#if canImport(Glibc)
  import Glibc
#endif

/// The files and folders that a command reads; `OutputFolder` and `OutputFile` keep outputs apart
/// from them.
package struct CommandInputs: Sendable {
  private struct Place: Sendable {
    let path: String
    let identity: FileIdentity
    let isFolder: Bool
  }

  private var places: [Place] = []

  /// - Parameter paths: The paths as the user wrote them; paths that do not exist are skipped.
  package init(_ paths: [String?] = []) { add(paths) }

  package mutating func add(_ paths: [String?]) {
    for case let path? in paths {
      guard let identity = FileIdentity(path) else { continue }
      places.append(
        Place(path: path, identity: identity, isFolder: PathParts.isFolder(path)))
    }
  }

  /// Returns the input folder that a path is, lies in, or is reached through.
  func folder(around path: String) -> String? {
    let chain = PathParts.chain(of: path)
    return places.first { $0.isFolder && chain.contains($0.identity) }?.path
  }

  /// Returns an input that is the file or folder, or lies in it.
  ///
  /// - Complexity: O(inputs * their depth), in system calls.
  func path(inside identity: FileIdentity) -> String? {
    // The pictures of a list mostly share their folders.
    var known: [String: Bool] = [:]
    return places.first { place in
      if place.identity == identity { return true }
      guard !place.isFolder, !PathParts.isLink(place.path),
        let slash = place.path.utf8.lastIndex(of: UInt8(ascii: "/"))
      else { return PathParts.chain(of: place.path).contains(identity) }
      let folder = String(place.path[..<slash])
      if let isInside = known[folder] { return isInside }
      let isInside = PathParts.chain(of: place.path).contains(identity)
      known[folder] = isInside
      return isInside
    }?.path
  }

  /// Returns an input file that is the same file, even by another hard link. Files in the input
  /// folders count too.
  func file(like status: stat) -> String? {
    let identity = FileIdentity(status)
    if let place = places.first(where: { $0.identity == identity }) { return place.path }
    guard status.st_nlink > 1 else { return nil }
    var seen: Set<FileIdentity> = []
    for place in places where place.isFolder {
      if let path = Self.file(identity, in: place.path, depth: 0, &seen) { return path }
    }
    return nil
  }

  private static func file(
    _ wanted: FileIdentity, in folder: String, depth: Int, _ seen: inout Set<FileIdentity>
  ) -> String? {
    guard depth < 64, let identity = FileIdentity(folder), seen.insert(identity).inserted,
      let directory = opendir(folder)
    else { return nil }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
        bytes.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      let path = folder + "/" + name
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      if FileIdentity(status) == wanted { return path }
      if status.st_mode & S_IFMT == S_IFDIR,
        let found = file(wanted, in: path, depth: depth + 1, &seen)
      {
        return found
      }
    }
    return nil
  }
}
