import Basics
import Datasets
import Identification
import Pictures

/// A quick check of all pictures before a job begins. It reads the beginnings of files, and whole files
/// only if two have the same size. The job itself, or `facet align --check`, looks for faces.
package struct Preflight {
  /// One side of a comparison.
  package struct Side {
    /// "queries", "gallery" or "pictures".
    package let name: String
    package let pictures: [ListedPicture]
    /// Whether to report identities with one picture.
    package var namesLonely = false
    /// The pictures' digests in an enrolled gallery, which are known without reading the files.
    package var digests: [SHA256Digest]?

    package init(name: String, pictures: [ListedPicture], namesLonely: Bool = false) {
      self.name = name
      self.pictures = pictures
      self.namesLonely = namesLonely
    }

    /// Creates the side of an enrolled gallery, with each picture once.
    package init(name: String, enrolled file: GalleryFile) {
      self.name = name
      var seen: Set<PathKey> = []
      let places = file.entries.indices.filter {
        seen.insert(PathKey(file.entries[$0].path)).inserted
      }
      let locations = file.locations
      pictures = places.map {
        ListedPicture(
          path: file.entries[$0].path, location: locations[$0], label: file.entries[$0].label)
      }
      digests = places.map { file.entries[$0].sha256 }
    }
  }

  package let findings: [Finding]

  /// - Parameters:
  ///   - other: Usually the gallery; `nil` to compare nothing.
  ///   - rule: The rule for pictures of `other` that are left out of the rankings.
  package init(_ side: Side, other: Side?, rule: OwnPictureRule = .samePicture) {
    var findings: [Finding] = []
    for side in [side, other].compactMap(\.self) where side.digests == nil {
      findings += Self.beginnings(side)
    }
    findings += Self.comparisons(side, other, rule: rule)
    for side in [side, other].compactMap(\.self) where side.namesLonely {
      findings += Self.lonely(side)
    }
    self.findings = findings
  }

  /// Checks queries, and whether an enrolled gallery whose files are not looked at contains them.
  init(_ side: Side, within index: EntryIndex) {
    let digests = collectInParallel(count: side.pictures.count) { place, _ -> SHA256Digest? in
      guard side.pictures[place].problem == nil else { return nil }
      return try? PictureFile.digest(at: side.pictures[place].location)
    }
    let known = zip(side.pictures, digests).compactMap { picture, digest -> Finding? in
      guard let place = digest.flatMap({ index.places(of: $0).first }) else { return nil }
      let label = index.label(of: place)
      let isOther = picture.label != nil && label != nil && picture.label != label
      return Finding(
        kind: .duplicate, side: side.name, name: picture.path,
        detail:
          "the gallery contains it as '\(index.path(of: place))'\(isOther ? ", with another label" : "")"
      )
    }
    findings =
      Self.beginnings(side) + Self.comparisons(side, nil, rule: .none) + known
      + (side.namesLonely ? Self.lonely(side) : [])
  }

  /// Writes the findings to standard error, one line per kind.
  package func report(isQuiet: Bool) {
    guard !isQuiet, !findings.isEmpty else { return }
    for line in findings.summary(listed: 3) {
      writeToStandardError("Warning: \(displayed(line))\n")
    }
    writeToStandardError("Warning: run 'facet align --check' for the full list.\n")
  }

  /// The notes on repeated pictures for the index of the reports.
  package var notices: [String] {
    findings.filter(\.kind.concernsIdentity).summary(listed: 5).map { $0 + "." }
  }

  /// Finds problems that the first bytes show.
  private static func beginnings(_ side: Side) -> [Finding] {
    collectInParallel(count: side.pictures.count, grain: 16) { index, _ -> Finding? in
      let picture = side.pictures[index]
      let reason: String
      if let problem = picture.problem {
        reason = problem
      } else {
        do throws(PictureError) {
          try Picture.checkBeginning(path: picture.location)
          return nil
        } catch {
          reason = "\(error)"
        }
      }
      return Finding(kind: .unreadable, side: side.name, name: picture.path, detail: reason)
    }.compactMap(\.self)
  }

  package static func lonely(_ side: Side) -> [Finding] {
    var counts: [String: Int] = [:]
    for picture in side.pictures {
      if let label = picture.label { counts[label, default: 0] += 1 }
    }
    return counts.filter { $0.value == 1 }.keys.sortedByBytes().map {
      Finding(kind: .onePicture, side: side.name, name: $0, detail: "")
    }
  }

  /// Finds pictures that are the same by their bytes or files, within each side and across both, and
  /// labels that look the same.
  package static func comparisons(_ side: Side, _ other: Side?, rule: OwnPictureRule) -> [Finding] {
    let sides = [side, other].compactMap(\.self)
    let contents = SideContents.of(sides)
    var findings = zip(sides, contents).flatMap { within($0, $1) }
    if let other { findings += across(side, other, contents[0], contents[1], rule: rule) }
    return findings + spellings(sides)
  }

  /// Finds pictures of one side whose bytes it contains before.
  private static func within(_ side: Side, _ contents: SideContents) -> [Finding] {
    var byDigest: [SHA256Digest: ListedPicture] = [:]
    var byFile: [FileIdentity: ListedPicture] = [:]
    return side.pictures.indices.compactMap { place in
      let picture = side.pictures[place]
      let (digest, file) = (contents.digests[place], contents.files[place])
      guard let twin = digest.flatMap({ byDigest[$0] }) ?? file.flatMap({ byFile[$0] }) else {
        if let digest { byDigest[digest] = picture }
        if let file { byFile[file] = picture }
        return nil
      }
      return conflict(picture, twin).map {
        Finding(
          kind: .labelConflict, side: side.name, name: picture.path,
          detail:
            "has the label '\($0)' and the same bytes as '\(twin.path)' with the label '\($1)'")
      }
        ?? Finding(
          kind: .repeated, side: side.name, name: picture.path,
          detail: "has the same bytes as '\(twin.path)'")
    }
  }

  private static func conflict(_ one: ListedPicture, _ other: ListedPicture) -> (String, String)? {
    guard let first = one.label, let second = other.label, first != second else { return nil }
    return (first, second)
  }

  /// Finds pictures of `side` that `other` contains, too.
  private static func across(
    _ side: Side, _ other: Side, _ own: SideContents, _ theirs: SideContents, rule: OwnPictureRule
  ) -> [Finding] {
    var byDigest: [SHA256Digest: ListedPicture] = [:]
    var byFile: [FileIdentity: ListedPicture] = [:]
    var paths: Set<PathKey> = []
    for (place, picture) in other.pictures.enumerated() {
      paths.insert(PathKey(picture.path))
      if let digest = theirs.digests[place], byDigest[digest] == nil { byDigest[digest] = picture }
      if let file = theirs.files[place], byFile[file] == nil { byFile[file] = picture }
    }
    return side.pictures.indices.compactMap { place in
      let picture = side.pictures[place]
      func finding(_ kind: Finding.Kind, _ detail: String) -> Finding {
        Finding(kind: kind, side: side.name, name: picture.path, detail: detail)
      }
      if let file = own.files[place], let twin = byFile[file] {
        return finding(.sameFile, "the \(other.name) contains the same file as '\(twin.path)'")
      }
      if let digest = own.digests[place], let twin = byDigest[digest] {
        let labels = conflict(picture, twin) == nil ? "" : ", with another label"
        return finding(.duplicate, "the \(other.name) contains it as '\(twin.path)'\(labels)")
      }
      guard rule == .samePicture, paths.contains(PathKey(picture.path)) else { return nil }
      return finding(.samePath, "")
    }
  }

  /// Finds labels that are equal as text and differ in their bytes.
  private static func spellings(_ sides: [Side]) -> [Finding] {
    var known: [String: (key: PathKey, isSaid: Bool)] = [:]
    var findings: [Finding] = []
    for side in sides {
      for picture in side.pictures {
        guard let label = picture.label else { continue }
        let key = PathKey(label)
        guard let first = known[label] else {
          known[label] = (key, false)
          continue
        }
        if first.key != key && !first.isSaid {
          known[label]!.isSaid = true
          findings.append(
            Finding(kind: .labelSpelling, side: side.name, name: label, detail: picture.path))
        }
      }
    }
    return findings
  }
}

/// The digests of the pictures of one side, as far as they can matter, and their files.
private struct SideContents {
  /// The digest; `nil` if other pictures have other sizes, or if the file cannot be read.
  let digests: [SHA256Digest?]
  let files: [FileIdentity?]

  static func of(_ sides: [Preflight.Side]) -> [SideContents] {
    let statuses = sides.map { side in
      collectInParallel(count: side.pictures.count, grain: 64) { index, _ -> FileStatus? in
        guard side.pictures[index].problem == nil else { return nil }
        let status = FileStatus(of: side.pictures[index].location)
        return status?.kind == .file ? status : nil
      }
    }
    // Different files by their size; the same file on both sides need not be read.
    var bySize: [Int: Set<FileIdentity>] = [:]
    // An enrolled gallery has digests but not sizes, so all other digests are needed.
    let needsAll = sides.contains { $0.digests != nil }
    for status in statuses.joined().compactMap(\.self) where !needsAll {
      bySize[status.size, default: []].insert(status.identity)
    }
    let files = bySize
    return sides.indices.map { place in
      let side = sides[place]
      let own = statuses[place]
      let digests =
        side.digests.map { $0.map(Optional.some) }
        ?? collectInParallel(count: side.pictures.count) { index, _ -> SHA256Digest? in
          guard let status = own[index], needsAll || files[status.size]!.count > 1 else {
            return nil
          }
          return try? PictureFile.digest(at: side.pictures[index].location)
        }
      return SideContents(digests: digests, files: own.map { $0?.identity })
    }
  }
}

extension Preflight {
  /// Checks the pictures of a job on queries and a gallery.
  package static func run(
    queries: [ListedPicture], gallery: PictureSource.PreparedGallery, settings: JobSettings,
    namesLonely: Bool = false
  ) -> Preflight {
    if gallery.isAsEnrolled, case .enrolled(let file) = gallery.contents,
      let index = file.entries.index
    {
      let found = Preflight(Side(name: "queries", pictures: queries), within: index)
      found.report(isQuiet: settings.isQuiet)
      return found
    }
    let other =
      switch gallery.contents {
      case .pictures(let listing):
        Side(name: "gallery", pictures: listing.pictures, namesLonely: namesLonely)
      case .enrolled(let file): Side(name: "gallery", enrolled: file)
      }
    let found = Preflight(
      Side(name: "queries", pictures: queries), other: other, rule: settings.ownPictures)
    found.report(isQuiet: settings.isQuiet)
    return found
  }
}
