import Basics
import Evidence
import Reports

/// All inputs of a batch's reports; two batches of the same signature give the same bytes.
package struct BatchSignature: Codable, Equatable {
  package var program: String
  package var models: [String]
  package var gallery: SHA256Digest
  package var settings: [ReportData.Setting]
  package var templates: SHA256Digest
  /// The digest of the paths and labels of the queries in order.
  package var queries: SHA256Digest
  /// The digest of the recorded times; `nil` if they are measured.
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

  /// Returns the first difference in words; `nil` without one.
  package func difference(to other: BatchSignature) -> String? {
    for setting in settings {
      guard let now = other.settings.first(where: { $0.name == setting.name }) else {
        return "'\(setting.name)' was '\(setting.value)' and is not set now"
      }
      if now.value != setting.value {
        return "'\(setting.name)' was '\(setting.value)' and is '\(now.value)' now"
      }
    }
    if models != other.models { return "a model has changed since the batch started" }
    if gallery != other.gallery {
      return "the gallery's pictures have changed since the batch started"
    }
    if queries != other.queries {
      return "the list of queries has changed since the batch started"
    }
    if templates != other.templates {
      return "the templates have changed since the batch started"
    }
    if program != other.program {
      return "Facet \(program) started it, and this is Facet \(other.program)"
    }
    if timings != other.timings { return "the file of --timings has changed" }
    if let name = Self.differing(run, other.run) {
      return "the option '\(name)' has changed since the batch started"
    }
    return self == other ? nil : "an option has changed since the batch started"
  }

  /// Returns the name of the first member that differs, in the order of the names.
  private static func differing(_ one: JSONValue, _ other: JSONValue) -> String? {
    guard case .object(let members) = one, case .object(let others) = other else { return nil }
    for name in Set(members.keys).union(others.keys).sorted() where members[name] != others[name] {
      return differing(members[name] ?? .null, others[name] ?? .null) ?? name
    }
    return nil
  }
}
