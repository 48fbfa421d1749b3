import Basics
import Evidence

/// The models, gallery, program and settings of a report.
struct ProvenanceContent {
  struct Model {
    let title: String
    let facts: [Fact]
  }

  let models: [Model]
  let gallery: [Fact]
  let program: [Fact]
  let settings: [Fact]

  init(_ provenance: Provenance) {
    models = provenance.models.map { model in
      Model(
        title: "\(displayed(model.role)): \(displayed(model.architecture))",
        facts: [
          Fact(name: "File", value: displayed(model.path), isCode: true),
          Fact(name: "SHA-256", value: model.sha256.hexadecimal, isCode: true),
          Fact(
            name: "Weights",
            value: model.facts.lines.map { "\($0.name.lowercased()): \(displayed($0.value))" }
              .joined(separator: "; ")),
        ] + (model.remark.map { [Fact(name: "Remark", value: displayed($0))] } ?? []))
    }
    gallery = [
      Fact(name: "Gallery", value: displayed(provenance.galleryPath), isCode: true),
      Fact(name: "Pictures", value: String(provenance.galleryCount)),
      Fact(
        name: "SHA-256 of all", value: provenance.gallerySHA256.hexadecimal, isCode: true),
    ]
    program = [
      Fact(name: "Program", value: "Facet \(displayed(provenance.programVersion))")
    ]
    settings = provenance.settings.map {
      Fact(name: displayed($0.name), value: displayed($0.value), isCode: true)
    }
  }
}
