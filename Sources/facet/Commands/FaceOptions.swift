import Runs
import CommandLines
import Faces

/// `--detector`, and `--faces`, `--min-face` and `--min-score`, which go with it.
struct DetectionOptions: Sendable {
  /// What a command takes faces from.
  enum Form {
    case queriesAndGallery
    case onePath
    /// One PATH, one face of each photograph.
    case oneFace
  }

  let detector: String?
  private let faces: QueriesAndGallery<FacePolicy>?
  private let minimumFace: Int?
  private let minimumScore: Double?

  init(_ options: inout OptionReader, _ form: Form) throws(UsageError) {
    detector = try options.optional(
      "--detector", "FILE", .input, in: .faces,
      help: """
        Detector: a .safetensors file that 'facet model import' made of MTCNN (pnet.pt rnet.pt \
        onet.pt), SCRFD, YuNet or RetinaFace (.onnx). The pictures are photographs, and it finds the \
        faces in them.
        """)
    let choices = "largest, center (nearest to the middle), only (fail if there are several)"
    let all = """
      Faces of a photograph to use: \(choices) or all. In labeled gallery pictures, 'all' uses the \
      largest face, because a label names one person.
      """
    let standard = FacePolicy.largest.rawValue
    switch form {
    case .queriesAndGallery:
      faces = try options.optional(
        "--faces", "NAME[,NAME]", .forQueriesAndGallery(.choice(FacePolicy.self)), in: .faces,
        otherwise: standard, help: all + twoValues)
    case .onePath:
      faces = try options.optional(
        "--faces", "NAME", .choice(FacePolicy.self), in: .faces, otherwise: standard, help: all
      ).map { QueriesAndGallery(queries: $0, gallery: $0) }
    case .oneFace:
      faces = try options.optional(
        "--faces", "NAME", .choice(among: [FacePolicy.largest, .center, .only]), in: .faces,
        otherwise: standard,
        help: "Face of a photograph to use: largest, center (nearest to the middle) or only "
          + "(fail if there are several)."
      ).map { QueriesAndGallery(queries: $0, gallery: $0) }
    }
    minimumFace = try options.optional(
      "--min-face", "N", .integer(in: JobSettings.faceSides), in: .faces,
      otherwise: "\(FaceDetector.defaultMinimumFace)",
      help: "Smallest face to use, in pixels, 12 to 10000: the shorter side of its box.")
    minimumScore = try options.optional(
      "--min-score", "X", .number(in: 0...1), in: .faces,
      otherwise: FaceSearchKind.allCases.map { "\($0.defaultMinimumScore) for \($0.rawValue)" }
        .joined(separator: ", "),
      help: """
        Lowest detector score of a face to use, 0 to 1. Faces with a lower score, or smaller than \
        --min-face, are listed as doubtful and not used.
        """)
  }

  /// - Throws: If an option that goes with `--detector` is given alone.
  func apply(to settings: inout JobSettings) throws(UsageError) {
    if detector == nil {
      if faces != nil { throw UsageError("--faces goes with --detector.") }
      if minimumFace != nil { throw UsageError("--min-face goes with --detector.") }
      if minimumScore != nil { throw UsageError("--min-score goes with --detector.") }
    }
    settings.detector = detector
    settings.queryFaces = faces?.queries ?? .largest
    settings.galleryFaces = faces?.gallery ?? .largest
    if let minimumFace { settings.minimumFace = minimumFace }
    if let minimumScore {
      settings.minimumScore = Float(minimumScore)
    } else if let detector {
      settings.minimumScore = FaceSearchKind(ofModelAt: detector).defaultMinimumScore
    }
  }
}

/// `--landmarks` and `--alignment`, which go with `--detector`.
struct LandmarkOptions: Sendable {
  let predictor: String?
  private let alignment: AlignmentPoints?

  init(_ options: inout OptionReader) throws(UsageError) {
    predictor = try options.optional(
      "--landmarks", "FILE", .input, in: .faces, otherwise: "a mean shape on the detector's points",
      help: """
        Predictor of 68 landmarks in dlib's format, such as Debian's \
        /usr/share/dlib/shape_predictor_68_face_landmarks.dat (package libdlib-data). A landmark file \
        beside a photograph is used in its place.
        """)
    alignment = try options.optional(
      "--alignment", "NAME", .choice(AlignmentPoints.self), in: .faces,
      otherwise: AlignmentPoints.detector.rawValue,
      help: """
        Points by which faces in photographs are aligned. detector: its five points. 68: five points \
        of the 68 landmarks of --landmarks. 68-0.7, 68-0.6: likewise, of the aligned picture only the \
        middle 0.7 or 0.6, enlarged.
        """)
  }

  /// - Throws: If an option that goes with another is given alone.
  func apply(to settings: inout JobSettings) throws(UsageError) {
    guard predictor == nil || settings.detector != nil else {
      throw UsageError(
        """
        --landmarks goes with --detector. Aligned faces have their landmarks in a .pts or .json file \
        beside each picture; 'facet align --landmarks' writes such files.
        """)
    }
    settings.landmarks = predictor
    guard let alignment else { return }
    guard settings.detector != nil else { throw UsageError("--alignment goes with --detector.") }
    guard predictor != nil || !alignment.needsPredictor else {
      throw UsageError("--alignment \(alignment.rawValue) needs --landmarks FILE.")
    }
    settings.alignment = alignment
  }
}

/// `--aligned`, or `--detector` with its options.
struct FaceOptions: Sendable {
  let isAligned: Bool
  let detection: DetectionOptions

  /// - Parameter template: The command needs landmarks, which may also lie beside the pictures.
  init(
    _ options: inout OptionReader, _ form: DetectionOptions.Form, template: Bool = false
  ) throws(UsageError) {
    isAligned = options.flag(
      "--aligned", in: .faces,
      help: "The pictures are already cropped and aligned faces"
        + (template
          ? ", 96x112 or square."
          : "; they are resized to the model's input if needed. Required unless --detector is given.")
    )
    detection = try DetectionOptions(&options, form)
  }

  /// - Throws: If neither or both of `--aligned` and `--detector` are given: taking photographs for
  ///   aligned faces, or the reverse, would give numbers that look right and mean nothing.
  func apply(to settings: inout JobSettings) throws(UsageError) {
    try applyOptionally(to: &settings)
    guard isAligned || detection.detector != nil else {
      throw UsageError(
        """
        Specify --aligned (already cropped and aligned faces) or --detector FILE (photographs).
        """)
    }
  }

  /// For a command that needs neither.
  func applyOptionally(to settings: inout JobSettings) throws(UsageError) {
    guard !isAligned || detection.detector == nil else {
      throw UsageError(
        """
        --aligned and --detector exclude each other. Give --aligned for crops or --detector for \
        photographs.
        """)
    }
    try detection.apply(to: &settings)
  }
}
