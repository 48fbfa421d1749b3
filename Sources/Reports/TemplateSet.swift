import Basics
import CTemplates
import Mustache
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The templates of all pages: those of the program, or replacements from a folder, file by file.
package struct TemplateSet: Sendable {
  /// The files that a folder may replace.
  package enum File: String, CaseIterable, Sendable {
    case report = "report.html.mustache"
    case index = "index.html.mustache"
    /// The frame of all pages.
    case page = "page.html.mustache"
    /// A part of a report, with its title.
    case section = "section.html.mustache"
    /// Every kind of block of a section.
    case block = "block.html.mustache"
    case table = "table.html.mustache"
    case facts = "facts.html.mustache"
    case figure = "figure.html.mustache"
    /// The page of `evaluate --html` and `verify --html`.
    case measurement = "measurement.html.mustache"
    /// The flow that a reader points at.
    case flow = "flow.html.mustache"
    case compact = "queries-compact.html.mustache"
    case blind = "blind.html.mustache"
    case blindIndex = "blind-index.html.mustache"
    case style = "style.css"
  }

  let report: Template
  let index: Template
  package let measurement: Template
  let blind: Template
  let blindIndex: Template
  /// The templates by the name in tags, which is the file's name without its extensions.
  package let partials: [String: Template]
  let style: String
  /// The digest of the only style that a page's policy allows: `sha256-…`.
  let styleHash: String
  /// The digest of all files.
  package let digest: SHA256Digest

  /// The logo at the top of each page and paper.
  let logo: Logo?

  struct Logo: Sendable {
    let picture: Picture
    /// The logo as a `data:` address.
    let source: String
  }

  /// - Parameters:
  ///   - folder: The folder with replacements; `nil` for the program's own templates.
  ///   - css: A file of at most 200 KB that replaces the style sheet, even one of the folder.
  ///   - logo: A PNG or JPEG file of at most 200 KB.
  /// - Throws: `TemplateSetError` for a file that cannot be read, and for a template with errors.
  package init(
    folder: String? = nil, css: String? = nil, logo: String? = nil
  ) throws(TemplateSetError) {
    if let folder, !File.allCases.contains(where: { Self.isThere($0, in: folder) }) {
      throw .nothingToReplace(folder: folder)
    }
    var templates: [File: Template] = [:]
    var style = ""
    var hash = SHA256()
    for file in File.allCases {
      var (text, name) = try Self.text(of: file, in: folder)
      if file == .style, let css { (text, name) = (try Self.text(at: css), css) }
      hash.update(SHA256.digest(of: Array(text.utf8)).hexadecimal.utf8)
      if file == .style {
        style = text
      } else {
        do {
          templates[file] = try Template.parse(text, name: name)
        } catch {
          throw .wrong(error)
        }
      }
    }
    guard !style.utf8.contains(UInt8(ascii: "<")) else {
      throw .unsafeStyle(file: css ?? Self.name(of: .style, in: folder))
    }
    self.logo = try logo.map { path throws(TemplateSetError) in try Self.logo(at: path, &hash) }
    self.style = style
    digest = hash.finalize()
    styleHash = "sha256-" + Data(SHA256.digest(of: Array(style.utf8)).bytes).base64EncodedString()
    report = templates[.report]!
    index = templates[.index]!
    measurement = templates[.measurement]!
    blind = templates[.blind]!
    blindIndex = templates[.blindIndex]!
    partials = Dictionary(
      uniqueKeysWithValues: templates.map { file, template in
        (String(file.rawValue.prefix { $0 != "." }), template)
      })
  }

  /// Reads a logo that is small enough for every page of a batch.
  private static let logoLimit = 200_000
  private static let styleLimit = 200_000

  private static func logo(at path: String, _ hash: inout SHA256) throws(TemplateSetError) -> Logo {
    do {
      try requireRegularFile(path)
      let bytes = try readFile(path, limit: logoLimit)
      let picture = try Picture.decode(bytes, name: path)
      hash.update(bytes)
      let kind = bytes.starts(with: [0xFF, 0xD8]) ? "jpeg" : "png"
      // Browsers do not show PNM.
      let shown = bytes.starts(with: [UInt8(ascii: "P")]) ? picture.encodedPNG() : bytes
      return Logo(
        picture: picture, source: "data:image/\(kind);base64,\(Data(shown).base64EncodedString())")
    } catch let error as FileError {
      throw .unreadable(error)
    } catch {
      throw .noLogo(reason: "\(error)")
    }
  }

  private static func text(at path: String) throws(TemplateSetError) -> String {
    do {
      try requireRegularFile(path)
      let bytes = try readFile(path, limit: styleLimit)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw TemplateSetError.notText(file: path)
      }
      return text
    } catch let error as FileError {
      throw .unreadable(error)
    } catch let error as TemplateSetError {
      throw error
    } catch {
      preconditionFailure("only the two kinds above are thrown: \(error)")
    }
  }

  private static func isThere(_ file: File, in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: name(of: file, in: folder))
  }

  private static func name(of file: File, in folder: String?) -> String {
    folder.map { "\($0)/\(file.rawValue)" } ?? file.rawValue
  }

  private static func text(
    of file: File, in folder: String?
  ) throws(TemplateSetError) -> (text: String, name: String) {
    if let folder {
      let path = name(of: file, in: folder)
      do {
        try requireRegularFile(path)
        let bytes = try readFile(path, limit: 1 << 24)
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw TemplateSetError.notText(file: path)
        }
        return (text, path)
      } catch let error as FileError {
        if !error.isAbsence { throw .unreadable(error) }
      } catch let error as TemplateSetError {
        throw error
      } catch {
        preconditionFailure("only the two kinds above are thrown: \(error)")
      }
    }
    var count = 0
    guard let bytes = facet_template_bytes(file.embedded, &count) else {
      preconditionFailure("'\(file.rawValue)' is not part of the program.")
    }
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    return (text, file.rawValue)
  }
}

extension TemplateSet.File {
  fileprivate var embedded: facet_template {
    switch self {
    case .report: TEMPLATE_REPORT
    case .index: TEMPLATE_INDEX
    case .page: TEMPLATE_PAGE
    case .section: TEMPLATE_SECTION
    case .block: TEMPLATE_BLOCK
    case .table: TEMPLATE_TABLE
    case .facts: TEMPLATE_FACTS
    case .figure: TEMPLATE_FIGURE
    case .measurement: TEMPLATE_MEASUREMENT
    case .flow: TEMPLATE_FLOW
    case .compact: TEMPLATE_COMPACT
    case .blind: TEMPLATE_BLIND
    case .blindIndex: TEMPLATE_BLIND_INDEX
    case .style: TEMPLATE_STYLE
    }
  }
}

extension SHA256Digest {
  /// The 32 bytes that the digits stand for.
  fileprivate var bytes: [UInt8] {
    let digits = Array(hexadecimal.utf8).map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

/// The reason why templates cannot be used.
package enum TemplateSetError: Error, Equatable {
  /// The folder is missing or does not contain a file with a template's name.
  case nothingToReplace(folder: String)
  case unreadable(FileError)
  case notText(file: String)
  /// A style sheet that could end its own element.
  case unsafeStyle(file: String)
  case wrong(TemplateError)
  case noLogo(reason: String)
}

extension TemplateSetError: CustomStringConvertible {
  package var description: String { errorSentence(sentence) }

  private var sentence: String {
    switch self {
    case .nothingToReplace(let folder):
      """
      '\(folder)' does not contain a template. Give a folder with one or more of \
      \(TemplateSet.File.allCases.map(\.rawValue).joined(separator: ", ")).
      """
    case .unreadable(let error): "\(error)"
    case .notText(let file): "'\(file)' is not text in UTF-8. Save it as UTF-8."
    case .unsafeStyle(let file):
      "'\(file)' contains a '<', which is not allowed in a style sheet inside a page. Remove it."
    case .wrong(let error): "\(error)"
    case .noLogo(let reason): "The logo cannot be used. \(reason)"
    }
  }
}
