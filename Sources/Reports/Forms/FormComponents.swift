/// The components of a face that an examiner compares.
///
/// The names follow the feature list of FISWG (version 2.0, September 11, 2018), whose components ASTM
/// E3149-26 requires where they are visible. The hints are short reminders; they replace neither list.
struct FormComponent: Sendable {
  let name: String
  let hint: String

  static let all = [
    FormComponent(name: "Skin", hint: "texture, tone, pores"),
    FormComponent(name: "Face and head outline", hint: "shape as a whole"),
    FormComponent(name: "Face and head composition", hint: "proportions, places of the parts"),
    FormComponent(name: "Hair", hint: "hairline, density, direction"),
    FormComponent(name: "Forehead", hint: "height, width, shape"),
    FormComponent(name: "Eyebrows", hint: "shape, thickness, distance"),
    FormComponent(name: "Eyes", hint: "opening, folds, lids, distance"),
    FormComponent(name: "Cheeks", hint: "bones, fullness, dimples"),
    FormComponent(name: "Nose", hint: "root, bridge, tip, wings"),
    FormComponent(name: "Ears", hint: "size, angle, rim, lobe"),
    FormComponent(name: "Mouth", hint: "width, lips, groove, teeth"),
    FormComponent(name: "Chin and jaw line", hint: "shape, width, angle"),
    FormComponent(name: "Neck", hint: "length, width, larynx"),
    FormComponent(name: "Facial hair", hint: "kind, density, edges"),
    FormComponent(name: "Facial lines", hint: "creases, folds, wrinkles"),
    FormComponent(name: "Scars", hint: "place, shape"),
    FormComponent(name: "Marks", hint: "moles, freckles, blemishes"),
    FormComponent(name: "Alterations", hint: "piercings, tattoos, make-up, surgery"),
    FormComponent(name: "Other", hint: "anything else"),
  ]

  static let source = """
    The components follow the feature list of FISWG (version 2.0, September 11, 2018), which ASTM \
    E3149-26 requires where a component is visible.
    """
}
