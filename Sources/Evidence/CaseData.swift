import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The data on the case that a report belongs to. An unknown field is a line to fill in by hand. All
/// fields come from outside.
package struct CaseData: Sendable, Equatable, Codable {
  package var caseNumber: String?
  package var exhibit: String?
  package var requester: String?
  package var operatorName: String?
  /// The legal basis of the search.
  package var authority: String?
  package var notes: String?

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case caseNumber = "case-number"
    case exhibit
    case requester
    case operatorName = "operator"
    case authority
    case notes
  }

  package init() {}

  /// The most characters of a field. Every page contains the case and the exhibit, and paper contains
  /// all text of a report.
  package static func limit(of key: CodingKeys) -> Int {
    switch key {
    case .caseNumber, .exhibit: 500
    case .requester, .operatorName, .authority: 5_000
    case .notes: 100_000
    }
  }

  /// - Parameter source: The name of the option or of the file's member.
  package func requireLimits(
    _ source: (CodingKeys) -> String
  ) throws(CaseDataError) {
    for key in CodingKeys.allCases {
      let limit = Self.limit(of: key)
      guard let text = self[key], text.utf8.count > limit, text.unicodeScalars.count > limit else {
        continue
      }
      throw .tooLong(source: source(key), count: text.unicodeScalars.count, limit: limit)
    }
  }

  /// Reads a JSON object whose members have the names of the options: `case-number`, `exhibit`,
  /// `requester`, `operator`, `authority`, `notes`.
  ///
  /// - Throws: `CaseDataError` for a file that cannot be read, is not such an object, or contains a
  ///   member of another name or a value that is not a text.
  package init(file: String) throws(CaseDataError) {
    let bytes: [UInt8]
    do {
      try requireRegularFile(file)
      bytes = try readFile(file, limit: 1 << 20)
    } catch {
      throw .unreadable(error)
    }
    let json: JSONValue
    do {
      json = try StrictJSON.decode(JSONValue.self, from: bytes)
    } catch {
      if case .duplicateKey(let key) = error { throw .twice(file: file, name: key) }
      throw .noObject(file: file)
    }
    guard case .object(let members) = json else { throw .noObject(file: file) }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let key = CodingKeys(rawValue: name) else { throw .unknown(file: file, name: name) }
      switch value {
      case .null: break
      case .string(let text): self[key] = text
      default: throw .noText(file: file, name: name)
      }
    }
    try requireLimits { "'\($0.rawValue)' in '\(file)'" }
  }

  package subscript(key: CodingKeys) -> String? {
    get {
      switch key {
      case .caseNumber: caseNumber
      case .exhibit: exhibit
      case .requester: requester
      case .operatorName: operatorName
      case .authority: authority
      case .notes: notes
      }
    }
    set {
      // A blank value is a line to fill in, too.
      let value = newValue.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
      switch key {
      case .caseNumber: caseNumber = value
      case .exhibit: exhibit = value
      case .requester: requester = value
      case .operatorName: operatorName = value
      case .authority: authority = value
      case .notes: notes = value
      }
    }
  }
}

/// The reason why a case file cannot be used.
package enum CaseDataError: Error, Equatable {
  case unreadable(FileError)
  case noObject(file: String)
  case unknown(file: String, name: String)
  case noText(file: String, name: String)
  case tooLong(source: String, count: Int, limit: Int)
  case twice(file: String, name: String)
}

extension CaseDataError: CustomStringConvertible {
  package var description: String {
    let names = CaseData.CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")
    return switch self {
    case .unreadable(let error): "\(error)"
    case .noObject(let file):
      "'\(file)' is not a JSON object. Give an object with the members \(names), each a text."
    case .unknown(let file, let name):
      "'\(file)' contains a member '\(name)', which is not one of \(names). Rename or remove it."
    case .tooLong(let source, let count, let limit):
      """
      \(source) has \(count) characters; the limit is \(limit). Shorten it, and keep the complete text \
      in a file beside the report.
      """
    case .noText(let file, let name):
      "In '\(file)', '\(name)' is not a text. Put its value in quotes."
    case .twice(let file, let name):
      "'\(file)' contains the member '\(name)' twice. Remove one of them."
    }
  }
}
