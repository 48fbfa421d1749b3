/// A name and its value; `isCode` for digests and paths.
package struct Fact: Equatable, Sendable {
  let name: String
  let value: String
  var isCode = false

  package init(name: String, value: String, isCode: Bool = false) {
    self.name = name
    self.value = value
    self.isCode = isCode
  }
}
