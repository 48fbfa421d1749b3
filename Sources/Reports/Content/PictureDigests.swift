import Basics
import Evidence

/// A picture of a report with its digests.
struct PictureDigests {
  /// "Query", "Candidate 1", "Gallery", "Photograph".
  let role: String
  let path: String
  let original: SHA256Digest
  /// `nil`: of a photograph.
  let crop: SHA256Digest?
  /// The JPEG files of it in the page or paper, in their order there.
  private(set) var embedded: [Embedded] = []

  struct Embedded {
    /// "JPEG" or "gray JPEG".
    let name: String
    let sha256: SHA256Digest
    let isOriginal: Bool

    /// The digest, or that it is the original's.
    var text: String { isOriginal ? "the original file, byte by byte" : sha256.hexadecimal }
  }

  /// The query, the explained candidates, then every other gallery picture that is shown; nothing in an
  /// edition that hides the originals.
  static func all(_ evidence: QueryEvidence) -> [PictureDigests] {
    // What can be computed from a picture names it to anyone who has a table of pictures.
    if evidence.query.hidesOriginal { return [] }
    return exhibits(evidence).map(\.digests)
  }

  /// As `all`, with what is embedded of each, and the photograph.
  static func all(_ evidence: QueryEvidence, in files: FaceFiles) -> [PictureDigests] {
    if evidence.query.hidesOriginal { return [] }
    var pictures = exhibits(evidence).map { face, digests in
      var digests = digests
      digests.embedded = [
        files.colored[face].map { Embedded("JPEG", $0) },
        files.ground[face].map { Embedded("gray JPEG", $0) },
      ].compactMap { $0 }
      return digests
    }
    if let photograph = files.photograph {
      pictures.insert(
        PictureDigests(
          role: "Photograph", path: displayedPath(evidence.query.path),
          original: evidence.query.sha256,
          crop: nil, embedded: [Embedded("JPEG", photograph)]), at: 0)
    }
    return pictures
  }

  /// "original", "crop", "JPEG" with what is said of each.
  var lines: [(name: String, text: String)] {
    [("original", original.hexadecimal)] + (crop.map { [("crop", $0.hexadecimal)] } ?? [])
      + embedded.map { ($0.name, $0.text) }
  }

  private static func exhibits(
    _ evidence: QueryEvidence
  ) -> [(face: Face, digests: PictureDigests)] {
    func digests(_ exhibit: ShownPicture, _ role: String) -> PictureDigests {
      PictureDigests(
        role: role, path: displayedPath(exhibit.path), original: exhibit.sha256,
        crop: exhibit.face.samplesSHA256)
    }
    let explained = Set(evidence.candidates.map(\.galleryIndex))
    return [(.query, digests(evidence.query, "Query"))]
      + evidence.candidates.enumerated().map { place, candidate in
        (.candidate(candidate.galleryIndex), digests(candidate.exhibit, "Candidate \(place + 1)"))
      }
      + evidence.exhibits.filter { !explained.contains($0.key) }.sorted { $0.key < $1.key }
      .map { (.candidate($0.key), digests($0.value, "Gallery")) }
  }
}

extension PictureDigests.Embedded {
  fileprivate init(_ name: String, _ file: FaceFiles.File) {
    self.init(name: name, sha256: SHA256.digest(of: file.jpeg), isOriginal: file.isOriginal)
  }
}
