import CommandLines
import Datasets
import Identification
import Runs

/// `--root`, `--layout` and `--part`.
struct LabelOptions: Sendable {
  let queries: ListingOptions
  let gallery: ListingOptions

  private enum PartChoice: String, CaseIterable {
    case frontal
    case profile
    case all

    var part: PicturePart? { PicturePart(rawValue: rawValue) }
  }

  /// The options of a command with one PATH, whose values `gallery` has.
  static func onePath(_ options: inout OptionReader) throws(UsageError) -> ListingOptions {
    try LabelOptions(&options, isOnePath: true).gallery
  }

  /// The options of a command with `--queries` and `--gallery`.
  init(_ options: inout OptionReader) throws(UsageError) {
    try self.init(&options, isOnePath: false)
  }

  private init(_ options: inout OptionReader, isOnePath: Bool) throws(UsageError) {
    let root = try options.optional(
      "--root", "DIR", .base, in: .pictures, otherwise: "the folder of the list",
      help: "Folder to which paths in a list are relative.")
    let layoutHelp = """
      Folder layout, from which identities are read: auto, folders (one per identity), lfw and talfw \
      (Name_0001.jpg), cfp (001/frontal/01.jpg), mlfw (Name_0001_0001.jpg), agedb \
      (0_MariaCallas_35_f.jpg) or list. 'auto' uses \
      folder structure, never file names alone, and prints its choice.
      """
    let partHelp = "CFP only: frontal, profile or all."
    let layouts: QueriesAndGallery<PictureLayout>
    let parts: QueriesAndGallery<PartChoice>
    if isOnePath {
      let layout = try options.value(
        "--layout", "NAME", .choice(PictureLayout.self), in: .pictures, default: .auto,
        help: layoutHelp)
      let part = try options.value(
        "--part", "PART", .choice(PartChoice.self), in: .pictures, default: .all, help: partHelp)
      layouts = QueriesAndGallery(queries: layout, gallery: layout)
      parts = QueriesAndGallery(queries: part, gallery: part)
    } else {
      layouts =
        try options.optional(
          "--layout", "NAME[,NAME]", .forQueriesAndGallery(.choice(PictureLayout.self)),
          in: .pictures, otherwise: PictureLayout.auto.rawValue, help: layoutHelp + twoValues)
        ?? QueriesAndGallery(queries: .auto, gallery: .auto)
      parts =
        try options.optional(
          "--part", "PART[,PART]", .forQueriesAndGallery(.choice(PartChoice.self)), in: .pictures,
          otherwise: PartChoice.all.rawValue, help: partHelp + twoValues)
        ?? QueriesAndGallery(queries: .all, gallery: .all)
    }
    queries = ListingOptions(root: root, layout: layouts.queries, part: parts.queries.part)
    gallery = ListingOptions(root: root, layout: layouts.gallery, part: parts.gallery.part)
  }
}
