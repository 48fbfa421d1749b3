import Basics
import Pictures
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The missing gallery pictures that prevent computing reports again.
struct MissingGalleryPictures {
  private let locations: [PathKey: String]
  private let countWas: Int
  private let countIsNow: Int

  /// - Parameters:
  ///   - was: The gallery when the reports were made.
  ///   - isNow: The gallery as it could be opened now, which differs.
  package init(_ places: OriginalPlaces, was: Manifest.Gallery, isNow: Manifest.Gallery) {
    locations = OriginalsComparison.locations(
      places.gallery, places.run?.settings.galleryListing)
    countWas = was.count
    countIsNow = isNow.count
  }

  /// Returns a part of a sentence; `nil` if nothing is missing.
  ///
  /// - Parameter report: A complete `report.json`.
  package func reason(for report: JSONValue) -> String? {
    let gone = listedPaths(of: report).filter { path in
      guard let location = locations[PathKey(path)] else { return true }
      return !PictureFile.isPresent(location)
    }
    if let first = gone.first {
      let others = gone.count - 1
      return others == 0
        ? "gallery picture '\(first)' is missing, so the scores cannot be compared"
        : """
        gallery picture '\(first)' and \(others) other\(others == 1 ? "" : "s") are missing, so the \
        scores cannot be compared
        """
    }
    guard countIsNow < countWas else { return nil }
    return """
      the gallery has \(countIsNow) usable pictures now and had \(countWas). A picture that this report \
      does not list is missing, so the scores cannot be compared
      """
  }

  /// Returns the paths in the order of their bytes, each once.
  private func listedPaths(of report: JSONValue) -> [String] {
    guard case .object(let members) = report, case .object(let methods)? = members["candidates"]
    else { return [] }
    var paths: Set<PathKey> = []
    for case .array(let candidates) in methods.values {
      for case .object(let candidate) in candidates {
        if case .string(let path)? = candidate["path"] { paths.insert(PathKey(path)) }
      }
    }
    return paths.sorted().map(\.path)
  }
}
