import Faces

/// The part of the scene that a picture shows.
package struct PortraitFrame: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// The alignment; `nil` for head and shoulders.
  let template: AlignmentTemplate?

  /// Creates a frame for head and shoulders.
  ///
  /// - Precondition: Both sides are positive.
  package init(width: Int, height: Int) {
    precondition(width > 0 && height > 0)
    self.width = width
    self.height = height
    template = nil
  }

  /// Creates a frame for a face aligned to the template.
  package init(_ template: AlignmentTemplate) {
    width = template.width
    height = template.height
    self.template = template
  }

  /// Returns the frame for a face aligned like pictures of this size.
  ///
  /// - Returns: `nil` if there is no alignment for that size.
  package static func aligned(width: Int, height: Int) -> PortraitFrame? {
    AlignmentTemplate(width: width, height: height).map { PortraitFrame($0) }
  }
}
