import Basics
import Datasets
import Identification
import Networks
import Pictures
import Reports
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A check of the digests of models and pictures that can be found.
struct OriginalsComparison {
  private let check: ManifestComparison
  private let places: OriginalPlaces

  package init(_ check: ManifestComparison, _ places: OriginalPlaces) {
    self.check = check
    self.places = places
  }

  /// - Returns: The differences, the number of hashed originals, and lines on them.
  package func differences() -> (differences: [Difference], count: Int, words: [String]) {
    var found: [Difference] = []
    var seen = 0
    var absent = 0
    func compare(
      _ location: String?, _ digest: SHA256Digest, _ kind: Difference.Kind, _ name: String
    ) {
      guard let location, let now = try? currentDigest(of: location) else {
        absent += 1
        return
      }
      seen += 1
      if now != digest {
        found.append(
          Difference(
            kind, name,
            "SHA-256 \(now.hexadecimal), was \(digest.hexadecimal) when the report was made"))
      }
    }
    let files = [
      "Backbone": places.model, "Re-ranker": places.reranker, "Detector": places.detector,
      "Landmarks": places.landmarks,
    ]
    for model in check.manifest.models {
      let location = files[model.role] ?? nil
      // A re-ranker made from the backbone does not have a file.
      if location != nil, location != JobSettings.startOfReranker {
        compare(location, model.sha256, .model, model.path)
      }
    }
    if let path = places.calibration,
      let noted = check.manifest.settings.first(where: {
        $0.name == RunDescription.calibrationDigest
      }),
      let digest = SHA256Digest(hexadecimal: noted.value)
    {
      compare(path, digest, .file, path)
    }
    let queries = Self.locations(places.queries, places.run?.settings.queryListing)
    for query in check.manifest.queries {
      compare(queries.location(ofQuery: query.path), query.sha256, .picture, query.path)
    }
    var words: [String] = []
    if let path = places.gallery, GalleryFile.isGallery(path) {
      do {
        try GalleryFile.checkWhole(folder: path)
        words.append("The gallery's features are undamaged.")
      } catch {
        found.append(Difference(.file, path, "\(error)"))
      }
    }
    let gallery = Self.locations(places.gallery, places.run?.settings.galleryListing)
    for picture in galleryPictures() {
      compare(gallery[PathKey(picture.path)], picture.sha256, .picture, picture.path)
    }
    return (
      found, seen,
      [
        "\(seen) original\(seen == 1 ? "" : "s") hashed; \(absent) not found"
          + (absent > 0 ? ". Use --root, --queries, --gallery and --model to locate them." : ".")
      ] + words
    )
  }

  /// Returns the digest of a file, or of a built-in model.
  private func currentDigest(of location: String) throws -> SHA256Digest {
    BuiltInModels.contains(location)
      ? try ModelFile(path: location).digest : try PictureFile.digest(at: location)
  }

  /// Returns where the pictures of a PATH would be now by their names.
  package static func locations(_ path: String?, _ options: ListingOptions?) -> [PathKey: String] {
    guard let path else { return [:] }
    if GalleryFile.isGallery(path) {
      return (try? GalleryFile.pictureLocations(folder: path)) ?? [:]
    }
    guard let pictures = try? PictureList.listing(at: path, options: options ?? .init()).pictures
    else { return [:] }
    return Dictionary(pictures.map { (PathKey($0.path), $0.location) }) { first, _ in first }
  }

  /// Returns the gallery pictures of all reports, each once.
  private func galleryPictures() -> [(path: String, sha256: SHA256Digest)] {
    var pictures: [PathKey: SHA256Digest] = [:]
    for query in check.manifest.queries {
      let path = "\(check.folder)/queries/\(query.report)/report.json"
      guard let bytes = try? readFile(path),
        let data = try? StrictJSON.decode(Shown.self, from: bytes)
      else { continue }
      for candidate in data.candidates.values.joined() {
        pictures[PathKey(candidate.path)] = candidate.sha256
      }
    }
    return pictures.sorted { $0.key < $1.key }.map { ($0.key.path, $0.value) }
  }

  /// The part of a report that names pictures.
  private struct Shown: Decodable {
    var candidates: [String: [ReportData.Candidate]]
  }
}
