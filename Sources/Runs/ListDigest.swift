import Basics
import Datasets

extension [ListedPicture] {
  /// The digest of the paths and labels in order, by which two runs know that they have the same list.
  package var listDigest: SHA256Digest {
    var hash = SHA256()
    for picture in self {
      hash.update("\(picture.path)\u{0}\(picture.label ?? "")\u{0}\u{0}".utf8)
    }
    return hash.finalize()
  }
}
