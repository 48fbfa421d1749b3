import Basics

extension FacePairs {
  /// Reads a file of pairs, or a folder of CFP's protocol.
  ///
  /// - LFW's `pairs.txt`: a first line `folds pairs` (or only `pairs`, as in `pairsDevTest.txt`),
  ///   then for each fold that many `name n1 n2` of the same person and that many `name1 n1 name2
  ///   n2`.
  /// - A table of LFW's pairs with the columns `name,imagenum1,imagenum2` and `name2` between them,
  ///   as on Kaggle: three fields for the same person, four for different ones.
  /// - Otherwise `path1 path2 same` on each line, separated by tabs, commas, semicolons or spaces;
  ///   `same` is 1 or 0, true or false, yes or no, same or different. A first line with the names
  ///   of the columns determines their order, and may name a column `fold`.
  ///
  /// - Throws: `FileError`, `PairsFileError`.
  package init(at path: String) throws {
    if FileStatus(of: path)?.kind == .folder {
      try self.init(protocolOfCFP: path)
    } else {
      try requireRegularFile(path)
      try self.init(readFile(path, limit: 1 << 28), file: path)
    }
    guard Set(pairs.map(\.isSame)).count == 2 else { throw PairsFileError.oneKind(file: path) }
  }

  /// - Parameter file: The file's name for messages.
  init(_ bytes: [UInt8], file: String) throws(PairsFileError) {
    let lines = try Self.lines(bytes, file: file)
    if let first = lines.first, let header = Self.header(first.columns) {
      try self.init(lines: lines.dropFirst(), folds: header.folds, count: header.count, file: file)
      return
    }
    if let first = lines.first, let columns = PairColumns(first.fields) {
      try self.init(lines: lines.dropFirst(), columns: columns, file: file)
      return
    }
    if lines.count > 1, lines.allSatisfy({ $0.columns.count == 2 && Int($0.columns[1]) != nil }) {
      try self.init(linesOfPictures: lines, file: file)
      return
    }
    var pairs: [FacePair] = []
    for (place, line) in lines.enumerated() {
      let columns = line.columns
      guard columns.count == 3, let isSame = Self.flag(columns[2]) else {
        throw line.error(
          file,
          expected: place == 0
            ? "'path1 path2 same' with same 1 or 0, nor the names of such columns"
            : "'path1 path2 same' with same 1 or 0")
      }
      pairs.append(FacePair(first: columns[0], second: columns[1], isSame: isSame, fold: 0))
    }
    self.init(format: .paths, pairs: pairs, hasFolds: false)
  }

  /// Reads CALFW's pairs: two lines for each, 'name 0' for different people, otherwise 'name fold'.
  private init(linesOfPictures lines: [PairLine], file: String) throws(PairsFileError) {
    var pairs: [FacePair] = []
    for place in stride(from: 0, to: lines.count, by: 2) {
      guard place + 1 < lines.count else {
        throw .missingPairs(file: file, expected: lines.count / 2 + 1, found: lines.count / 2)
      }
      let (first, second) = (lines[place], lines[place + 1])
      guard first.columns[1] == second.columns[1] else {
        throw second.error(file, expected: "the same number as in the line above it")
      }
      pairs.append(
        FacePair(
          first: first.columns[0], second: second.columns[0], isSame: first.columns[1] != "0",
          fold: 0))
    }
    self.init(format: .paths, pairs: pairs, hasFolds: false)
  }

  /// Reads the lines below a line with the names of the columns.
  private init(lines: ArraySlice<PairLine>, columns: PairColumns, file: String)
    throws(PairsFileError)
  {
    var folds: [String: Int] = [:]
    let pairs = try lines.map { line throws(PairsFileError) in
      guard let found = columns.pair(line.fields), let isSame = found.isSame else {
        throw line.error(file, expected: columns.expected)
      }
      let fold = found.fold.map { name in
        let number = folds[name] ?? folds.count
        folds[name] = number
        return number
      }
      return FacePair(first: found.first, second: found.second, isSame: isSame, fold: fold ?? 0)
    }
    self.init(format: columns.isLFW ? .lfw : .paths, pairs: pairs, hasFolds: folds.count > 1)
  }

  /// - Parameter count: The number of same pairs of a fold, and of different ones.
  private init(lines: ArraySlice<PairLine>, folds: Int, count: Int, file: String)
    throws(PairsFileError)
  {
    guard lines.count / 2 / folds == count, lines.count == 2 * folds * count else {
      let (expected, isTooMany) = folds.multipliedReportingOverflow(by: count)
      throw .missingPairs(
        file: file, expected: isTooMany || expected > Int.max / 2 ? .max : 2 * expected,
        found: lines.count)
    }
    var pairs: [FacePair] = []
    for (place, line) in lines.enumerated() {
      let isSame = place % (2 * count) < count
      let columns = line.columns
      guard columns.count == (isSame ? 3 : 4), let first = Self.name(columns[0], columns[1]),
        let second = isSame
          ? Self.name(columns[0], columns[2]) : Self.name(columns[2], columns[3])
      else {
        throw line.error(file, expected: isSame ? "'name n1 n2'" : "'name1 n1 name2 n2'")
      }
      pairs.append(
        FacePair(first: first, second: second, isSame: isSame, fold: place / (2 * count)))
    }
    self.init(format: .lfw, pairs: pairs, hasFolds: folds > 1)
  }

  private static func header(_ columns: [String]) -> (folds: Int, count: Int)? {
    let numbers = columns.compactMap { Int($0) }
    guard numbers.count == columns.count, numbers.allSatisfy({ $0 > 0 }) else { return nil }
    switch numbers.count {
    case 1: return (1, numbers[0])
    case 2: return (numbers[0], numbers[1])
    default: return nil
    }
  }

  /// Returns `Name/Name_0001`, without an extension.
  static func name(_ name: String, _ number: String) -> String? {
    // A spreadsheet may write 4 as 4.0.
    let number = number.hasSuffix(".0") ? String(number.dropLast(2)) : number
    guard let value = Int(number), value >= 0, !name.isEmpty, !name.contains("/") else {
      return nil
    }
    let digits = String(value)
    return "\(name)/\(name)_" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "1", "1.0", "+1", "true", "t", "yes", "y", "same", "match", "genuine", "positive", "mated":
      true
    case "0", "0.0", "-1", "-1.0", "false", "f", "no", "n", "different", "diff", "mismatch",
      "impostor", "imposter", "negative", "non-mated", "nonmated":
      false
    default: nil
    }
  }

  // MARK: CFP

  /// Reads `Protocol/Split/FF` (frontal with frontal) or `FP` (frontal with profile): a folder for
  /// each fold, in which `same.txt` and `diff.txt` contain numbers `a,b` of the pictures that
  /// `Pair_list_F.txt` and `Pair_list_P.txt` list.
  private init(protocolOfCFP folder: String) throws {
    var folder = folder
    while folder.count > 1 && folder.hasSuffix("/") { folder.removeLast() }
    let kind = folder.split(separator: "/").last ?? ""
    let folds = (folderEntries(folder) ?? []).compactMap(\.name)
      .filter { FileStatus(of: "\(folder)/\($0)/same.txt") != nil }
    // The lists are next to 'Split' in the published copies, but inside it by their description.
    let base = ["../..", ".."].map { folder + "/" + $0 }
      .first { FileStatus(of: $0 + "/Pair_list_F.txt") != nil }
    guard let base, kind == "FF" || kind == "FP", !folds.isEmpty else {
      throw PairsFileError.notAProtocol(folder: folder)
    }
    let frontal = try Self.pictures(base + "/Pair_list_F.txt")
    let other = kind == "FF" ? frontal : try Self.pictures(base + "/Pair_list_P.txt")
    var pairs: [FacePair] = []
    for (fold, name) in folds.enumerated() {
      for (file, isSame) in [("same.txt", true), ("diff.txt", false)] {
        let file = "\(folder)/\(name)/\(file)"
        for line in try Self.lines(readFile(file, limit: 1 << 28), file: file) {
          guard line.columns.count == 2 else {
            throw line.error(file, expected: "two numbers 'a,b'")
          }
          func picture(_ list: [String: String], _ number: String) throws -> String {
            guard let path = list[number] else {
              throw PairsFileError.noPicture(file: file, line: line.number, number: number)
            }
            return path
          }
          pairs.append(
            FacePair(
              first: try picture(frontal, line.columns[0]),
              second: try picture(other, line.columns[1]), isSame: isSame, fold: fold))
        }
      }
    }
    self.init(format: .cfp, pairs: pairs, hasFolds: folds.count > 1)
  }

  /// Reads `number path` on each line, with the path relative to `Protocol`.
  private static func pictures(_ file: String) throws -> [String: String] {
    var pictures: [String: String] = [:]
    for line in try lines(readFile(file, limit: 1 << 28), file: file) {
      guard line.columns.count == 2 else { throw line.error(file, expected: "'number path'") }
      pictures[line.columns[0]] = line.columns[1]
    }
    return pictures
  }

  // MARK: Lines

  private struct PairLine {
    let number: Int
    /// The columns without empty ones.
    let columns: [String]
    /// The fields in their positions.
    let fields: [String]
    let text: String

    func error(_ file: String, expected: String) -> PairsFileError {
      .wrongLine(file: file, line: number, text: String(text.prefix(80)), expected: expected)
    }
  }

  /// Returns the lines that are not empty, except those that begin with `#`.
  private static func lines(_ bytes: [UInt8], file: String) throws(PairsFileError) -> [PairLine] {
    if let line = firstLongLine(in: bytes, limit: longestListLine) {
      throw .longLine(file: file, line: line)
    }
    let text: ListText
    do {
      text = try ListText(bytes)
    } catch {
      throw .notText(file: file)
    }
    var lines: [PairLine] = []
    for line in text.lines {
      // A tab, a comma or a semicolon permits spaces in a path.
      let separator = [Character("\t"), ",", ";"].first(where: line.text.contains)
      guard let all = separator.map({ fields(line.text, separator: $0) }) ?? words(line.text) else {
        throw .wrongLine(
          file: file, line: line.number, text: String(line.text.prefix(80)),
          expected: "complete (a quote is not closed)")
      }
      let columns = all.filter { !$0.isEmpty }
      if columns.isEmpty { continue }
      lines.append(PairLine(number: line.number, columns: columns, fields: all, text: line.text))
    }
    return lines
  }

  /// Returns words separated by spaces, with quotes around words that contain some.
  private static func words(_ text: String) -> [String]? {
    guard text.contains("\"") else {
      return text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
    return fields(text, separator: " ")
  }
}
