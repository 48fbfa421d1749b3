import Pictures

/// The form of a ResNet-18 for faces; the defaults describe the published network.
///
/// The rest follows: the four stages have 1, 2, 4 and 8 times `width` channels, and the side of the
/// last map is a sixteenth of the picture's side.
package struct ResNetFace18Form: Sendable, Equatable {
  /// The channels of the picture.
  package var channels = Picture.Channels.gray
  /// The side of the picture in pixels: a multiple of 16.
  package var side = 128
  /// The number of channels of the stem and of the first stage.
  package var width = 64
  package var embeddingSize = 512
  /// Whether blocks have squeeze-and-excitation.
  package var hasGates = false
  package var patches = PatchSource.layer4

  /// The layer that gives the patches; the embedding is always computed from the last map.
  package enum PatchSource: String, Sendable, CaseIterable {
    /// The third stage, a grid of side / 8 with 4 times `width` channels: 16x16 with 256.
    case layer3
    /// The fourth stage, a grid of side / 16 with 8 times `width` channels: 8x8 with 512.
    case layer4
  }

  package init() {}

  /// The sides that a file may specify; memory for its weights is allocated only once they are
  /// found.
  static let sides = 32...512
  static let widths = 1...1024
  static let embeddingSizes = 1...16384
  /// The divisor for the channels of the gates' inner layer, which has at least one.
  static let gateReduction = 16
}

extension ResNetFace18Form {
  /// Creates the form of published weights from the shapes of their tensors; properties that these
  /// leave open are as published.
  package init(_ shapes: [String: [Int]]) {
    if let stem = shapes["conv1.weight"], stem.count == 4 {
      if let channels = Picture.Channels(rawValue: stem[1]) { self.channels = channels }
      if Self.widths.contains(stem[0]) { width = stem[0] }
    }
    if let last = shapes["fc5.weight"], last.count == 2 {
      if Self.embeddingSizes.contains(last[0]) { embeddingSize = last[0] }
      let places = last[1] / (8 * width)
      let grid = (2...32).first { $0 * $0 == places && places * 8 * width == last[1] }
      if let grid { side = 16 * grid }
    }
    hasGates = shapes["layer1.0.se.fc.0.weight"] != nil && width % Self.gateReduction == 0
  }

  /// - Throws: `ModelFileError` if the metadata are impossible.
  init(_ file: ModelFile) throws(ModelFileError) {
    let input = try PictureInput(file)
    channels = input.channels
    side = input.width
    guard input.width == input.height, side % 16 == 0, Self.sides.contains(side) else {
      throw .badMetadata(
        path: file.path, key: ModelKey.inputWidth, value: "\(side)",
        expected: "a multiple of 16 from 32 to 512, equal to the height")
    }
    embeddingSize = try file.integer(ModelKey.embeddingSize)
    // Files made before the width was variable do not have it.
    if file.metadata[ModelKey.width] != nil { width = try file.integer(ModelKey.width) }
    guard Self.widths.contains(width), Self.embeddingSizes.contains(embeddingSize) else {
      throw .badMetadata(
        path: file.path, key: ModelKey.width, value: "\(width)",
        expected: "1 to \(Self.widths.upperBound), and up to \(Self.embeddingSizes.upperBound) "
          + "for '\(ModelKey.embeddingSize)'")
    }
    if let variant = file.metadata[ModelKey.variant] {
      guard variant == Self.gates, width % Self.gateReduction == 0 else {
        throw .badMetadata(
          path: file.path, key: ModelKey.variant, value: variant,
          expected: "'\(Self.gates)' (for a width that is a multiple of 16) or nothing")
      }
      hasGates = true
    }
    if let source = file.metadata[ModelKey.patches] {
      guard let source = PatchSource(rawValue: source) else {
        throw .badMetadata(
          path: file.path, key: ModelKey.patches, value: source,
          expected: PatchSource.allCases.map { "'\($0.rawValue)'" }.joined(separator: " or "))
      }
      patches = source
    }
  }

  /// The metadata of a model file in addition to those of every backbone.
  var metadata: [String: String] {
    var metadata = [ModelKey.width: "\(width)", ModelKey.patches: patches.rawValue]
    if hasGates { metadata[ModelKey.variant] = Self.gates }
    return metadata
  }

  private static let gates = "squeeze-excitation"
}
