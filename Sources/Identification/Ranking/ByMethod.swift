/// A value for each of some methods, always in the order of the methods.
///
/// In JSON it is an object whose members are the methods' names.
package struct ByMethod<Value> {
  private var entries: [(method: ScoringMethod, value: Value)] = []

  package init() {}

  /// - Precondition: The methods are distinct.
  package init(_ values: some Sequence<(ScoringMethod, Value)>) {
    for (method, value) in values {
      precondition(self[method] == nil, "'\(method.rawValue)' occurs twice")
      self[method] = value
    }
  }

  package subscript(method: ScoringMethod) -> Value? {
    get { entries.first { $0.method == method }?.value }
    set {
      let place = entries.firstIndex { $0.method == method }
      switch (place, newValue) {
      case (let place?, let value?): entries[place].value = value
      case (let place?, nil): entries.remove(at: place)
      case (nil, let value?):
        let behind = entries.firstIndex { method < $0.method } ?? entries.count
        entries.insert((method, value), at: behind)
      case (nil, nil): break
      }
    }
  }

  package subscript(
    method: ScoringMethod, default fallback: @autoclosure () -> Value
  ) -> Value {
    get { self[method] ?? fallback() }
    set { self[method] = newValue }
  }

  package var methods: [ScoringMethod] { entries.map(\.method) }
  package var values: [Value] { entries.map(\.value) }

  package func mapValues<Other>(_ transform: (Value) throws -> Other) rethrows -> ByMethod<Other> {
    ByMethod<Other>(try entries.map { ($0.method, try transform($0.value)) })
  }
}

extension ByMethod: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (ScoringMethod, Value)...) { self.init(elements) }
}

extension ByMethod: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { entries.count }
  package subscript(position: Int) -> (method: ScoringMethod, value: Value) { entries[position] }
}

extension ByMethod: Sendable where Value: Sendable {}

extension ByMethod: Equatable where Value: Equatable {
  package static func == (first: Self, second: Self) -> Bool {
    first.count == second.count
      && zip(first, second).allSatisfy { $0.method == $1.method && $0.value == $1.value }
  }
}

extension ByMethod: Encodable where Value: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MethodKey.self)
    for (method, value) in entries {
      try container.encode(value, forKey: MethodKey(stringValue: method.rawValue))
    }
  }
}

extension ByMethod: Decodable where Value: Decodable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: MethodKey.self)
    self.init()
    for key in container.allKeys {
      self[ScoringMethod(named: key.stringValue)] = try container.decode(
        Value.self, forKey: key)
    }
  }
}

private struct MethodKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
