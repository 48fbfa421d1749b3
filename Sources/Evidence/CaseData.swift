import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The data on the case that a report belongs to. An unknown field is a line to fill in by hand. All
/// fields come from outside; dates too, never from the clock, so that a report can be repeated.
package struct CaseData: Sendable, Equatable {
  private var values: [CodingKeys: String] = [:]

  /// The fields, in the order in which reports list them.
  package enum CodingKeys: String, CodingKey, CaseIterable, Sendable {
    case caseNumber = "case-number"
    case exhibit
    /// A unique number of the report, printed on every page.
    case reportNumber = "report-number"
    case laboratory
    case laboratoryAddress = "laboratory-address"
    case requester
    case requesterContact = "requester-contact"
    case operatorName = "operator"
    /// The person who signs, and why that person may.
    case signer
    case signerQualification = "signer-qualification"
    /// The legal basis of the search.
    case authority
    case question
    case firstProposition = "proposition-1"
    case secondProposition = "proposition-2"
    /// How the item was received and in which condition.
    case itemReceipt = "item-receipt"
    case itemCondition = "item-condition"
    /// Which frame of which recording was taken, and by whom.
    case sampling
    /// What was done to the picture before Facet read it.
    case editsBefore = "edits-before"
    /// The gallery's origin, its people, and the dates of its pictures.
    case galleryOrigin = "gallery-origin"
    case method
    case methodVersion = "method-version"
    case methodValidation = "method-validation"
    case deviations
    case received
    /// The day of the search.
    case date
    case issued
    case notes
  }

  /// A group of fields that a report prints together.
  package enum Group: String, Sendable, CaseIterable {
    case reference
    case laboratory
    case request
    case item
    case method
    case dates
    case notes
  }

  package init() {}

  package subscript(key: CodingKeys) -> String? {
    get { values[key] }
    // A blank value is a line to fill in, too.
    set { values[key] = newValue.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil } }
  }

  package var caseNumber: String? {
    get { self[.caseNumber] }
    set { self[.caseNumber] = newValue }
  }
  package var exhibit: String? {
    get { self[.exhibit] }
    set { self[.exhibit] = newValue }
  }
  package var reportNumber: String? {
    get { self[.reportNumber] }
    set { self[.reportNumber] = newValue }
  }
  package var requester: String? {
    get { self[.requester] }
    set { self[.requester] = newValue }
  }
  package var operatorName: String? {
    get { self[.operatorName] }
    set { self[.operatorName] = newValue }
  }
  package var authority: String? {
    get { self[.authority] }
    set { self[.authority] = newValue }
  }
  package var notes: String? {
    get { self[.notes] }
    set { self[.notes] = newValue }
  }

  /// The most characters of a field. Every page contains the numbers, and paper contains all text of a
  /// report.
  package static func limit(of key: CodingKeys) -> Int {
    switch key {
    case .caseNumber, .exhibit, .reportNumber, .date, .received, .issued: 500
    case .notes: 100_000
    default: 5_000
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

  /// Reads a JSON object whose members have the names of `CodingKeys` and are texts; see
  /// `docs/case.schema.json`.
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
}

extension CaseData: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    for key in CodingKeys.allCases {
      self[key] = try container.decodeIfPresent(String.self, forKey: key)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    for key in CodingKeys.allCases { try container.encodeIfPresent(self[key], forKey: key) }
  }
}

extension CaseData.CodingKeys {
  package var group: CaseData.Group {
    switch self {
    case .caseNumber, .exhibit, .reportNumber: .reference
    case .laboratory, .laboratoryAddress, .operatorName, .signer, .signerQualification: .laboratory
    case .requester, .requesterContact, .authority, .question, .firstProposition,
      .secondProposition:
      .request
    case .itemReceipt, .itemCondition, .sampling, .editsBefore, .galleryOrigin: .item
    case .method, .methodVersion, .methodValidation, .deviations: .method
    case .received, .date, .issued: .dates
    case .notes: .notes
    }
  }

  /// The name in reports.
  package var title: String {
    switch self {
    case .caseNumber: "Case number"
    case .exhibit: "Exhibit"
    case .reportNumber: "Report number"
    case .laboratory: "Laboratory"
    case .laboratoryAddress: "Address"
    case .requester: "Requested by"
    case .requesterContact: "Contact"
    case .operatorName: "Operator"
    case .signer: "Signed by"
    case .signerQualification: "Qualification"
    case .authority: "Legal authority"
    case .question: "Question"
    case .firstProposition: "Proposition 1"
    case .secondProposition: "Proposition 2"
    case .itemReceipt: "How received"
    case .itemCondition: "Condition of the item"
    case .sampling: "Frame or selection"
    case .editsBefore: "Edits before Facet"
    case .galleryOrigin: "Gallery"
    case .method: "Method (SOP)"
    case .methodVersion: "Version of the method"
    case .methodValidation: "Validation"
    case .deviations: "Deviations"
    case .received: "Received on"
    case .date: "Date of the search"
    case .issued: "Issued on"
    case .notes: "Notes"
    }
  }

  /// Whether `facet report` has an option of this name. The others stand in the file alone.
  package var hasOption: Bool {
    switch self {
    case .caseNumber, .exhibit, .reportNumber, .requester, .operatorName, .authority, .date, .notes:
      true
    default: false
    }
  }

  /// Whether a report has a line for it even without a value. Others are listed if they are given, and
  /// the part on what the paper must contain has a line for each.
  package var isAlwaysListed: Bool {
    switch self {
    case .caseNumber, .exhibit, .requester, .operatorName, .authority, .notes: true
    default: false
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
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
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
