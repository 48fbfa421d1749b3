import Drawing

/// A page or a few pages of a report that belong together, without a medium.
///
/// Two renderers draw it: `PageRenderer` for HTML and `PaperRenderer` for PDF. The words of a section
/// are in the file that makes it, once for both.
package struct Section: Sendable {
  /// The place that links lead to, unique in a report.
  let anchor: String
  let title: String
  /// The title in lists of contents.
  let shortTitle: String
  /// The lines at the right of the title, such as what was searched.
  var aside: [String] = []
  /// What stands at the foot of its pages, at the left.
  var foot: String = ""
  /// Whether a page shows only the title until a reader opens it.
  var isFolded = false
  /// Whether it continues on the paper's current page if there is room, instead of a new one.
  var sharesPage = false
  var blocks: [Block]
  /// The same with smaller pictures, for paper on which `blocks` do not fit one page.
  var tighterBlocks: [Block]?

  init(
    _ anchor: String, _ title: String, shortTitle: String? = nil, aside: [String] = [],
    foot: String = "", isFolded: Bool = false, sharesPage: Bool = false, _ blocks: [Block]
  ) {
    self.anchor = anchor
    self.title = title
    self.shortTitle = shortTitle ?? title
    self.aside = aside
    self.foot = foot
    self.isFolded = isFolded
    self.sharesPage = sharesPage
    self.blocks = blocks
  }
}

/// What a section consists of.
indirect enum Block: Sendable {
  /// A heading below a rule, with a remark at the right.
  case heading(String, aside: String? = nil)
  /// A small bold heading without a rule.
  case title(String)
  /// The sentence that answers.
  case lead(String)
  case text(String)
  case note(String)
  /// What a reader must not overlook, in the color of warnings.
  case warning(String)
  /// A finding that changes how the rest is read.
  case remark(String)
  /// The possible states, one of which is the case.
  case states([StateBadge])
  case facts([Fact])
  case list([String])
  case table(Table)
  case figure(any Figure, caption: String? = nil)
  /// Faces side by side with lines below.
  case faces([FaceBlock])
  case columns([Column])
  case space(Double)
  /// Blocks that a page folds behind a title, and that paper shows below it.
  case folded(String, [Block])
  /// Blocks of one medium.
  case only(Medium, [Block])
  /// Links to other files, on pages alone.
  case links([Link])
  /// The flow of each patch for a reader to point at, on pages alone.
  case explorer(FlowExplorer)

  enum Medium: Sendable {
    case page
    case paper
  }

  struct Column: Sendable {
    /// How many twelfths of the width it takes.
    let twelfths: Int
    let blocks: [Block]

    init(_ twelfths: Int, _ blocks: [Block]) {
      self.twelfths = twelfths
      self.blocks = blocks
    }
  }

  struct Link: Sendable {
    let title: String
    let address: String
  }
}

/// A state that a search may have, and whether it has it.
struct StateBadge: Sendable {
  let title: String
  let isOn: Bool
}

/// A face with a title above and lines below.
struct FaceBlock: Sendable {
  let face: Face
  /// The height of the face divided by its width.
  let aspect: Double
  let widthPoints: Double
  let title: String
  /// A letter in front of the title, such as "A".
  var letter: String?
  var lines: [String] = []
  let alternativeText: String
  /// The space that follows the face if its lines are narrower.
  var minimumWidth: Double = 0
}

/// A table with a head. Numbers stand at the right.
struct Table: Sendable {
  struct Column: Sendable {
    let title: String
    /// The width in parts of the whole.
    let share: Double
    var isNumber = false

    init(_ title: String, _ share: Double, isNumber: Bool = false) {
      self.title = title
      self.share = share
      self.isNumber = isNumber
    }
  }

  enum Cell: Sendable {
    case text(String)
    case bold(String)
    case faint(String)
    case code(String)
    case link(String, address: String)

    var words: String {
      switch self {
      case .text(let words), .bold(let words), .faint(let words), .code(let words),
        .link(let words, _):
        words
      }
    }
  }

  /// What the table shows, for readers who do not see it; not printed.
  let caption: String
  let columns: [Column]
  var rows: [[Cell]]
  /// The rows above which a stronger rule stands, such as that of a sum.
  var ruled: Set<Int> = []
}
