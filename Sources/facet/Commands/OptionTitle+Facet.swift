import CommandLines

/// The titles of option groups, in the order in which every help has them.
extension OptionTitle {
  static let faces = OptionTitle("Faces", place: 1)
  static let trainingFaces = OptionTitle("Training faces", place: 2)
  static let drawing = OptionTitle("Drawing", place: 3)
  static let network = OptionTitle("Network", place: 4)
  static let training = OptionTitle("Training", place: 5)
  static let design = OptionTitle("Design", place: 6)
  static let sheets = OptionTitle("Sheets", place: 7)
  static let ranking = OptionTitle("Ranking", place: 8)
  static let scoring = OptionTitle("Scoring", place: 9)
  static let measurement = OptionTitle("Measurement", place: 10)
  static let checking = OptionTitle("Checking", place: 11)
  static let originals = OptionTitle("Moved originals", place: 12)
  static let report = OptionTitle("Report", place: 13)
  static let caseData = OptionTitle("Case data", place: 14)
  static let editions = OptionTitle("Editions and signing", place: 15)
  static let pictures = OptionTitle("Pictures and labels", place: 16)
  static let output = OptionTitle("Output", place: 17)
  static let general = OptionTitle("General", place: 18)
}
