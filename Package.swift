// swift-tools-version: 6.0
import PackageDescription

// The targets stand in the order of the data: pictures, faces, features, ranking, evidence, report.
// Each depends only on those above it.
let package = Package(
  name: "Facet",
  products: [.executable(name: "facet", targets: ["facet"])],
  targets: [
    // C: libraries of the system, and the thin shims around them.
    .systemLibrary(
      name: "CLibPNG", path: "Sources/C/CLibPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CLibJPEG", path: "Sources/C/CLibJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg62-turbo-dev"])]),
    .systemLibrary(
      name: "CBLAS", path: "Sources/C/CBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CCairo", path: "Sources/C/CCairo", pkgConfig: "cairo",
      providers: [.apt(["libcairo2-dev"])]),
    // No pkgConfig: Pango's files carry -pthread, which the package manager reports at each build.
    .systemLibrary(name: "CPango", path: "Sources/C/CPango"),
    .target(
      name: "CPictureCodecs", dependencies: ["CLibPNG", "CLibJPEG"],
      path: "Sources/C/CPictureCodecs"),
    // Further picture formats. Without a library's package the program is built without its formats.
    .systemLibrary(
      name: "CLibHEIF", path: "Sources/C/CLibHEIF", pkgConfig: "libheif",
      providers: [.apt(["libheif-dev"])]),
    .systemLibrary(
      name: "CLibWebP", path: "Sources/C/CLibWebP", pkgConfig: "libwebp",
      providers: [.apt(["libwebp-dev"])]),
    .systemLibrary(
      name: "CLibWebPDemux", path: "Sources/C/CLibWebPDemux", pkgConfig: "libwebpdemux",
      providers: [.apt(["libwebp-dev"])]),
    .systemLibrary(
      name: "CLibTIFF", path: "Sources/C/CLibTIFF", pkgConfig: "libtiff-4",
      providers: [.apt(["libtiff-dev"])]),
    .systemLibrary(
      name: "CLibOpenJPEG", path: "Sources/C/CLibOpenJPEG", pkgConfig: "libopenjp2",
      providers: [.apt(["libopenjp2-7-dev"])]),
    .systemLibrary(
      name: "CLibGIF", path: "Sources/C/CLibGIF", pkgConfig: "libgif",
      providers: [.apt(["libgif-dev"])]),
    .systemLibrary(
      name: "CLibLCMS", path: "Sources/C/CLibLCMS", pkgConfig: "lcms2",
      providers: [.apt(["liblcms2-dev"])]),
    .target(
      name: "CPictureDecoders",
      dependencies: [
        "CLibHEIF", "CLibWebP", "CLibWebPDemux", "CLibTIFF", "CLibOpenJPEG", "CLibGIF", "CLibLCMS",
      ], path: "Sources/C/CPictureDecoders", cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "CBLASStart", dependencies: ["CBLAS"], path: "Sources/C/CBLASStart"),
    .target(
      name: "CConvolution", dependencies: ["CVectorKernels"], path: "Sources/C/CConvolution",
      cxxSettings: [.unsafeFlags(["-O2"])],
      linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("m")]),
    .target(
      name: "CVectorKernels", path: "Sources/C/CVectorKernels",
      cSettings: [.unsafeFlags(["-O3"])], linkerSettings: [.linkedLibrary("m")]),
    .systemLibrary(
      name: "CLibCrypto", path: "Sources/C/CLibCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"])]),
    .target(name: "CCrypto", dependencies: ["CLibCrypto"], path: "Sources/C/CCrypto"),
    .systemLibrary(
      name: "CLibXXHash", path: "Sources/C/CLibXXHash", pkgConfig: "libxxhash",
      providers: [.apt(["libxxhash-dev"])]),
    .target(name: "CXXHash", dependencies: ["CLibXXHash"], path: "Sources/C/CXXHash"),
    .target(
      name: "CFileFaults", path: "Sources/C/CFileFaults", cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "CTemplates", path: "Sources/C/CTemplates"),
    .target(name: "CRecipes", path: "Sources/C/CRecipes"),
    .target(name: "CStudyTemplates", path: "Sources/C/CStudyTemplates"),
    .target(
      name: "CModels", path: "Sources/C/CModels",
      exclude: ["backbone.safetensors", "h2l.safetensors"]),

    // The way of the data.
    .target(name: "Basics", dependencies: ["CCrypto", "CFileFaults", "CXXHash"]),
    .target(name: "Pictures", dependencies: ["Basics", "CPictureCodecs", "CPictureDecoders"]),
    .target(
      name: "Tensors",
      dependencies: ["Basics", "CBLAS", "CBLASStart", "CConvolution", "CVectorKernels"]),
    .target(name: "Networks", dependencies: ["Pictures", "Tensors", "CVectorKernels", "CModels"]),
    .target(name: "Drawing", dependencies: ["Pictures", "CCairo", "CPango"]),
    .target(name: "Faces", dependencies: ["Networks", "Drawing"]),
    .target(name: "Portraits", dependencies: ["Faces"]),
    .target(name: "Statistics", dependencies: ["Basics"]),
    .target(name: "Datasets", dependencies: ["Pictures"]),
    .target(
      name: "Identification", dependencies: ["Faces", "Statistics", "Datasets", "CVectorKernels"]),
    .target(name: "Evidence", dependencies: ["Identification"]),

    .target(name: "Mustache"),
    .target(name: "Reports", dependencies: ["Evidence", "Drawing", "Mustache", "CTemplates"]),
    .target(name: "Training", dependencies: ["Identification", "Portraits", "CVectorKernels"]),
    // Worksheets of user studies: their design, sheets, forms, answers and figures.
    .target(name: "Study", dependencies: ["Reports", "CStudyTemplates"]),
    // What the commands share: settings, models, opened pictures, progress, output, results.
    .target(name: "Runs", dependencies: ["Reports"]),
    .target(name: "Measurement", dependencies: ["Runs", "Training", "CRecipes"]),
    .target(name: "Audit", dependencies: ["Runs"]),
    .target(name: "Commands", dependencies: ["Audit", "Measurement", "Study", "Training"]),
    .target(name: "CommandLines"),
    .executableTarget(name: "facet", dependencies: ["Commands", "CommandLines"]),

    .executableTarget(
      name: "facet-benchmarks", dependencies: ["Commands"], path: "Benchmarks/FacetBenchmarks"),

    .target(
      name: "_TestSupport", dependencies: ["Networks"], path: "Tests/_TestSupport",
      resources: [.copy("Golden")]),
    // A folder with drawn faces and models with made-up weights, for jobs.
    .target(
      name: "_WorkshopSupport", dependencies: ["Commands", "Measurement", "_TestSupport"],
      path: "Tests/_WorkshopSupport"),
    // What gives broken files to the readers; see Fuzz/README.md.
    .target(
      name: "_FuzzSupport",
      dependencies: ["Commands", "Mustache", "_TestSupport"], path: "Fuzz/Support"),
    .executableTarget(
      name: "facet-mutations", dependencies: ["_FuzzSupport"], path: "Fuzz/Mutations"),
    .testTarget(name: "FuzzTests", dependencies: ["_FuzzSupport", "_TestSupport"]),
    .testTarget(name: "BasicsTests", dependencies: ["Basics", "_TestSupport"]),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures", "_TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "_TestSupport"]),
    .testTarget(name: "NetworksTests", dependencies: ["Networks", "_TestSupport"]),
    .testTarget(name: "FacesTests", dependencies: ["Faces", "Portraits", "_TestSupport"]),
    .testTarget(name: "PortraitsTests", dependencies: ["Portraits", "_TestSupport"]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "_TestSupport"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "_TestSupport"]),
    .testTarget(name: "IdentificationTests", dependencies: ["Identification", "_TestSupport"]),
    .testTarget(name: "EvidenceTests", dependencies: ["Evidence", "_TestSupport"]),
    .testTarget(name: "MustacheTests", dependencies: ["Mustache", "_TestSupport"]),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing", "_TestSupport"]),
    .testTarget(
      name: "ReportsTests", dependencies: ["Audit", "Reports", "_TestSupport"],
      exclude: ["Snapshots"]),
    .testTarget(name: "TrainingTests", dependencies: ["Training", "_TestSupport"]),
    // All error sentences of the modules below Evidence, in one table.
    .testTarget(
      name: "SentencesTests",
      dependencies: ["Training", "Mustache", "_TestSupport"], exclude: ["Snapshots"]),
    .testTarget(
      name: "StudyTests", dependencies: ["Study", "_TestSupport"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "MeasurementTests",
      dependencies: ["Commands", "Measurement", "Study", "_WorkshopSupport"],
      exclude: ["Snapshots"]),
    .testTarget(name: "AuditTests", dependencies: ["Audit", "Commands", "_WorkshopSupport"]),
    .testTarget(
      name: "CommandsTests", dependencies: ["Commands", "_WorkshopSupport"],
      exclude: ["Snapshots"]),
    .testTarget(name: "CommandLinesTests", dependencies: ["CommandLines", "_TestSupport"]),
    // Runs the built program; what only the whole of it can show is tested here.
    .testTarget(
      name: "facetTests", dependencies: ["facet", "_TestSupport"], exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu2x,
  cxxLanguageStandard: .cxx17
)

// libFuzzer brings its own main, so this target is there only where it is asked for.
if Context.environment["FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "facet-libfuzzer", dependencies: ["Basics", "_FuzzSupport"], path: "Fuzz/LibFuzzer",
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}
