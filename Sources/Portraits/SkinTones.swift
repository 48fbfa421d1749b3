import Drawing

/// Colors of skin, hair, lips and eyes.
struct SkinTones {
  let skin: SIMD3<Double>
  let lip: SIMD3<Double>
  let hair: SIMD3<Double>
  let brow: SIMD3<Double>
  let iris: SIMD3<Double>

  init(_ identity: PortraitIdentity) {
    let steps: [SIMD3<Double>] = [
      SIMD3(0.965, 0.835, 0.750), SIMD3(0.915, 0.740, 0.625), SIMD3(0.835, 0.635, 0.495),
      SIMD3(0.690, 0.490, 0.360), SIMD3(0.500, 0.340, 0.250), SIMD3(0.350, 0.240, 0.185),
    ]
    let place = min(max(identity.skinTone, 0), 1) * 5
    let index = min(Int(place), 4)
    let base = steps[index] + (steps[index + 1] - steps[index]) * (place - Double(index))
    let warmth = identity.skinWarmth * 0.022
    skin = base * SIMD3(1 + warmth * 0.3, 1, 1 - warmth * 2)

    let lipBase = skin * SIMD3(0.93, 0.7, 0.7)
    let rouge = SIMD3(0.72, 0.28, 0.3)
    lip = lipBase + (rouge - lipBase) * (0.45 * identity.lipColor * (1 - 0.5 * identity.skinTone))

    let hairs: [SIMD3<Double>] = [
      SIMD3(0.07, 0.06, 0.06), SIMD3(0.17, 0.115, 0.085), SIMD3(0.31, 0.205, 0.135),
      SIMD3(0.48, 0.34, 0.21), SIMD3(0.70, 0.54, 0.33), SIMD3(0.86, 0.75, 0.53),
    ]
    let hairPlace = min(max(identity.hairTone, 0), 1) * 5
    let hairIndex = min(Int(hairPlace), 4)
    var color =
      hairs[hairIndex] + (hairs[hairIndex + 1] - hairs[hairIndex])
      * (hairPlace - Double(hairIndex))
    let red = SIMD3(0.55, 0.24, 0.1)
    color += (red - color) * (0.6 * identity.hairRedness)
    let gray = SIMD3(0.72, 0.71, 0.7)
    hair = color + (gray - color) * (0.85 * identity.grayness)
    let dark = color * 0.72
    brow = dark + (gray * 0.8 - dark) * (0.5 * identity.grayness)

    let shade = 1 + 0.3 * identity.irisLightness
    switch identity.irisTone {
    case .brown: iris = SIMD3(0.34, 0.2, 0.11) * shade
    case .hazel: iris = SIMD3(0.45, 0.34, 0.17) * shade
    case .green: iris = SIMD3(0.36, 0.47, 0.3) * shade
    case .blue: iris = SIMD3(0.35, 0.5, 0.66) * shade
    case .gray: iris = SIMD3(0.48, 0.53, 0.57) * shade
    }
  }
}
