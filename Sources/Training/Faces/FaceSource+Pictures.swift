import Datasets
import Faces
import Identification
import Pictures

extension FaceSource {
  /// Returns a source of labeled pictures of aligned faces, with landmarks next to them if known.
  ///
  /// - Parameter pictures: The pictures; those without a label are left out.
  /// - Throws: `TrainingFailure.fewIdentities`.
  package static func pictures(_ pictures: [ListedPicture]) throws -> FaceSource {
    let listed = pictures.filter { $0.label != nil }
    let names = Set(listed.map { $0.label! }).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard names.count > 1 else { throw TrainingFailure.fewIdentities(found: names.count) }
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    var source = FaceSource(
      labels: listed.map { numbers[$0.label!]! }, description: "\(listed.count) pictures",
      name: { listed[$0].path }
    ) { index in
      if let problem = listed[index].problem { throw Unusable(reason: problem) }
      let file = try PictureFile(path: listed[index].location)
      return Face(
        picture: file.picture,
        landmarks: try Landmarks68.beside(picturePath: listed[index].location))
    }
    source.pictures = listed
    return source
  }

  /// Returns a source of pictures whose people do not matter.
  static func validation(_ pictures: [ListedPicture]) -> FaceSource {
    FaceSource(
      labels: [Int](repeating: 0, count: pictures.count), description: "validation",
      name: { pictures[$0].path }
    ) { index in
      if let problem = pictures[index].problem { throw Unusable(reason: problem) }
      return Face(
        picture: try PictureFile(path: pictures[index].location).picture, landmarks: nil)
    }
  }

  /// Returns the faces of several sources; their identities are different people.
  package static func joined(_ sources: [FaceSource]) -> FaceSource {
    guard sources.count != 1 else { return sources[0] }
    var labels: [Int] = []
    var places: [(source: Int, face: Int)] = []
    var identities = 0
    for (number, source) in sources.enumerated() {
      labels += source.labels.map { $0 + identities }
      places += source.labels.indices.map { (number, $0) }
      identities += source.identityCount
    }
    let all = places
    var source = FaceSource(
      labels: labels, description: sources.map(\.description).joined(separator: ", "),
      name: { sources[all[$0].source].name(all[$0].face) }
    ) { try sources[all[$0].source].face(all[$0].face) }
    source.pictures = sources.flatMap(\.pictures)
    return source
  }

  private struct Unusable: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
  }
}
