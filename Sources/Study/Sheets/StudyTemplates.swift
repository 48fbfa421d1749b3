import Basics
import CStudyTemplates
import Mustache

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The words and pages of a study: those of the program, or replacements from a folder, file by file.
package struct StudyTemplates: Sendable {
  /// The files that a folder may replace.
  package enum File: String, CaseIterable, Sendable {
    case words = "worksheet-words.json"
    case consent = "worksheet-consent.txt"
    case instructions = "worksheet-instructions.txt"
    case form = "worksheet-form.html.mustache"
    case formStyle = "worksheet-form.css"
    case formScript = "worksheet-form.js"
    case index = "worksheet-index.html.mustache"
    case results = "worksheet-results.html.mustache"
  }

  package let words: StudyWords
  package let consent: String
  package let instructions: String
  /// Whether the consent is the program's model text.
  package let isModelConsent: Bool
  package let form: Template
  package let formStyle: String
  package let formScript: String
  package let index: Template
  package let results: Template

  /// - Parameter folder: The folder with replacements; `nil` for the program's own files.
  /// - Throws: `StudyTemplateError`, `FileError`, `TemplateError`.
  package init(folder: String? = nil) throws {
    var texts: [File: String] = [:]
    var replaced: Set<File> = []
    for file in File.allCases {
      texts[file] = Self.embedded(file)
      guard let folder else { continue }
      let path = "\(folder)/\(file.rawValue)"
      do {
        try requireRegularFile(path)
      } catch {
        if error.isAbsence { continue }
        throw error
      }
      guard let text = String(validating: try readFile(path, limit: 1 << 20), as: UTF8.self) else {
        throw StudyTemplateError(file: path, reason: "is not text in UTF-8. Save it as UTF-8.")
      }
      texts[file] = text
      replaced.insert(file)
    }
    func name(_ file: File) -> String {
      replaced.contains(file) ? "\(folder!)/\(file.rawValue)" : file.rawValue
    }
    words = try StudyWords(
      texts[.words]!, file: name(.words), complete: StudyWords(Self.embedded(.words)))
    consent = texts[.consent]!
    instructions = texts[.instructions]!
    isModelConsent = consent == Self.embedded(.consent)
    form = try Template.parse(texts[.form]!, name: name(.form))
    formStyle = texts[.formStyle]!
    formScript = texts[.formScript]!
    for (file, text) in [(File.formStyle, formStyle), (.formScript, formScript)]
    where text.contains("</") {
      throw StudyTemplateError(
        file: name(file), reason: "contains '</', which ends its element in a page. Remove it.")
    }
    index = try Template.parse(texts[.index]!, name: name(.index))
    results = try Template.parse(texts[.results]!, name: name(.results))
  }

  /// Whether a folder has one of the files.
  package static func isThere(in folder: String) -> Bool {
    File.allCases.contains { FileManager.default.fileExists(atPath: "\(folder)/\($0.rawValue)") }
  }

  private static func embedded(_ file: File) -> String {
    let which =
      switch file {
      case .words: STUDY_WORDS
      case .consent: STUDY_CONSENT
      case .instructions: STUDY_INSTRUCTIONS
      case .form: STUDY_FORM
      case .formStyle: STUDY_FORM_STYLE
      case .formScript: STUDY_FORM_SCRIPT
      case .index: STUDY_INDEX
      case .results: STUDY_RESULTS
      }
    var count = 0
    guard let bytes = study_template_bytes(which, &count) else {
      preconditionFailure("'\(file.rawValue)' is not part of the program.")
    }
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }
}

/// The texts of sheets and forms by their keys, so that a study can be translated.
package struct StudyWords: Sendable, Equatable {
  /// All texts.
  package let texts: [String: String]

  /// Reads the program's own texts.
  init(_ json: String) throws {
    texts = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
  }

  /// Reads texts of a file; missing keys keep the program's texts.
  init(_ json: String, file: String, complete: StudyWords) throws {
    do {
      let own = try StrictJSON.decode([String: String].self, from: Array(json.utf8))
      if let unknown = own.keys.sorted().first(where: { complete.texts[$0] == nil }) {
        throw StudyTemplateError(
          file: file, reason: "contains the unknown key '\(displayed(unknown))'. Correct its name.")
      }
      texts = complete.texts.merging(own) { $1 }
    } catch let error as StrictJSONError {
      throw StudyTemplateError(file: file, reason: "\(error). Give one JSON object with texts.")
    }
  }

  /// - Precondition: The program has a text of this key.
  package subscript(key: String) -> String {
    guard let text = texts[key] else { preconditionFailure("no words for '\(key)'") }
    return text
  }

  /// Returns a text with values in place of `{name}`.
  package func text(_ key: String, _ values: [String: String]) -> String {
    Self.filled(self[key], values)
  }

  package static func filled(_ text: String, _ values: [String: String]) -> String {
    values.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
  }
}

/// The reason why a file with words or pages of a study cannot be used.
package struct StudyTemplateError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// The rest of a sentence about the file.
  package let reason: String

  package var description: String { errorSentence("'\(file)' \(reason)") }
}
