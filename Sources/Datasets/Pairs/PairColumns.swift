/// The columns of the pictures, the flag and the fold in a table of pairs, by their names.
struct PairColumns {
  private enum Pictures {
    case paths(Int, Int)
    /// The columns of LFW's table: a name and two numbers, or two names with a number each.
    case lfw
  }

  private let pictures: Pictures
  /// The column of the flag; `nil` for LFW's table, in which the number of fields determines it.
  private let flag: Int?
  private let fold: Int?

  /// The names of the columns of the two pictures, reduced to letters and digits. Names of paths
  /// precede those that may stand for a bare name.
  private static let pathNames: [(String, String)] = [
    ("path1", "path2"), ("imageapath", "imagebpath"), ("image1path", "image2path"),
    ("imagepath1", "imagepath2"), ("img1path", "img2path"), ("imgpath1", "imgpath2"),
    ("filepath1", "filepath2"), ("patha", "pathb"), ("image1", "image2"), ("img1", "img2"),
    ("file1", "file2"), ("filename1", "filename2"), ("photo1", "photo2"),
    ("picture1", "picture2"), ("face1", "face2"), ("imagea", "imageb"), ("imga", "imgb"),
    ("filea", "fileb"), ("first", "second"), ("left", "right"), ("query", "gallery"),
    ("probe", "gallery"), ("probe", "reference"), ("reference", "probe"), ("p1", "p2"), ("a", "b"),
  ]
  private static let flagNames: Set<String> = [
    "same", "issame", "label", "match", "ismatch", "sameperson", "target", "actual", "genuine",
    "mated", "y", "identical", "issameperson", "gt", "groundtruth",
  ]

  /// - Parameter names: The fields of the first line.
  /// - Returns: `nil` if they are not names of such columns.
  init?(_ names: [String]) {
    let names = names.map { $0.lowercased().filter { $0.isLetter || $0.isNumber } }
    fold = names.firstIndex { $0 == "fold" || $0 == "foldid" || $0 == "split" }
    let flag = names.firstIndex(where: Self.flagNames.contains)
    if names.starts(with: ["name", "imagenum1", "imagenum2"])
      || names.starts(with: ["name1", "imagenum1", "name2", "imagenum2"])
    {
      pictures = .lfw
      self.flag = flag
      return
    }
    let found = Self.pathNames.lazy.compactMap { first, second -> (Int, Int)? in
      guard let first = names.firstIndex(of: first), let second = names.firstIndex(of: second)
      else { return nil }
      return (first, second)
    }.first
    guard let found, let flag else { return nil }
    pictures = .paths(found.0, found.1)
    self.flag = flag
  }

  var isLFW: Bool { if case .lfw = pictures { true } else { false } }

  /// The expected form of a line, for messages.
  var expected: String {
    isLFW
      ? "'name,n1,n2' or 'name1,n1,name2,n2'"
      : "as in the header, with 1 or 0 for the same person or not"
  }

  /// - Parameter fields: The fields of a line, in their positions.
  /// - Returns: `nil` if they do not fit; `isSame` is `nil` for an unknown flag.
  func pair(_ fields: [String]) -> (first: String, second: String, isSame: Bool?, fold: String?)? {
    func field(_ place: Int?) -> String? {
      guard let place, place < fields.count, !fields[place].isEmpty else { return nil }
      return fields[place]
    }
    switch pictures {
    case .paths(let first, let second):
      guard let one = field(first), let other = field(second), let flag = field(flag) else {
        return nil
      }
      return (one, other, FacePairs.flag(flag), field(fold))
    case .lfw:
      // A table that was written with two kinds of lines pads the shorter one.
      let known = fields.prefix(flag ?? fields.count).filter {
        !$0.isEmpty && $0.lowercased() != "nan"
      }
      switch known.count {
      case 3:
        guard let first = FacePairs.name(known[0], known[1]),
          let second = FacePairs.name(known[0], known[2])
        else { return nil }
        return (first, second, field(flag).map(FacePairs.flag) ?? true, field(fold))
      case 4:
        guard let first = FacePairs.name(known[0], known[1]),
          let second = FacePairs.name(known[2], known[3])
        else { return nil }
        return (first, second, field(flag).map(FacePairs.flag) ?? false, field(fold))
      default: return nil
      }
    }
  }
}
