import Basics
import Evidence
import Reports

/// All that decides a batch's reports: two batches of the same signature give the same bytes.
package struct BatchSignature: Codable, Equatable {
  package var program: String
  package var models: [String]
  package var gallery: SHA256Digest
  package var settings: [ReportData.Setting]
  package var templates: SHA256Digest
  /// Over the paths and labels of the queries in order.
  package var queries: SHA256Digest
  /// Of the recorded times; `nil`: they are measured.
  package var timings: SHA256Digest?
  package var run: JSONValue

  package init(
    provenance: Provenance, templates: TemplateSet, queries: SHA256Digest, timings: SHA256Digest?,
    run: JSONValue
  ) {
    program = provenance.programVersion
    models = provenance.models.map { "\($0.role) \($0.sha256.hexadecimal)" }
    gallery = provenance.gallerySHA256
    settings = provenance.settings.map { ReportData.Setting(name: $0.name, value: $0.value) }
    self.templates = templates.digest
    self.queries = queries
    self.timings = timings
    self.run = run
  }

  /// What is not as it was, in words; `nil` where all is.
  package func difference(to other: BatchSignature) -> String? {
    for setting in settings {
      guard let now = other.settings.first(where: { $0.name == setting.name }) else {
        return "'\(setting.name)' was '\(setting.value)' and is not set now"
      }
      if now.value != setting.value {
        return "'\(setting.name)' was '\(setting.value)' and is '\(now.value)' now"
      }
    }
    if models != other.models { return "a model is another one than before" }
    if gallery != other.gallery { return "the gallery's pictures are others than before" }
    if queries != other.queries { return "the list of queries is another one than before" }
    if templates != other.templates { return "the templates are others than before" }
    if program != other.program {
      return "it was begun with Facet \(program), and this is \(other.program)"
    }
    if timings != other.timings { return "the file of --timings has changed" }
    if let name = Self.differing(run, other.run) {
      return "the option '\(name)' is another one than before"
    }
    return self == other ? nil : "an option is another one than before"
  }

  /// The name of the first member that differs, in the order of the names.
  private static func differing(_ one: JSONValue, _ other: JSONValue) -> String? {
    guard case .object(let members) = one, case .object(let others) = other else { return nil }
    for name in Set(members.keys).union(others.keys).sorted() where members[name] != others[name] {
      return differing(members[name] ?? .null, others[name] ?? .null) ?? name
    }
    return nil
  }
}
