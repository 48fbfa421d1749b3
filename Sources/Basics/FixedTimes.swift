#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// Sets the same time on a folder and everything in it, so that the times do not show the order of
/// writing.
///
/// The time is the environment's SOURCE_DATE_EPOCH, or 2000-01-01 00:00 UTC. Links are not followed.
///
/// - Throws: `cannotWrite`.
package func setFixedTimes(ofFolder folder: String) throws(FileError) {
  let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
  let seconds = fixedTime(getenv("SOURCE_DATE_EPOCH").map { String(cString: $0) })
  for path in names.map({ "\(folder)/\($0)" }) + [folder] {
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    guard utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) == 0 else {
      throw .cannotWrite(path: path, code: errno)
    }
  }
}

/// Enters the contents of a folder again in the order of their names: some file systems list them
/// in the order of their creation.
///
/// - Throws: `cannotWrite`.
package func sortEntries(ofFolder folder: String) throws(FileError) {
  let ending = ".moving"
  for aside in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  where aside.hasPrefix(".") && aside.hasSuffix(ending) {
    // A killed run left it; its place may have been filled again.
    let path = "\(folder)/\(aside.dropFirst().dropLast(ending.count))"
    if rename("\(folder)/\(aside)", path) != 0 {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(aside)")
    }
  }
  let sorted = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  for name in sorted {
    let (path, aside) = ("\(folder)/\(name)", "\(folder)/.\(name)\(ending)")
    guard rename(path, aside) == 0, rename(aside, path) == 0 else {
      throw .cannotWrite(path: path, code: errno)
    }
  }
}

/// Returns the seconds since 1970 in a SOURCE_DATE_EPOCH; anything but a number counts as absent.
func fixedTime(_ text: String?) -> Int {
  guard let text, let seconds = Int(text), (0...253_402_300_799).contains(seconds) else {
    return 946_684_800
  }
  return seconds
}
