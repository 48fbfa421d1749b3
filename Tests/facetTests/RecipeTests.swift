import Foundation
import Testing

/// The lists of files in docs/recipes are true: each path exists, and each source file that mentions a
/// recipe's example stands in one of its lists.
@Suite struct RecipeTests {
  /// A recipe as it stands in docs/recipes.
  struct Recipe: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String

    var testDescription: String { name }

    /// The text between backquotes behind a word such as "Pattern: ".
    func quoted(behind word: String) -> String? {
      text.components(separatedBy: "\n- \(word): `").dropFirst().first?
        .components(separatedBy: "`").first
    }

    /// The paths at the beginning of the list items below a heading.
    func paths(below heading: String) -> [String] {
      let section = text.components(separatedBy: "\n## \(heading)\n").dropFirst().first ?? ""
      return section.components(separatedBy: "\n## ")[0].split(separator: "\n")
        .filter { $0.hasPrefix("- `") }.map { String($0.dropFirst(3).prefix { $0 != "`" }) }
    }

    /// Every path that the text names, in lists or sentences.
    var allPaths: [String] {
      let quoted = text.components(separatedBy: "`").enumerated()
        .filter { $0.offset % 2 == 1 }.map(\.element)
      return quoted.filter { piece in
        ["Sources/", "Tests/", "docs/", "templates/", "Scripts/", "Fuzz/"].contains {
          piece.hasPrefix($0)
        }
      }
    }
  }

  private static let root = DocumentationTests.root

  static let recipes: [Recipe] = {
    let folder = "\(root)/docs/recipes"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix("add-") && $0.hasSuffix(".md") }.sorted().map {
      Recipe(name: String($0.dropLast(3)), text: DocumentationTests.text("docs/recipes/\($0)"))
    }
  }()

  /// Paths of all files that a recipe may speak of, with their text.
  private static let sources: [(path: String, text: String)] = ["Sources", "templates"].flatMap {
    folder in
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
    let endings = ["swift", "c", "h", "cpp", "hpp", "mustache"]
    return paths.filter { endings.contains(($0 as NSString).pathExtension) }.sorted().map {
      ("\(folder)/\($0)", DocumentationTests.text("\(folder)/\($0)"))
    }
  }

  @Test func eachKindOfAdditionHasARecipe() {
    #expect(
      Self.recipes.map(\.name) == [
        "add-a-backbone", "add-a-command", "add-a-picture-format", "add-a-report-section",
        "add-a-scorer", "add-a-weighting",
      ])
    #expect(Self.sources.count > 300)
  }

  @Test(arguments: recipes)
  func eachPathExists(recipe: Recipe) {
    #expect(!recipe.paths(below: "Files to touch").isEmpty)
    #expect(!recipe.paths(below: "Tests to write").isEmpty)
    for path in recipe.allPaths {
      let name = (path as NSString).lastPathComponent
      let moved = Self.sources.map(\.path).filter { ($0 as NSString).lastPathComponent == name }
      #expect(
        FileManager.default.fileExists(atPath: "\(Self.root)/\(path)"),
        "\(path) does not exist; files of this name: \(moved)")
    }
  }

  @Test(arguments: recipes)
  func eachFileThatMentionsTheExampleIsListed(recipe: Recipe) throws {
    let pattern = try Regex(#require(recipe.quoted(behind: "Pattern")))
    let mentioning = Set(Self.sources.filter { $0.text.contains(pattern) }.map(\.path))
    let touched = recipe.paths(below: "Files to touch")
    let listed = touched + recipe.paths(below: "Files that mention it only")
    #expect(!mentioning.isEmpty)
    #expect(listed.count == Set(listed).count, "a file stands twice")
    #expect(
      mentioning.subtracting(listed).isEmpty,
      "not in \(recipe.name).md: \(mentioning.subtracting(listed).sorted())")
  }

  /// The table of docs/recipes/README.md counts what the lists have.
  @Test(arguments: recipes)
  func theTableCountsTheFiles(recipe: Recipe) {
    let table = DocumentationTests.text("docs/recipes/README.md")
    let count = recipe.paths(below: "Files to touch").count
    #expect(table.contains("(\(recipe.name).md) | \(count) |"), "\(recipe.name): \(count)")
  }
}
