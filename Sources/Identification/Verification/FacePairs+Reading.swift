import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension FacePairs {
  /// Reads a file of pairs, or a folder of CFP's protocol.
  ///
  /// - LFW's `pairs.txt`: a first line `folds pairs` (or `pairs` alone, as `pairsDevTest.txt`), then
  ///   for each fold so many `name n1 n2` of the same person and so many `name1 n1 name2 n2`.
  /// - Else `path1 path2 same` on each line, between tabs, commas or spaces; `same` is 1 or 0, true or
  ///   false, same or different.
  ///
  /// - Throws: `FileError`, `PairsFileError`.
  package init(at path: String) throws {
    var isFolder: Bool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
      try self.init(protocolOfCFP: path)
    } else {
      try requireRegularFile(path)
      try self.init(readFile(path, limit: 1 << 28), file: path)
    }
    guard Set(pairs.map(\.isSame)).count == 2 else { throw PairsFileError.oneKind(file: path) }
  }

  /// - Parameter file: For messages.
  init(_ bytes: [UInt8], file: String) throws(PairsFileError) {
    let lines = try Self.lines(bytes, file: file)
    if let first = lines.first, let header = Self.header(first.columns) {
      try self.init(lines: lines.dropFirst(), folds: header.folds, count: header.count, file: file)
      return
    }
    var pairs: [FacePair] = []
    for line in lines {
      guard line.columns.count == 3, let isSame = Self.flag(line.columns[2]) else {
        throw line.error(file, expected: "'path1 path2 same' with same 1 or 0")
      }
      pairs.append(
        FacePair(first: line.columns[0], second: line.columns[1], isSame: isSame, fold: 0))
    }
    self.init(format: .paths, pairs: pairs, hasFolds: false)
  }

  /// - Parameter count: Of the same pairs of a fold, and of the different ones.
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

  /// `Name/Name_0001`, without an ending.
  private static func name(_ name: String, _ number: String) -> String? {
    guard let value = Int(number), value >= 0, !name.isEmpty, !name.contains("/") else {
      return nil
    }
    let digits = String(value)
    return "\(name)/\(name)_" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "1", "1.0", "true", "same": true
    case "0", "0.0", "-1", "false", "different": false
    default: nil
    }
  }

  // MARK: CFP

  /// `Protocol/Split/FF` (frontal with frontal) or `FP` (frontal with profile): a folder for each
  /// fold, in which `same.txt` and `diff.txt` have numbers `a,b` of the pictures that
  /// `Pair_list_F.txt` and `Pair_list_P.txt` list.
  private init(protocolOfCFP folder: String) throws {
    var folder = folder
    while folder.count > 1 && folder.hasSuffix("/") { folder.removeLast() }
    let kind = folder.split(separator: "/").last ?? ""
    let folds = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/same.txt") }
    // Beside 'Split' in the published copies, within it by their description.
    let base = ["../..", ".."].map { folder + "/" + $0 }
      .first { FileManager.default.fileExists(atPath: $0 + "/Pair_list_F.txt") }
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

  /// `number path` on each line, the path relative to `Protocol`.
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
    let columns: [String]
    let text: Substring

    func error(_ file: String, expected: String) -> PairsFileError {
      .wrongLine(file: file, line: number, text: String(text.prefix(80)), expected: expected)
    }
  }

  /// Lines with something in them, but for those that begin with `#`.
  private static func lines(_ bytes: [UInt8], file: String) throws(PairsFileError) -> [PairLine] {
    if let line = firstLongLine(in: bytes, limit: longestListLine) {
      throw .longLine(file: file, line: line)
    }
    guard var text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
      throw .notText(file: file)
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    var lines: [PairLine] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    where !line.hasPrefix("#") {
      // A tab or a comma lets a path have spaces.
      let columns =
        [Character("\t"), ","].first { line.contains($0) }
        .map { line.split(separator: $0) } ?? line.split(whereSeparator: \.isWhitespace)
      let words = columns.map { column in
        String(column.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      }.filter { !$0.isEmpty }
      if words.isEmpty { continue }
      lines.append(PairLine(number: index + 1, columns: words, text: line))
    }
    return lines
  }
}
