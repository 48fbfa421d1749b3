import Basics
import Datasets

/// Faces whose features need not be computed again: those of an earlier gallery, found by their
/// picture's digest, and those that an interrupted run left, found by their place in the list.
struct KnownFaces {
  private let earlier: GalleryFile?
  private let unfinished: UnfinishedGallery?
  /// Of the earlier gallery.
  private var byDigest: [SHA256Digest: [GalleryEntry]] = [:]
  /// Of the interrupted run; the numbers of its parts follow those of the earlier gallery.
  private var byPath: [PathKey: [GalleryEntry]] = [:]

  init(earlier: GalleryFile?, unfinished: UnfinishedGallery?) {
    self.earlier = earlier
    self.unfinished = unfinished
    // Of two pictures with the same bytes, the first counts.
    for entry in earlier?.entries ?? GalleryEntries([]) {
      if let first = byDigest[entry.sha256]?.first {
        guard first.path.hasSameBytes(as: entry.path) else { continue }
      }
      byDigest[entry.sha256, default: []].append(entry)
    }
    for entry in unfinished?.entries ?? [] {
      var entry = entry
      entry.part += earlier?.partCount ?? 0
      byPath[PathKey(entry.path), default: []].append(entry)
    }
  }

  /// The entries that may be used for pictures that are opened together.
  struct Batch {
    fileprivate var byDigest: [SHA256Digest: [GalleryEntry]] = [:]
    fileprivate var unfinished: [SHA256Digest: [GalleryEntry]] = [:]

    static let none = Batch()

    var isEmpty: Bool { byDigest.isEmpty && unfinished.isEmpty }

    subscript(digest: SHA256Digest) -> [GalleryEntry]? { byDigest[digest] ?? unfinished[digest] }
  }

  /// - Complexity: O(pictures); the entries of an earlier gallery are not copied.
  func batch(of pictures: [ListedPicture]) -> Batch {
    var batch = Batch(byDigest: byDigest)
    for picture in pictures {
      guard let entries = byPath[PathKey(picture.path)],
        batch.unfinished[entries[0].sha256] == nil
      else { continue }
      batch.unfinished[entries[0].sha256] = entries
    }
    return batch
  }

  /// Whether an interrupted run left an entry.
  func isUnfinished(_ entry: GalleryEntry) -> Bool { entry.part > earlier?.partCount ?? 0 }

  func place(of entry: GalleryEntry) -> Gallery.Place {
    guard isUnfinished(entry) else { return earlier!.place(of: entry) }
    var entry = entry
    entry.part -= earlier?.partCount ?? 0
    return unfinished!.place(of: entry)
  }
}
