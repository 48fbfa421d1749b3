import Basics
import Faces
import Identification
import Networks
import Pictures
import Synchronization

/// Opens the pictures that a report shows, as the network saw them.
package struct ShownPictureReader: Sendable {
  package let shape: BackboneShape

  let gallery: Gallery
  private let landmarkReader: LandmarkReader
  /// Gives the length of the embeddings of gallery faces, which a gallery does not keep; `nil` if the
  /// network's length does not measure quality.
  private let measuring: (any Backbone)?
  private let kept: KeptExhibits

  /// - Parameters:
  ///   - backbone: The network of `shape`, for gallery pictures; not needed for queries.
  ///   - keptBytes: How many bytes of gallery pictures stay in memory from one query to the next.
  package init(
    shape: BackboneShape, gallery: Gallery, landmarks: LandmarkReader = LandmarkReader(),
    backbone: (any Backbone)? = nil, keptBytes: Int = 64 << 20
  ) {
    self.shape = shape
    self.gallery = gallery
    landmarkReader = landmarks
    measuring = shape.lengthMeasuresQuality ? backbone : nil
    kept = KeptExhibits(limit: keptBytes)
  }

  /// Opens the query, and its photograph if it is a face of one.
  ///
  /// - Throws: `PictureError`; `QueryChanged` if the file changed after it was ranked.
  package func exhibit(of query: Query) throws -> (exhibit: ShownPicture, sighting: QuerySighting?)
  {
    let file = try sameFile(as: query)
    let sighting = try sighting(of: query, in: file)
    var exhibit = ShownPicture(
      path: query.name, label: query.listed.label, sha256: query.sha256, width: query.width,
      height: query.height, face: try face(of: file.photograph, query.sighting),
      sighting: query.sighting,
      landmarks: landmarks(
        query.sighting, query.listed.location, query.sha256, opened: file.photograph),
      original: original(file, query.sighting), wasTurned: file.orientation != .upright,
      fileNotes: file.notes)
    exhibit.quality = try quality(of: query, in: file, face: exhibit.face)
    exhibit.facts = PictureFacts(file)
    return (exhibit, sighting)
  }

  private func sighting(
    of query: Query, in file: PictureFile
  ) throws(PictureError) -> QuerySighting? {
    guard let taken = query.sighting, let detection = query.detection else { return nil }
    let sighting = try QuerySighting(
      photograph: file.photograph, wasTurned: file.orientation != .upright, detection: detection,
      taken: taken, original: file.paperJPEG(limit: Self.largestOriginal))
    file.photograph.forgetSearched()
    return sighting
  }

  /// Measures the quality of a query as its report would.
  ///
  /// - Throws: As `exhibit(of:)` does.
  package func quality(of query: Query) throws -> PictureQuality {
    let file = try sameFile(as: query)
    return try quality(
      of: query, in: file, face: face(of: file.photograph, query.sighting))
  }

  private func sameFile(as query: Query) throws -> PictureFile {
    let file = try PictureFile(at: query.listed.location, of: query.sighting)
    guard file.sha256 == query.sha256 else { throw QueryChanged(path: query.name) }
    return file
  }

  private func quality(
    of query: Query, in file: PictureFile, face: Picture
  ) throws(PictureError) -> PictureQuality {
    var quality = try quality(
      file, face, query.sighting, query.listed.location, faces: query.detection?.faces)
    if shape.lengthMeasuresQuality { quality.add(embeddingLength: query.embeddingLength) }
    return quality
  }

  /// Opens gallery pictures, in the order of `indices`. If a file is missing or has changed, a gray
  /// field replaces the picture, and `note` reports it.
  ///
  /// Several pictures are read and decoded at a time. A picture that is kept is not read again.
  package func exhibits(of indices: [Int]) -> [(exhibit: ShownPicture, note: String?)] {
    let read: [(exhibit: ShownPicture, note: String?, isNew: Bool)] = collectInParallel(
      count: indices.count
    ) { place, _ in
      if let known = kept[indices[place]] { return (known, nil, false) }
      let (exhibit, note) = exhibit(of: indices[place])
      return (exhibit, note, true)
    }
    return zip(indices, read).map { index, read in
      // A picture that could not be shown is looked for again.
      guard read.isNew, read.note == nil else { return (read.exhibit, read.note) }
      var exhibit = read.exhibit
      if shape.lengthMeasuresQuality {
        // Each face alone, so that the number does not depend on the faces beside it.
        let features = try? measuring?.features(of: [exhibit.face])
        exhibit.quality?.add(embeddingLength: features?.first?.embeddingLength)
      }
      kept.keep(exhibit, of: index)
      return (exhibit, nil)
    }
  }

  private func exhibit(of index: Int) -> (exhibit: ShownPicture, note: String?) {
    let entry = gallery.entries[index]
    func exhibit(
      _ face: Picture, original: [UInt8]? = nil, opened: Photograph? = nil
    ) -> ShownPicture {
      ShownPicture(
        path: entry.path, label: entry.label, sha256: entry.sha256, width: entry.width,
        height: entry.height, face: face, sighting: entry.face,
        landmarks: landmarks(
          entry.face, gallery.locations[index], entry.sha256, opened: opened),
        original: original)
    }
    do {
      let file = try PictureFile(at: gallery.locations[index], of: entry.face)
      file.photograph.forgetSearched()
      if file.sha256 == entry.sha256 {
        let face = try face(of: file.photograph, entry.face)
        var shown = exhibit(
          face, original: original(file, entry.face), opened: file.photograph)
        shown.quality = try quality(file, face, entry.face, gallery.locations[index])
        shown.facts = PictureFacts(file)
        return (shown, nil)
      }
      return (
        exhibit(blank),
        "The gallery picture '\(entry.path)' changed after it was enrolled, so it is not shown."
      )
    } catch {
      return (exhibit(blank), "The gallery picture '\(entry.path)' cannot be shown. \(error)")
    }
  }

  private func landmarks(
    _ sighting: FoundFace?, _ location: String, _ sha256: SHA256Digest, opened: Photograph?
  ) -> LandmarkSource? {
    sighting.flatMap {
      try? landmarkReader.landmarks(at: location, $0, sha256: sha256, opened: opened)?.source
    }
  }

  private func quality(
    _ file: PictureFile, _ face: Picture, _ sighting: FoundFace?, _ location: String,
    faces: [DetectedFace]? = nil
  ) throws(PictureError) -> PictureQuality {
    // A landmark file that cannot be read is reported where landmarks are needed. Those of a face in a
    // photograph are known in its crop.
    let found =
      (try? landmarkReader.landmarks(
        at: location, sighting, sha256: file.sha256, opened: file.photograph)) ?? nil
    let landmarks = found.flatMap { found -> Landmarks68? in
      guard let sighting else { return found.landmarks }
      return sighting.similarity.inverse.map(found.landmarks.transformed(by:))
    }
    return try PictureQuality(
      photograph: file.photograph, face: face, sighting: sighting, landmarks: landmarks,
      from: found?.source ?? .meanShape, faces: faces)
  }

  /// Cuts out and aligns the face again exactly as for the network, or resizes an aligned picture.
  private func face(
    of photograph: Photograph, _ sighting: FoundFace?
  ) throws(PictureError) -> Picture {
    let face: Picture =
      if let sighting {
        try croppedWithSurroundings(photograph, sighting)
      } else {
        try photograph.decodedWhole()
      }
    return face.width == shape.inputWidth && face.height == shape.inputHeight
      ? face : face.resized(width: shape.inputWidth, height: shape.inputHeight)
  }

  private func croppedWithSurroundings(
    _ photograph: Photograph, _ sighting: FoundFace
  ) throws(PictureError) -> Picture {
    // Landmarks and quality need these pixels too.
    try photograph.prepare([sighting.surroundings(in: photograph)])
    return try sighting.crop(of: photograph)
  }

  /// Returns the file itself if it shows exactly the face that the network takes.
  private func original(_ file: PictureFile, _ sighting: FoundFace?) -> [UInt8]? {
    guard sighting == nil, file.photograph.width == shape.inputWidth,
      file.photograph.height == shape.inputHeight
    else { return nil }
    return file.paperJPEG(limit: Self.largestOriginal)
  }

  /// The largest original in bytes; paper contains a scaled copy of a larger one.
  package static let largestOriginal = 10_000_000

  /// Returns a note if an aligned picture has other proportions than the network's input.
  func proportionNote(of query: Query) -> String? {
    guard query.sighting == nil else { return nil }
    let ratio =
      Double(query.width) * Double(shape.inputHeight)
      / (Double(query.height) * Double(shape.inputWidth))
    guard abs(ratio - 1) > 0.1 else { return nil }
    return """
      The query was given as an aligned face, but its proportions differ from the network's input. Its \
      \(query.width) x \(query.height) pixels were stretched to \(shape.inputWidth) x \
      \(shape.inputHeight). If it is a photograph, use --detector.
      """
  }

  private var blank: Picture {
    Picture(
      width: shape.inputWidth, height: shape.inputHeight, channels: .gray,
      samples: [UInt8](repeating: 160, count: shape.inputWidth * shape.inputHeight))
  }
}

/// The error that a query's file changed between ranking and report.
package struct QueryChanged: Error, Equatable, CustomStringConvertible {
  package let path: String

  package var description: String {
    "The file '\(path)' changed while the program ran. Run the program again when the file is complete."
  }
}

/// Gallery pictures that were read, up to a number of bytes; those that were not used longest go first.
final class KeptExhibits: Sendable {
  private struct State {
    var exhibits: [Int: (exhibit: ShownPicture, lastUse: Int)] = [:]
    var byteCount = 0
    var uses = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  /// A picture by its place in the gallery, where it is kept.
  subscript(index: Int) -> ShownPicture? {
    state.withLock { state in
      guard let exhibit = state.exhibits[index]?.exhibit else { return nil }
      state.uses += 1
      state.exhibits[index]!.lastUse = state.uses
      return exhibit
    }
  }

  /// - Complexity: O(kept pictures) where one must go.
  func keep(_ exhibit: ShownPicture, of index: Int) {
    let size = Self.byteCount(of: exhibit)
    guard size <= limit else { return }
    state.withLock { state in
      guard state.exhibits[index] == nil else { return }
      while state.byteCount + size > limit {
        let oldest = state.exhibits.min { $0.value.lastUse < $1.value.lastUse }!
        state.exhibits[oldest.key] = nil
        state.byteCount -= Self.byteCount(of: oldest.value.exhibit)
      }
      state.uses += 1
      state.exhibits[index] = (exhibit, state.uses)
      state.byteCount += size
    }
  }

  /// Of all that is kept.
  var byteCount: Int { state.withLock { $0.byteCount } }

  private static func byteCount(of exhibit: ShownPicture) -> Int {
    exhibit.face.samples.count + (exhibit.original?.count ?? 0)
  }
}
