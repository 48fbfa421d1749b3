/// The subject and the tools of a measurement, as one object of a JSON file.
///
/// - Precondition: `Subject` has no field of `MeasurementTools`.
@dynamicMemberLookup
package struct MeasurementSettings<Subject: Sendable & Codable & Equatable>: Sendable, Equatable {
  package var subject: Subject
  package var tools: MeasurementTools

  package subscript<Value>(dynamicMember path: KeyPath<Subject, Value>) -> Value {
    subject[keyPath: path]
  }

  package subscript<Value>(dynamicMember path: KeyPath<MeasurementTools, Value>) -> Value {
    tools[keyPath: path]
  }
}

extension MeasurementSettings: Codable {
  package func encode(to encoder: any Encoder) throws {
    try subject.encode(to: encoder)
    try tools.encode(to: encoder)
  }

  package init(from decoder: any Decoder) throws {
    self.init(
      subject: try Subject(from: decoder), tools: try MeasurementTools(from: decoder))
  }
}
