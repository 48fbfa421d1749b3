/// A way to hide or remove a part of a face.
package enum OccluderKind: String, Sendable, CaseIterable {
  /// One of the four kinds of mask.
  case mask
  /// A pleated mask with ear loops.
  case surgical
  /// A sewn mask of one color.
  case cloth
  /// An FFP2 or N95 mask, molded and stiff.
  case ffp2
  /// A cloth mask with dots, stripes or checks.
  case patterned
  /// Sunglasses of one of several shapes.
  case sunglasses
  /// A random part of 70% of each side, scaled back to the picture's size.
  case crop
  /// A rotation by 5 to 30 degrees in either direction about the picture's center, with black
  /// corners.
  case rotate

  /// Whether landmarks are required.
  package var needsLandmarks: Bool { self != .crop && self != .rotate }
}
