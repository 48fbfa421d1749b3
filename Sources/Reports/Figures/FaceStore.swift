import Drawing
import Evidence
import Identification
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The face that a figure shows.
enum Face: Hashable, Sendable {
  case query
  /// A gallery picture by its place in the gallery.
  case candidate(Int)
}

/// The faces of one report as JPEG, encoded once for all figures.
struct FaceFiles: Sendable {
  struct File: Sendable {
    let picture: Picture
    let jpeg: [UInt8]
    /// Whether `jpeg` is the picture's own file, which may be larger than `picture`.
    var isOriginal = false
  }

  /// The medium that the files are for.
  enum Medium: Sendable {
    /// Paper, with faces as the network saw them, hardly compressed.
    case paper
    /// A page, with faces small enough to repeat each in many figures.
    case page

    var quality: Int { self == .paper ? 92 : 85 }
    /// The width of a face in a list, in pixels.
    var thumbnailWidth: Int { self == .paper ? 84 : 52 }
    /// The largest width of a face in pixels.
    var widest: Int { self == .paper ? .max : 112 }
  }

  /// The width of a face whose edges are drawn, in pixels.
  private static let lineWidth = 112

  /// The faces of all figures.
  let colored: [Face: File]
  /// The ranked faces in the size of a list's.
  let thumbnails: [Face: File]
  /// The faces without colors, under marks that must not be confused with the face's own colors.
  let gray: [Face: File]
  /// The edges of the faces, for maps.
  let lines: [Face: LineDrawing]
  /// The query's photograph.
  let photograph: File?

  let medium: Medium

  /// - Parameters:
  ///   - passesOriginals: Whether JPEG files that are shown whole are embedded unchanged. They contain
  ///     comments, a camera's location and more, so editions that withhold something do not embed them.
  ///   - lines: `lineDrawings` of the same evidence, for several media at once.
  init(
    _ evidence: QueryEvidence, for medium: Medium, passesOriginals: Bool = false,
    lines: [Face: LineDrawing]? = nil
  ) {
    self.medium = medium
    func passed(_ original: [UInt8]?) -> [UInt8]? { passesOriginals ? original : nil }
    let all =
      [(Face.query, evidence.query)]
      + evidence.exhibits.map { (Face.candidate($0.key), $0.value) }
      + evidence.candidates.map { (Face.candidate($0.galleryIndex), $0.exhibit) }
    colored = Dictionary(all) { first, _ in first }.mapValues { exhibit in
      if let original = passed(exhibit.original) {
        return File(picture: exhibit.face, jpeg: original, isOriginal: true)
      }
      return File(exhibit.face.narrowed(to: medium.widest), quality: medium.quality)
    }
    let ranked = Set(
      evidence.rankings.flatMap { ranking in
        ranking.candidates.prefix(RankingSection.listed).map(\.galleryIndex)
      })
    thumbnails = Dictionary(
      uniqueKeysWithValues: evidence.exhibits.filter { ranked.contains($0.key) }
        .map { (Face.candidate($0.key), $0.value) }
    ).mapValues {
      File($0.face.narrowed(to: medium.thumbnailWidth), quality: 80)
    }
    photograph = evidence.sighting.map { sighting in
      if let original = passed(sighting.original) {
        return File(picture: sighting.photograph, jpeg: original, isOriginal: true)
      }
      return File(sighting.photograph, quality: medium.quality)
    }
    gray = Self.markedFaces(evidence).mapValues {
      File($0.face.narrowed(to: medium.widest).converted(to: .gray), quality: medium.quality)
    }
    self.lines = lines ?? Self.lineDrawings(evidence)
  }

  /// Returns the edges of the faces that have maps.
  static func lineDrawings(_ evidence: QueryEvidence) -> [Face: LineDrawing] {
    markedFaces(evidence).mapValues { LineDrawing($0.face.narrowed(to: lineWidth)) }
  }

  /// The query and the explained candidates.
  private static func markedFaces(_ evidence: QueryEvidence) -> [Face: ShownPicture] {
    Dictionary(
      [(Face.query, evidence.query)]
        + evidence.candidates.map { (Face.candidate($0.galleryIndex), $0.exhibit) }
    ) { first, _ in first }
  }
}

extension FaceFiles {
  /// No faces, for figures that show none.
  static let none = FaceFiles()

  private init() {
    (colored, thumbnails, gray, lines, photograph, medium) = ([:], [:], [:], [:], nil, .page)
  }

  /// Returns a face as a `data:` address.
  ///
  /// - Precondition: The report shows this face.
  func address(of face: Face) -> String {
    "data:image/jpeg;base64," + Data(colored[face]!.jpeg).base64EncodedString()
  }
}

extension FaceFiles.File {
  fileprivate init(_ picture: Picture, quality: Int) {
    self.init(picture: picture, jpeg: picture.encodedJPEG(quality: quality))
  }
}

extension Picture {
  fileprivate func narrowed(to widest: Int) -> Picture {
    guard width > widest else { return self }
    let newHeight = (Double(height) * Double(widest) / Double(width)).rounded()
    return resized(width: widest, height: max(Int(newHeight), 1))
  }
}

/// The faces of one report, ready for drawing on one thread.
final class FaceStore {
  private var colored: [Face: PaperPicture] = [:]
  private var gray: [Face: PaperPicture] = [:]
  private var thumbnails: [Face: PaperPicture] = [:]
  /// The query's photograph; `nil` if the query is an aligned picture.
  let photograph: PaperPicture?

  /// Returns a face for pages that show it without a figure around it.
  let files: FaceFiles

  init(_ files: FaceFiles) throws(DrawingError) {
    self.files = files
    photograph =
      if let file = files.photograph {
        try PaperPicture(file.picture, jpeg: file.jpeg)
      } else {
        nil
      }
    for (face, file) in files.colored {
      colored[face] = try PaperPicture(file.picture, jpeg: file.jpeg)
    }
    for (face, file) in files.thumbnails {
      thumbnails[face] = try PaperPicture(file.picture, jpeg: file.jpeg)
    }
    for (face, file) in files.gray {
      gray[face] = try PaperPicture(file.picture, jpeg: file.jpeg)
    }
  }

  /// Returns a face without its colors, for marks on it.
  ///
  /// - Precondition: The report explains this face.
  func grayPicture(_ face: Face) -> PaperPicture { gray[face]! }

  /// Returns a face in the size of a list's.
  ///
  /// - Precondition: The report ranks this face.
  func thumbnail(_ face: Face) -> PaperPicture { thumbnails[face]! }

  /// Draws the edges of a face.
  ///
  /// - Precondition: The report explains this face.
  func drawLines(of face: Face, on canvas: Canvas, in place: Rectangle) {
    // Small pictures show the longest lines only.
    let most = place.width < 80 ? 150 : 420
    canvas.stroke(
      files.lines[face]!.path(in: place, most: most), Palette.ink.with(opacity: 0.42),
      width: min(max(place.width / 130, 0.5), 0.9))
  }

  /// - Precondition: The report shows this face.
  func picture(_ face: Face) -> PaperPicture { colored[face]! }

}

extension QueryEvidence {
  /// - Precondition: The evidence has an exhibit for each candidate.
  func exhibit(of candidate: RankedCandidate) -> ShownPicture {
    guard let exhibit = exhibits[candidate.galleryIndex] else {
      preconditionFailure(
        "The evidence ranks gallery picture \(candidate.galleryIndex) but has no exhibit of it.")
    }
    return exhibit
  }
}
