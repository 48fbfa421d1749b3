/// The arrangement of the pictures of a PATH, which determines the identity of each picture.
package enum PictureLayout: String, Sendable, Codable, CaseIterable {
  /// The layout that the pictures' folders show beyond doubt, otherwise `folders`.
  case auto
  /// A subfolder for each identity; pictures directly in the folder have no label.
  case folders
  /// `Name_Surname/Name_Surname_0001.jpg`, or flat: the label is the name without its number.
  case lfw
  /// `Data/Images/001/frontal/01.jpg` and `…/profile/01.jpg`: the label is the person's folder.
  case cfp
  /// Flat, `Name_Surname_0001_0001.jpg`: the label is the name without its numbers.
  case mlfw
  /// LFW's names on adversarial pictures.
  case talfw
  /// `0_MariaCallas_35_f.jpg`: the label is the part after the first `_`.
  case agedb
  /// A file with `path,label` on each line.
  case list
}

/// The two kinds of pictures of CFP.
package enum PicturePart: String, Sendable, Codable, CaseIterable {
  case frontal
  case profile
}

extension PictureLayout {
  /// Returns the label that this layout gives to a picture, `nil` if the path does not fit.
  ///
  /// - Parameter path: The path relative to the given folder.
  func label(of path: String) -> String? {
    let parts = path.split(separator: "/")
    switch self {
    case .auto, .folders, .list: return parts.count > 1 ? String(parts[0]) : nil
    case .lfw, .talfw: return parts.last.flatMap { nameBeforeNumbers($0, atMost: 1) }
    case .mlfw: return parts.last.flatMap { nameBeforeNumbers($0, atMost: 2) }
    case .agedb: return parts.last.flatMap(nameInAgeDB)
    case .cfp:
      guard parts.count > 2, PicturePart(rawValue: String(parts[parts.count - 2])) != nil else {
        return nil
      }
      return String(parts[parts.count - 3])
    }
  }

  /// Whether a picture that does not fit is a failure; otherwise it has no label.
  var isStrict: Bool {
    switch self {
    case .auto, .folders, .list: false
    case .lfw, .cfp, .mlfw, .talfw, .agedb: true
    }
  }

  /// An example of a path that fits.
  var example: String {
    switch self {
    case .auto, .folders, .list: "identity/picture.jpg"
    case .lfw, .talfw: "Name_Surname/Name_Surname_0001.jpg"
    case .mlfw: "Name_Surname_0001_0001.jpg"
    case .agedb: "0_NameSurname_35_f.jpg"
    case .cfp: "001/frontal/01.jpg"
    }
  }

  /// Returns the layout that the pictures' folders show beyond doubt; only a user can choose to
  /// take labels from names alone.
  static func recognized(_ paths: [String]) -> PictureLayout {
    guard !paths.isEmpty else { return .folders }
    if paths.allSatisfy({ PictureLayout.cfp.label(of: $0) != nil }) { return .cfp }
    let isLFW = paths.allSatisfy { path in
      let parts = path.split(separator: "/")
      return parts.count > 1
        && PictureLayout.lfw.label(of: path) == String(parts[parts.count - 2])
    }
    return isLFW ? .lfw : .folders
  }
}

/// Returns "MariaCallas" of "0_MariaCallas_35_f.jpg": a number, the name, the age, the gender.
private func nameInAgeDB(_ file: Substring) -> String? {
  let parts = file[..<(file.lastIndex(of: ".") ?? file.endIndex)]
    .split(separator: "_", omittingEmptySubsequences: false)
  func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
  }
  guard parts.count == 4, isNumber(parts[0]), !parts[1].isEmpty, isNumber(parts[2]) else {
    return nil
  }
  return String(parts[1])
}

/// Returns "Name_Surname" of "Name_Surname_0001.jpg"; a number has four or more digits.
private func nameBeforeNumbers(_ file: Substring, atMost limit: Int) -> String? {
  var name = file[..<(file.lastIndex(of: ".") ?? file.endIndex)]
  var count = 0
  while count < limit, let bar = name.lastIndex(of: "_") {
    let number = name[name.index(after: bar)...]
    guard number.utf8.count >= 4, number.utf8.allSatisfy({ (48...57).contains($0) }) else { break }
    name = name[..<bar]
    count += 1
  }
  return count > 0 && !name.isEmpty ? String(name) : nil
}
