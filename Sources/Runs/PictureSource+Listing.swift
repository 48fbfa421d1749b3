import Basics
import Datasets
import Identification

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Returns the pictures of a PATH, and reports on standard error how it was read.
///
/// - Parameter title: The title of the pictures, such as "Queries".
package func listPictures(
  at path: String, options: ListingOptions, title: String, isQuiet: Bool
) throws -> PictureListing {
  let listing = try PictureList.listing(at: path, options: options)
  if !isQuiet {
    writeToStandardError("\(title): \(listing.summary)\n")
    if let words = listing.passedOver.words {
      writeToStandardError("\(title): ignored: \(words).\n")
    }
    for remark in listing.remarks { writeToStandardError("\(title): \(displayed(remark))\n") }
    if let hint = listing.hint { writeToStandardError("\(title): \(hint)\n") }
  }
  return listing
}

package func absolute(_ path: String) -> String {
  path.hasBytePrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}
