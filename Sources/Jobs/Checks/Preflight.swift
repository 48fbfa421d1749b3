import Basics
import Identification
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A quick look at all pictures before a job begins: it reads beginnings of files, and whole files
/// only where one of each side has the same size. Faces are looked for by the job itself, or by
/// `facet align --check`.
struct Preflight {
  /// One side of a comparison.
  struct Side {
    /// "queries", "gallery" or "pictures".
    let name: String
    let pictures: [ListedPicture]
    /// Whether identities with one picture are worth a word.
    var namesLonely = false
  }

  let findings: [Finding]

  /// - Parameter other: Usually the gallery; `nil`: nothing is compared.
  init(_ side: Side, other: Side?) {
    var findings = Self.beginnings(side)
    if let other {
      findings += Self.beginnings(other)
      findings += Self.duplicates(side, other)
    }
    for side in [side, other].compactMap(\.self) where side.namesLonely {
      findings += Self.lonely(side)
    }
    self.findings = findings
  }

  /// Says what was found on standard error, a line a kind.
  func report(isQuiet: Bool) {
    guard !isQuiet, !findings.isEmpty else { return }
    for line in findings.summary(listed: 3) {
      writeToStandardError("Before the start: \(displayed(line))\n")
    }
    writeToStandardError("Before the start: 'facet align --check' lists all and looks for faces.\n")
  }

  /// What shows in the first bytes.
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

  static func lonely(_ side: Side) -> [Finding] {
    var counts: [String: Int] = [:]
    for picture in side.pictures {
      if let label = picture.label { counts[label, default: 0] += 1 }
    }
    return counts.filter { $0.value == 1 }.keys.sorted().map {
      Finding(kind: .onePicture, side: side.name, name: $0, detail: "")
    }
  }

  /// Pictures of `side` whose bytes `other` has under another name. The same file on both sides is a
  /// picture compared with its own gallery, which jobs leave out by themselves.
  static func duplicates(_ side: Side, _ other: Side) -> [Finding] {
    let own = sized(side)
    let theirs = sized(other)
    let shared = Set(own.compactMap(\.self)).intersection(theirs.compactMap(\.self))
    guard !shared.isEmpty else { return [] }
    let places = Set(other.pictures.map(\.location))
    func digests(_ side: Side, _ sizes: [Int?], _ isWanted: @Sendable (ListedPicture) -> Bool)
      -> [SHA256Digest?]
    {
      collectInParallel(count: side.pictures.count) { index, _ in
        guard let size = sizes[index], shared.contains(size), isWanted(side.pictures[index]) else {
          return nil
        }
        return try? SHA256.digest(ofFileAt: side.pictures[index].location)
      }
    }
    let wanted = digests(side, own) { !places.contains($0.location) }
    guard wanted.contains(where: { $0 != nil }) else { return [] }
    var named: [SHA256Digest: ListedPicture] = [:]
    for (picture, digest) in zip(other.pictures, digests(other, theirs) { _ in true }) {
      if let digest, named[digest] == nil { named[digest] = picture }
    }
    return zip(side.pictures, wanted).compactMap { picture, digest in
      guard let digest, let twin = named[digest] else { return nil }
      let labels =
        picture.label != nil && twin.label != nil && picture.label != twin.label
        ? ", under another label" : ""
      return Finding(
        kind: .duplicate, side: side.name, name: picture.path,
        detail: "the \(other.name) has it as '\(twin.path)'\(labels)")
    }
  }

  /// Bytes of each file, `nil` where there is none.
  private static func sized(_ side: Side) -> [Int?] {
    side.pictures.map { picture in
      let attributes = try? FileManager.default.attributesOfItem(atPath: picture.location)
      return attributes?[.size] as? Int ?? (attributes?[.size] as? UInt64).map { Int($0) }
    }
  }
}

extension Preflight {
  /// Before a job on queries and a gallery.
  ///
  /// - Parameter gallery: A PATH; an enrolled one is not looked at, since its pictures are not read.
  static func run(
    queries: [ListedPicture], gallery: String, settings: JobSettings, namesLonely: Bool = false
  ) {
    guard !settings.isQuiet else { return }
    let other =
      GalleryFile.isGallery(gallery)
      ? nil : try? PictureList.listing(at: gallery, options: settings.galleryListing).pictures
    Preflight(
      Side(name: "queries", pictures: queries),
      other: other.map { Side(name: "gallery", pictures: $0, namesLonely: namesLonely) }
    ).report(isQuiet: settings.isQuiet)
  }
}
