import Foundation
import Testing

/// Each test that docs/robustness.md names as the keeper of a situation exists.
@Suite struct SituationTests {
  private static let text = DocumentationTests.text("docs/robustness.md")

  /// Suites and functions as the table has them: `OutputTests: missingFoldersAreMade`.
  static let named: [(suite: String, function: String)] =
    text.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }
    .compactMap { piece in
      let parts = piece.element.components(separatedBy: ": ")
      guard parts.count == 2, parts[0].hasSuffix("Tests") else { return nil }
      return (parts[0], parts[1])
    }

  /// The texts of all tests by their file's name.
  private static let tests: [String: String] = {
    let paths =
      (try? FileManager.default.subpathsOfDirectory(atPath: DocumentationTests.root + "/Tests"))
      ?? []
    let pairs = paths.filter { $0.hasSuffix("Tests.swift") }.map {
      (String($0.split(separator: "/").last!.dropLast(6)), DocumentationTests.text("Tests/\($0)"))
    }
    return Dictionary(pairs) { $0 + $1 }
  }()

  @Test func everySituationHasATest() throws {
    let table = try #require(
      Self.text.components(separatedBy: "\n## Situations\n").dropFirst().first)
    let rows = table.components(separatedBy: "\n## ")[0].split(separator: "\n")
      .filter { $0.hasPrefix("| ") && $0.dropFirst(2).first?.isNumber == true }
    #expect(rows.count == 47)
    for row in rows { #expect(row.contains("Tests: "), "\(row)") }
  }

  @Test func eachNamedTestExists() {
    #expect(Self.named.count > 50)
    for (suite, function) in Self.named {
      let text = Self.tests[suite] ?? ""
      #expect(
        text.contains("func \(function)(") && text.contains("@Test"), "\(suite): \(function)")
    }
  }
}
