/// A tensor that a network needs.
package struct ParameterShape: Sendable, Equatable {
  package let name: String
  package let shape: [Int]
}
