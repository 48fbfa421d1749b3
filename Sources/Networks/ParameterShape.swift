/// A tensor that a network needs.
struct ParameterShape: Sendable, Equatable {
  let name: String
  let shape: [Int]
}
