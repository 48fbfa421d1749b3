import Basics

/// The reason why a laboratory's limits or conclusion scale cannot be used.
package enum LaboratoryFileError: Error, Equatable {
  case unreadable(FileError)
  /// The rest of a sentence about the file, with what to do.
  case content(file: String, String)
}

extension LaboratoryFileError: CustomStringConvertible {
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .unreadable(let error): "\(error)"
    case .content(let file, let reason): "'\(displayed(file))' \(reason)"
    }
  }
}

/// A JSON object of a laboratory's file, whose members are all known.
struct LaboratoryObject {
  private let file: String
  private let place: String
  private let members: [String: JSONValue]

  typealias Failure = LaboratoryFileError

  /// Reads a file of format 1.
  ///
  /// - Parameter kind: What the file is, such as "limits of picture quality".
  static func read(
    _ file: String, kind: String, members: Set<String>, limit: Int
  ) throws(Failure) -> (object: LaboratoryObject, sha256: SHA256Digest) {
    let bytes: [UInt8]
    do {
      try requireRegularFile(file)
      bytes = try readFile(file, limit: limit)
    } catch {
      throw .unreadable(error)
    }
    let json: JSONValue
    do {
      json = try StrictJSON.decode(JSONValue.self, from: bytes)
    } catch {
      throw .content(file: file, "\(error). Give \(kind) as the manual describes them.")
    }
    let object = try LaboratoryObject(json, file: file, place: "", members: members)
    guard let format = try object.number("format") else {
      throw .content(file: file, "does not have a number 'format'. Add \"format\": 1.")
    }
    guard format == 1 else {
      throw .content(file: file, "has format \(fixed(format, 0)); this version reads format 1.")
    }
    return (object, SHA256.digest(of: bytes))
  }

  init(_ json: JSONValue, file: String, place: String, members known: Set<String>) throws(Failure) {
    guard case .object(let members) = json else {
      throw .content(
        file: file, "has something else than an object\(place). Put the values in { }.")
    }
    if let other = members.keys.sorted().first(where: { !known.contains($0) }) {
      throw .content(
        file: file,
        """
        contains a member '\(displayed(other))'\(place), which is not one of \
        \(known.sorted().joined(separator: ", ")). Rename or remove it.
        """)
    }
    self.file = file
    self.place = place
    self.members = members
  }

  func failure(_ reason: String) -> Failure { .content(file: file, reason) }

  /// Returns a text that is not blank and has at most 500 characters.
  func text(_ name: String) throws(Failure) -> String {
    guard case .string(let text)? = members[name], text.contains(where: { !$0.isWhitespace }) else {
      throw failure("does not have a text '\(name)'\(place). Add it.")
    }
    guard text.unicodeScalars.count <= 500 else {
      throw failure("has more than 500 characters in '\(name)'\(place). Shorten it.")
    }
    return text
  }

  /// - Returns: `nil` if the member is missing or null.
  func number(_ name: String) throws(Failure) -> Double? {
    switch members[name] {
    case nil, .null?: return nil
    case .number(let number)?: return number
    default: throw failure("has a '\(name)'\(place) that is not a number. Give a number.")
    }
  }

  func list(_ name: String, of known: Set<String>, most: Int) throws(Failure) -> [LaboratoryObject]
  {
    guard case .array(let values)? = members[name], !values.isEmpty else {
      throw failure("does not have a list '\(name)'\(place). Add it.")
    }
    guard values.count <= most else {
      throw failure("has more than \(most) entries in '\(name)'. Remove some.")
    }
    var objects: [LaboratoryObject] = []
    for (index, value) in values.enumerated() {
      objects.append(
        try LaboratoryObject(
          value, file: file, place: " in entry \(index + 1) of '\(name)'", members: known))
    }
    return objects
  }
}
