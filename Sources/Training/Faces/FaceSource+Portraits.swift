import Faces
import Portraits

extension FaceSource {
  /// Returns a source of synthetic people, drawn again each time.
  ///
  /// - Parameters:
  ///   - each: The number of portraits of each person.
  ///   - seed: The seed; another seed draws other people.
  ///   - frame: The size of the aligned face.
  package static func portraits(people: Int, each: Int, seed: UInt64, frame: PortraitFrame)
    -> FaceSource
  {
    let series = PortraitSeries(seed: seed)
    return FaceSource(
      labels: (0..<people * each).map { $0 / each },
      description: "\(each) portraits of each of \(people) people, seed \(seed)",
      name: { "portrait \($0 % each) of person \($0 / each)" }
    ) { index in
      let portrait = try series.portrait(
        person: index / each, picture: index % each, frame: frame)
      return Face(picture: portrait.picture, landmarks: portrait.landmarks)
    }
  }
}
