import Basics
import Datasets
import Faces
import Identification
import Networks
import Pictures
import Runs

/// The job of `facet align --check`: opens every picture, looks for faces, and lists problems.
package struct PictureInspectionJob: Sendable {
  package let pictures: String
  /// A second PATH, to find pictures that both contain.
  package let gallery: String?
  package let detector: String?
  /// The model, for the size of the network's input.
  package let model: String?
  /// `listing` of the pictures is the queries', policies and the smallest face are taken from here.
  package let settings: JobSettings

  package init(
    pictures: String, gallery: String?, detector: String?, model: String?, settings: JobSettings
  ) {
    self.pictures = pictures
    self.gallery = gallery
    self.detector = detector
    self.model = model
    self.settings = settings
  }

  package struct Results: Sendable, Codable {
    package var pictures: Int
    package var gallery: Int?
    package var detectorSHA256: String?
    package var minimumFace: Int?
    package var findings: [Finding]

    /// The lines for a terminal: all findings, and a count at the end.
    package func lines() -> [String] {
      let count =
        gallery.map { "\(pictures) pictures and \($0) of the gallery" }
        ?? "\(pictures) picture\(pictures == 1 ? "" : "s")"
      return findings.summary(listed: nil)
        + [
          "\(count) checked: \(findings.isEmpty ? "no problems found" : "\(findings.count) findings")."
        ]
    }

    package var failures: [PictureFailure] {
      findings.filter(\.kind.isFailure).map { PictureFailure(path: $0.name, reason: $0.detail) }
    }
  }

  package func run() throws -> Results {
    let networks = try detector.map(loadDetector)
    let shape = try model.map { try loadBackbone(path: $0).shape }
    let listed = try listPictures(
      at: pictures, options: settings.queryListing, title: "Pictures", isQuiet: settings.isQuiet
    ).pictures
    let own = Preflight.Side(name: "pictures", pictures: listed, namesLonely: gallery == nil)
    let other = try gallery.map { path in
      Preflight.Side(
        name: "gallery",
        pictures: try listPictures(
          at: path, options: settings.galleryListing, title: "Gallery", isQuiet: settings.isQuiet
        ).pictures, namesLonely: true)
    }
    var findings: [Finding] = []
    let sides = [own] + [other].compactMap(\.self)
    let progress = Progress(
      "Checking", total: sides.reduce(0) { $0 + $1.pictures.count }, isQuiet: settings.isQuiet)
    var done = 0
    for side in sides {
      findings += try contents(of: side, networks, shape) { progress.update(done + $0) }
      done += side.pictures.count
    }
    findings += Preflight.comparisons(own, other, rule: .samePicture)
    for side in sides where side.namesLonely { findings += Preflight.lonely(side) }
    return Results(
      pictures: listed.count, gallery: other?.pictures.count,
      detectorSHA256: networks?.digest.hexadecimal,
      minimumFace: networks.map { _ in settings.minimumFace }, findings: findings)
  }

  private func contents(
    of side: Preflight.Side, _ networks: (any FaceSearch)?, _ shape: BackboneShape?,
    progress: (Int) -> Void
  ) throws -> [Finding] {
    let detector = networks.map {
      FaceDetector(
        search: $0, minimumFace: settings.minimumFace, minimumScore: settings.minimumScore)
    }
    var findings: [Finding] = []
    let size = FaceReader.batchSize
    for start in stride(from: 0, to: side.pictures.count, by: size) {
      try Interruption.check()
      let batch = side.pictures[start..<min(start + size, side.pictures.count)]
      findings += collectInParallel(count: batch.count) { index, _ in
        look(at: batch[start + index], side.name, detector, shape)
      }.flatMap(\.self)
      try Interruption.check()
      progress(start + batch.count)
    }
    return findings
  }

  private func look(
    at picture: ListedPicture, _ side: String, _ detector: FaceDetector?, _ shape: BackboneShape?
  ) -> [Finding] {
    func finding(_ kind: Finding.Kind, _ detail: String) -> Finding {
      Finding(kind: kind, side: side, name: picture.path, detail: detail)
    }
    if let problem = picture.problem { return [finding(.unreadable, problem)] }
    do {
      let opened = try PictureFile(photographAt: picture.location).photograph
      guard let detector else {
        return shape.flatMap { proportions(opened, $0) }.map { [finding(.otherProportions, $0)] }
          ?? []
      }
      let detection = try detector.detection(in: opened)
      let largest: DetectedFace
      do throws(FaceFindingError) {
        largest = detection.faces[try FacePolicy.largest.choice(from: detection)[0]]
      } catch {
        return [finding(.noFace, "\(error)")]
      }
      var findings = detection.doubtful.map { finding(.doubtfulFace, "\($0)") }
      if detection.faces.count > 1 {
        let sizes = detection.faces.map {
          "\(fixed(Double($0.box.width), 0)) x \(fixed(Double($0.box.height), 0))"
        }
        findings.append(
          finding(
            .severalFaces, "\(detection.faces.count) faces of \(sizes.joined(separator: ", "))"))
      }
      if let shape,
        let template = AlignmentTemplate(
          width: shape.inputWidth, height: shape.inputHeight, alignment: shape.alignment),
        let similarity = template.similarity(from: largest.points)
      {
        let scale = (similarity.a * similarity.a + similarity.b * similarity.b).squareRoot()
        if scale > 1 {
          findings.append(
            finding(
              .tinyFace,
              """
              the largest face has \(fixed(Double(largest.box.width), 0)) x \
              \(fixed(Double(largest.box.height), 0)) pixels and would be enlarged \
              \(fixed(scale, 2)) times
              """))
        }
      }
      return findings
    } catch {
      return [finding(.unreadable, "\(error)")]
    }
  }

  /// Describes proportions of an aligned picture that differ from the network's by more than a tenth.
  private func proportions(_ picture: Photograph, _ shape: BackboneShape) -> String? {
    let ratio =
      Double(picture.width) * Double(shape.inputHeight)
      / (Double(picture.height) * Double(shape.inputWidth))
    guard abs(ratio - 1) > 0.1 else { return nil }
    return """
      \(picture.width) x \(picture.height) pixels would be stretched to \(shape.inputWidth) x \
      \(shape.inputHeight)
      """
  }
}
