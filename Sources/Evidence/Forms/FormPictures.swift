import Basics
import Identification
import Pictures

/// The pictures of an examiner's forms: the query, and one picture of each of several people.
package struct FormPictures: Sendable {
  package let query: CutOut
  /// The people in the order of the EMD's ranking: those whom the report shows, then fillers.
  package let people: [Person]

  package struct Person: Sendable {
    package let galleryIndex: Int
    /// The letter in the report, "A" for the first; `nil` for a filler.
    package let letter: String?
    /// Comes from outside, as `path` does.
    package let label: String?
    package let path: String
    package let sha256: SHA256Digest
    /// `nil` if the picture could not be opened or has changed.
    package let cutOut: CutOut?

    package init(
      galleryIndex: Int, letter: String?, label: String?, path: String, sha256: SHA256Digest,
      cutOut: CutOut?
    ) {
      self.galleryIndex = galleryIndex
      self.letter = letter
      self.label = label
      self.path = path
      self.sha256 = sha256
      self.cutOut = cutOut
    }
  }

  package init(query: CutOut, people: [Person]) {
    self.query = query
    self.people = people
  }

  /// The fewest people for a verification: with fewer, the form itself names the one who is meant.
  package static let leastPeople = 5
  /// The number of people with a form of their own.
  package static let shownPeople = 3

  package var shown: [Person] { people.filter { $0.letter != nil } }
}

extension EvidenceBuilder {
  /// Opens the pictures of the forms.
  ///
  /// Fillers are the people who follow in the ranking; if too few people were re-ranked, the first other
  /// people of the gallery. A gallery of fewer people has fewer fillers.
  ///
  /// - Throws: `PictureError`; `QueryChanged` if the query's file changed after it was ranked.
  func formPictures(_ query: Query, _ rankings: Rankings) throws -> FormPictures {
    var chosen: [Int] = []
    var labels: Set<String> = []
    let own = search.ownPictures(of: query)
    /// Takes the first picture of each further person.
    func take(_ indices: some Sequence<Int>) {
      for index in indices where chosen.count < FormPictures.leastPeople {
        let label = self.label(index)
        if own.contains(index) || chosen.contains(index) { continue }
        if let label, !labels.insert(label).inserted { continue }
        chosen.append(index)
      }
    }
    take(rankings[.emd].candidates.lazy.map(\.galleryIndex))
    take(search.gallery.entries.indices)
    let cutOuts = exhibits.cutOuts(of: chosen)
    let people = zip(chosen, cutOuts).enumerated().map { place, found in
      let entry = search.gallery.entries[found.0]
      return FormPictures.Person(
        galleryIndex: found.0,
        letter: place < FormPictures.shownPeople
          ? String(UnicodeScalar(UInt8(ascii: "A") + UInt8(place))) : nil,
        label: entry.label, path: entry.path, sha256: entry.sha256, cutOut: found.1)
    }
    return FormPictures(query: try exhibits.cutOut(of: query), people: people)
  }
}

extension ShownPictureReader {
  /// - Throws: `PictureError`; `QueryChanged` if the file changed after it was ranked.
  func cutOut(of query: Query) throws -> CutOut {
    let file = try PictureFile(at: query.listed.location, of: query.sighting)
    guard file.sha256 == query.sha256 else { throw QueryChanged(path: query.name) }
    return try CutOut(file.photograph, query.sighting)
  }

  /// Opens gallery pictures again; `nil` for one that cannot be opened or has changed.
  func cutOuts(of indices: [Int]) -> [CutOut?] {
    collectInParallel(count: indices.count) { place, _ in
      let entry = gallery.entries[indices[place]]
      guard let file = try? PictureFile(at: gallery.locations[indices[place]], of: entry.face),
        file.sha256 == entry.sha256
      else { return nil }
      return try? CutOut(file.photograph, entry.face)
    }
  }
}
