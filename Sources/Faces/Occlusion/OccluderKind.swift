/// What can hide a part of a face, or take it away.
package enum OccluderKind: String, Sendable, CaseIterable {
  /// One of the four kinds of mask.
  case mask
  /// Pleated, with ear loops.
  case surgical
  /// Sewn, of one color.
  case cloth
  /// FFP2 or N95: moulded and stiff.
  case ffp2
  /// Cloth with dots, stripes or checks.
  case patterned
  /// Of one of several shapes.
  case sunglasses
  /// A part of 70 % of each side, somewhere, scaled back to the picture's size.
  case crop
  /// Turned by 5 to 30 degrees either way about the picture's middle; black where nothing was.
  case rotate

  /// Whether it must know where the face's features are.
  package var needsLandmarks: Bool { self != .crop && self != .rotate }
}
