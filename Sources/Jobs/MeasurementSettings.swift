/// What was measured and with what, as one object of a JSON file.
///
/// - Precondition: `Subject` has no field of `MeasurementTools`.
@dynamicMemberLookup
public struct MeasurementSettings<Subject: Sendable & Codable & Equatable>: Sendable, Equatable {
  public var subject: Subject
  public var tools: MeasurementTools

  public subscript<Value>(dynamicMember path: KeyPath<Subject, Value>) -> Value {
    subject[keyPath: path]
  }

  public subscript<Value>(dynamicMember path: KeyPath<MeasurementTools, Value>) -> Value {
    tools[keyPath: path]
  }
}

extension MeasurementSettings: Codable {
  public func encode(to encoder: any Encoder) throws {
    try subject.encode(to: encoder)
    try tools.encode(to: encoder)
  }

  public init(from decoder: any Decoder) throws {
    self.init(
      subject: try Subject(from: decoder), tools: try MeasurementTools(from: decoder))
  }
}
