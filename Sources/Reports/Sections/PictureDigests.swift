import Basics
import Evidence

/// A picture of a report with its digests.
struct PictureDigests {
  /// The picture's role: "Query", "Person A", "Gallery" or "Photograph".
  let role: String
  /// The role of gallery pictures that are only listed.
  static let otherRole = "Gallery"
  let path: String
  let original: SHA256Digest
  /// The digest of the crop; `nil` for a photograph.
  let crop: SHA256Digest?
  /// The picture's JPEG files in the page or paper, in their order there.
  private(set) var embedded: [Embedded] = []

  struct Embedded {
    /// The kind of file: "JPEG" or "gray JPEG".
    let name: String
    let sha256: SHA256Digest
    let isOriginal: Bool

    /// The digest, or a note that the file is the original.
    var text: String { isOriginal ? "identical to the original file" : sha256.hexadecimal }
  }

  /// Returns the query, the explained candidates, then every other gallery picture shown; nothing in an
  /// edition that hides the originals.
  static func all(_ evidence: QueryEvidence) -> [PictureDigests] {
    // A digest of a picture identifies it to anyone who has a table of digests.
    if evidence.query.hidesOriginal { return [] }
    return exhibits(evidence).map(\.digests)
  }

  /// Returns the same as `all(_:)` with the embedded files of each picture, and the photograph.
  static func all(_ evidence: QueryEvidence, in files: FaceFiles) -> [PictureDigests] {
    if evidence.query.hidesOriginal { return [] }
    var pictures = exhibits(evidence).map { face, digests in
      var digests = digests
      digests.embedded = [
        files.colored[face].map { Embedded("JPEG", $0) },
        files.gray[face].map { Embedded("gray JPEG", $0) },
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

  /// The lines of the table: "original", "crop" and "JPEG", each with its digest or note.
  var lines: [(name: String, text: String)] {
    var seen: Set<String> = []
    // Of a gray picture, the gray copy is the picture itself.
    return [("original", original.hexadecimal)] + (crop.map { [("crop", $0.hexadecimal)] } ?? [])
      + embedded.map { ($0.name, $0.text) }.filter { seen.insert($0.1).inserted }
  }

  /// The lines without the digest of the crop's samples, which is in `report.json`.
  var paperLines: [(name: String, text: String)] { lines.filter { $0.name != "crop" } }

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
        (
          .candidate(candidate.galleryIndex),
          digests(candidate.exhibit, "Person \(ResultPerson.letter(place))")
        )
      }
      + evidence.exhibits.filter { !explained.contains($0.key) }.sorted { $0.key < $1.key }
      .map { (.candidate($0.key), digests($0.value, otherRole)) }
  }
}

extension PictureDigests.Embedded {
  fileprivate init(_ name: String, _ file: FaceFiles.File) {
    self.init(name: name, sha256: SHA256.digest(of: file.jpeg), isOriginal: file.isOriginal)
  }
}

extension PictureDigests {
  /// Describes the digests of pictures on a page or on paper.
  static func explanation(_ medium: FaceFiles.Medium) -> String {
    let (place, tool, size, exception) =
      switch medium {
      case .paper:
        (
          "in this paper", " ('pdfimages -all' extracts them)", "",
          " This paper contains an upright JPEG that is shown whole without changes."
        )
      case .page: ("on this page", "", ", at most \(medium.widest) pixels wide", "")
      }
    return """
      SHA-256 of each original file, and of its JPEGs \(place)\(tool); the small faces of lists have no \
      digest here. Crops and their gray copies have the JPEG quality \(medium.quality)\(size).\(exception)
      """
  }
}
