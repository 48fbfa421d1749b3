extension FacePairs {
  /// How the people of the pictures are distinguished.
  package enum PeopleSource: String, Sendable, Codable {
    /// By the name of the folder or of the file, which agrees with all pairs.
    case names
    /// Only by the pairs: pictures that pairs join as the same person.
    case pairs
  }

  /// The people of pairs.
  package struct People: Sendable, Equatable {
    /// The numbers of the two people of each pair, from 0 in the order of appearance.
    package let first: [Int]
    package let second: [Int]
    package let source: PeopleSource

    /// The number of people.
    package var count: Int { (Set(first).union(second)).count }
  }

  /// Distinguishes people by the names of folders (`Name/Name_0001.jpg`, `001/frontal/01.jpg`) or of files
  /// (`Name_0001_0001.jpg`), if such names are equal in all pairs of the same person and differ in all others;
  /// if not, by the pairs themselves, which then join some pictures of a person and not others.
  package var people: People {
    let rules: [(String) -> String?] = [Self.folder(1), Self.folder(2), Self.stem]
    for rule in rules {
      let names = pairs.map { (rule($0.first), rule($0.second)) }
      let agrees = zip(pairs, names).allSatisfy { pair, names in
        guard let first = names.0, let second = names.1 else { return false }
        return (first == second) == pair.isSame
      }
      guard agrees else { continue }
      return Self.numbered(names.map { ($0.0!, $0.1!) }, .names)
    }
    return Self.numbered(joined(), .pairs)
  }

  private static func numbered(_ names: [(String, String)], _ source: PeopleSource) -> People {
    var numbers: [String: Int] = [:]
    func number(_ name: String) -> Int {
      let number = numbers[name] ?? numbers.count
      numbers[name] = number
      return number
    }
    let all = names.map { (number($0.0), number($0.1)) }
    return People(first: all.map(\.0), second: all.map(\.1), source: source)
  }

  /// The name of the folder so many levels above a picture.
  private static func folder(_ level: Int) -> (String) -> String? {
    { path in
      let parts = path.split(separator: "/")
      return parts.count > level ? String(parts[parts.count - 1 - level]) : nil
    }
  }

  /// The name of the file without its ending and without numbers behind underscores.
  private static func stem(_ path: String) -> String? {
    var name = path.split(separator: "/").last ?? ""
    if let dot = name.lastIndex(of: "."), dot > name.startIndex { name = name[..<dot] }
    while let bar = name.lastIndex(of: "_"), bar > name.startIndex,
      name[bar...].dropFirst().allSatisfy(\.isNumber), name[bar...].count > 1
    {
      name = name[..<bar]
    }
    return name.isEmpty ? nil : String(name)
  }

  /// For each pair the first picture of each side's person, as far as pairs join them.
  private func joined() -> [(String, String)] {
    var parents: [String: String] = [:]
    func root(_ name: String) -> String {
      var name = name
      while let parent = parents[name] { name = parent }
      return name
    }
    for pair in pairs where pair.isSame {
      let (first, second) = (root(pair.first), root(pair.second))
      if first != second { parents[second] = first }
    }
    return pairs.map { (root($0.first), root($0.second)) }
  }
}
