import Basics
import Drawing
import Evidence
import Mustache
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The blind edition of one query as a web page: the faces of the form, to be looked at on a screen.
struct BlindPage {
  let content: BlindContent
  let programVersion: String

  /// - Throws: As `QueryReportPage.html`.
  func html(_ templates: TemplateSet) throws -> String {
    var values = PageValues.common(
      templates, title: "\(BlindContent.title), query \(content.number)",
      programVersion: programVersion)
    values["blindTitle"] = .string(BlindContent.title)
    values["number"] = .string(content.number)
    values["explanation"] = .string(BlindContent.explanation)
    values["warning"] = PageValues.optional(content.verification.warning)
    values["commitment"] = .string(content.commitment.hexadecimal)
    values["query"] = .dictionary(
      image(content.verification.query, "Face of the query, to be compared with each face."))
    values["candidates"] = .list(
      content.verification.faces.map { face in
        var values = image(face.person.cutOut, "Face \(face.code).")
        values["code"] = .string(face.code)
        return .dictionary(values)
      })
    return try templates.blind.render(.dictionary(values), partials: templates.partials)
  }

  /// The largest side of a picture on the page, in its own pixels; the paper has all of them.
  private static let largestSide = 640
  private static let shownWidth = 300.0

  private func image(_ cutOut: CutOut?, _ alternative: String) -> [String: MustacheValue] {
    let picture = cutOut?.picture ?? Picture.missing
    let factor = min(1, Double(Self.largestSide) / Double(max(picture.width, picture.height)))
    func scaled(_ length: Int) -> Int { max(1, Int((Double(length) * factor).rounded())) }
    let shown =
      factor == 1
      ? picture : picture.resized(width: scaled(picture.width), height: scaled(picture.height))
    let width = Self.shownWidth
    let height = (width * Double(shown.height) / Double(shown.width)).rounded()
    let jpeg = Data(shown.encodedJPEG(quality: 92)).base64EncodedString()
    return [
      "source": .string("data:image/jpeg;base64,\(jpeg)"), "width": .number(String(Int(width))),
      "height": .number(String(Int(height))),
      "alternative": .string(
        cutOut == nil ? "\(alternative) This picture could not be opened." : alternative),
    ]
  }
}

extension Picture {
  /// A gray field in place of a picture that could not be opened.
  fileprivate static var missing: Picture {
    Picture(
      width: 96, height: 96, channels: .gray, samples: [UInt8](repeating: 160, count: 96 * 96))
  }
}
