import Basics
import CRecipes

/// The recipes that are part of the program.
package enum RecipeLibrary {
  /// In order, by name.
  package static let texts: [String] = (0..<facet_recipe_count()).map { place in
    var count = 0
    let bytes = facet_recipe_bytes(place, &count)
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  package static func recipes() throws(RecipeError) -> [Recipe] {
    var recipes: [Recipe] = []
    for text in texts { recipes.append(try Recipe(Array(text.utf8), path: "built-in")) }
    return recipes
  }

  /// Returns the text of a recipe by its name, or of a file.
  ///
  /// - Throws: `RecipeError`, and the errors of reading the file.
  package static func text(of name: String) throws -> String {
    // The name of a built-in recipe is neither.
    if name.contains("/") || name.hasSuffix(".json") {
      return String(decoding: try readFile(name, limit: StrictJSON.mostBytes), as: UTF8.self)
    }
    let recipes = try recipes()
    if let place = recipes.firstIndex(where: { $0.name == name }) { return texts[place] }
    throw RecipeError.wrong(
      path: name,
      what: "There is no recipe of this name."
        + (nearestWord(to: name, among: recipes.map(\.name)).map { " Did you mean '\($0)'?" } ?? "")
        + " List them with 'facet evaluate --list-recipes', or give the path of a .json file.")
  }

  package static func recipe(_ name: String) throws -> Recipe {
    try Recipe(Array(text(of: name).utf8), path: name)
  }

  /// A line for each recipe: its name, its title, and the sets that it needs.
  package static func list() throws -> [String] {
    try recipes().map { recipe in
      let sets = Set(
        recipe.parts.flatMap { [$0.queries, $0.gallery, $0.pairs] }.compactMap { set in
          set.map { $0.from ?? $0.set }
        }
      ).sorted()
      let name = recipe.name + String(repeating: " ", count: max(1, 12 - recipe.name.count))
      let needs = recipe.kind == .curves ? "logs of trainings" : sets.joined(separator: ", ")
      return "\(name)\(recipe.title) (\(needs))"
    }
  }
}
