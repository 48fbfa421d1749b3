import Basics

/// A JSON Schema, as far as the schemas in docs use it: `type`, `properties`, `required`, `items`, `enum`,
/// `additionalProperties` and `$ref` into `$defs`. Any other keyword that would restrict a document is an
/// error, so that none is passed over.
struct JSONSchema {
  let root: JSONValue

  /// - Throws: `FileError`, or what is wrong with the JSON.
  init(file: String) throws {
    root = try StrictJSON.decode(JSONValue.self, from: readFile(file))
  }

  private static let keywords: Set<String> = [
    "type", "properties", "required", "items", "enum", "additionalProperties", "$ref", "$defs",
    "$schema", "title", "description",
  ]

  /// Returns one sentence for each place of a document that the schema does not allow.
  func problems(_ document: JSONValue) -> [String] {
    problems(document, root, at: "$")
  }

  private func problems(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    guard case .object(let members) = schema else {
      return ["\(place): the schema is not an object"]
    }
    var found = Set(members.keys).subtracting(Self.keywords).sorted().map {
      "\(place): the schema has the unknown keyword '\($0)'"
    }
    if let reference = members["$ref"]?.text {
      let name = reference.replacing("#/$defs/", with: "")
      guard let target = root["$defs"]?[name] else { return ["\(place): no \(reference)"] }
      found += problems(value, target, at: place)
    }
    if let type = members["type"]?.text, !Self.has(value, type) {
      return found + ["\(place): is not of type '\(type)'"]
    }
    if case .array(let allowed) = members["enum"], !allowed.contains(value) {
      found.append("\(place): \(value) is not one of \(allowed)")
    }
    switch value {
    case .object(let fields): found += problems(fields, members, at: place)
    case .array(let elements):
      if let items = members["items"] {
        for (number, element) in elements.enumerated() {
          found += problems(element, items, at: "\(place)[\(number)]")
        }
      }
    default: break
    }
    return found
  }

  private func problems(
    _ fields: [String: JSONValue], _ schema: [String: JSONValue], at place: String
  ) -> [String] {
    var found: [String] = []
    if case .array(let required) = schema["required"] {
      found += required.compactMap(\.text).filter { fields[$0] == nil }
        .map { "\(place): '\($0)' is missing" }
    }
    for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
      if let known = schema["properties"]?[name] {
        found += problems(field, known, at: "\(place).\(name)")
      } else if let others = schema["additionalProperties"] {
        found +=
          others == .bool(false)
          ? ["\(place): '\(name)' is not documented"]
          : problems(field, others, at: "\(place).\(name)")
      }
    }
    return found
  }

  private static func has(_ value: JSONValue, _ type: String) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool),
      ("null", .null), ("number", .number), ("number", .integer), ("integer", .integer):
      true
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }

  // MARK: What a schema must have itself

  /// Returns the places of the schema that lack a description, or that would allow undocumented fields.
  var gaps: [String] { gaps(root, at: "$") }

  private func gaps(_ schema: JSONValue, at place: String) -> [String] {
    guard case .object(let members) = schema else { return [] }
    var found: [String] = []
    if members["type"] == .string("object"), members["additionalProperties"] == nil {
      found.append("\(place): allows undocumented fields")
    }
    for key in ["properties", "$defs"] {
      guard case .object(let children)? = members[key] else { continue }
      for (name, child) in children.sorted(by: { $0.key < $1.key }) {
        if child["description"] == nil, child["$ref"] == nil {
          found.append("\(place).\(name): has no description")
        }
        found += gaps(child, at: "\(place).\(name)")
      }
    }
    for key in ["items", "additionalProperties"] {
      if let child = members[key] { found += gaps(child, at: "\(place).\(key)") }
    }
    return found
  }
}
