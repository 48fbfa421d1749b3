import Faces

/// What part of the scene a picture shows.
package struct PortraitFrame: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// `nil`: head and shoulders.
  let template: AlignmentTemplate?

  /// Head and shoulders.
  ///
  /// - Precondition: Both sides are positive.
  package init(width: Int, height: Int) {
    precondition(width > 0 && height > 0)
    self.width = width
    self.height = height
    template = nil
  }

  /// A face aligned to the template.
  package init(_ template: AlignmentTemplate) {
    width = template.width
    height = template.height
    self.template = template
  }

  /// A face aligned as pictures of this size are.
  ///
  /// - Returns: `nil` where no alignment of that size is known.
  package static func aligned(width: Int, height: Int) -> PortraitFrame? {
    AlignmentTemplate(width: width, height: height).map { PortraitFrame($0) }
  }
}
