import Foundation
import Mustache
import Testing
import _TestSupport

/// The specification's own cases, which the package does not contain. `LanguageTests` has examples
/// for each part of the language that need no file.
@Suite struct SpecificationTests {
  @Test(
    .enabled(if: SharedData.isPresent, "the shared data folder is absent"),
    arguments: [
      "comments", "delimiters", "dynamic-names", "inheritance", "interpolation", "inverted",
      "partials", "sections",
    ])
  func everyCasePasses(module: String) throws {
    let path = SharedData.path("data/mustache/\(module).json")
    let file =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: path))) as! [String: Any]
    let cases = file["tests"] as! [[String: Any]]
    #expect(cases.count >= 10)
    for test in cases {
      let name = test["name"] as! String
      let template = try Template.parse(test["template"] as! String, name: name)
      let partials = try (test["partials"] as? [String: String] ?? [:]).map {
        ($0.key, try Template.parse($0.value, name: $0.key))
      }
      let rendered = try template.render(
        value(test["data"]!), partials: Dictionary(uniqueKeysWithValues: partials))
      #expect(rendered == test["expected"] as! String, "\(module): \(name)")
    }
  }

  private func value(_ json: Any) -> MustacheValue {
    switch json {
    case is NSNull: .null
    case let text as String: .string(text)
    case let list as [Any]: .list(list.map(value))
    case let members as [String: Any]: .dictionary(members.mapValues(value))
    case let number as NSNumber:
      // Booleans arrive as numbers that differ only in their type.
      String(cString: number.objCType) == "c" ? .bool(number.boolValue) : .number("\(number)")
    default: preconditionFailure("no JSON: \(json)")
    }
  }
}
