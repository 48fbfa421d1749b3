import CommandLines
import Datasets
import Identification

/// `--root`, `--layout` and `--part`.
extension ParsedCommand {
  /// For a command with one PATH.
  func listing() throws(UsageError) -> ListingOptions {
    ListingOptions(
      root: text("--root"), layout: try choice("--layout", as: PictureLayout.self) ?? .auto,
      part: try choice("--part", as: PartChoice.self)?.part)
  }

  /// For `--queries` and `--gallery`: one value counts for both.
  func listings() throws(UsageError) -> (queries: ListingOptions, gallery: ListingOptions) {
    let layouts = try oneOrTwo(try choices("--layout", as: PictureLayout.self), "--layout")
    let parts = try oneOrTwo(try choices("--part", as: PartChoice.self), "--part")
    return (
      ListingOptions(
        root: text("--root"), layout: layouts.first ?? .auto, part: parts.first?.part),
      ListingOptions(root: text("--root"), layout: layouts.last ?? .auto, part: parts.last?.part)
    )
  }

  private enum PartChoice: String, CaseIterable {
    case all
    case frontal
    case profile

    var part: PicturePart? { PicturePart(rawValue: rawValue) }
  }

  private func oneOrTwo<Value>(_ values: [Value]?, _ name: String) throws(UsageError) -> [Value] {
    let values = values ?? []
    guard values.count <= 2 else {
      throw UsageError(
        "\(name) takes one value, or two for --queries and --gallery, not \(values.count).")
    }
    return values
  }
}
