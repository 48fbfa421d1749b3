import Basics

extension PortraitIdentity {
  /// Creates the person of this number; every number is a different person.
  package init(seed: UInt64) {
    self.init()
    var random = SeededGenerator(purpose: 0x1DE7, seed: seed)
    /// Draws a number around `mean` with the given standard deviation.
    func normal(_ mean: Double, _ deviation: Double) -> Double {
      mean + deviation * random.drawNormal()
    }
    // One hidden number loosely couples related features.
    let masculine = random.chance(0.5) ? 1.0 : 0.0
    let build = random.drawNormal()

    headWidth = normal(1 + 0.015 * masculine, 0.035) + 0.02 * build
    crownHeight = normal(1.6, 0.06)
    templeWidth = normal(1, 0.03)
    cheekWidth = normal(1, 0.035) + 0.02 * build
    jawWidth = normal(0.97 + 0.06 * masculine, 0.065) + 0.03 * build
    chinWidth = normal(0.94 + 0.14 * masculine, 0.16)
    chinLength = normal(0.02 * masculine, 0.085)
    chinCleft = random.chance(0.2) ? random.draw(0.4...1) : 0
    cheekbones = normal(0, 0.8)
    cheekHollow = normal(-0.4 * build, 0.6)

    let tone = random.draw(0...1)
    skinTone = tone * tone * 0.55 + tone * 0.4
    skinWarmth = normal(0, 0.6)
    redness = random.draw(0.1...0.7)
    freckles = skinTone < 0.35 && random.chance(0.2) ? random.draw(0.3...1) : 0
    age = random.draw(0...1)
    age = age * (0.4 + 0.6 * age)
    for _ in 0..<random.pick([4, 3, 2, 1]) {
      moles.append(
        Mole(
          x: random.draw(-0.72...0.72), y: random.draw(0.25...1.5),
          radius: random.draw(0.014...0.026)))
    }

    eyeSpacing = normal(0.45, 0.022)
    eyeWidth = normal(0.212, 0.018)
    eyeHeight = normal(0.104 - 0.012 * age, 0.018)
    eyeTilt = normal(0.012, 0.025)
    eyeDepth = normal(1, 0.35)
    lidCrease = max(0, normal(0.05, 0.026))
    eyeBags = max(0, normal(0.15 + 0.5 * age, 0.25))
    let light = skinTone < 0.42
    irisTone = IrisTone(rawValue: random.pick(light ? [4, 2, 1.5, 3, 1] : [9, 1, 0, 0, 0]))!
    irisLightness = normal(0, 0.5)
    lashes = random.draw(0.3...0.7) + 0.3 * (1 - masculine)

    browHeight = normal(0.275 - 0.02 * masculine, 0.028)
    browThickness = max(0.022, normal(0.05 + 0.022 * masculine, 0.015))
    browArch = normal(0.045, 0.026)
    browTilt = normal(0, 0.035)
    browLength = normal(0.3, 0.028)
    browGap = normal(0.19, 0.035)
    browDensity = random.draw(0.5...1)
    browRidge = normal(0.5 * masculine, 0.5)

    noseLength = normal(0.61, 0.045)
    noseBridgeWidth = max(0.05, normal(0.085, 0.016))
    noseBridgeHeight = normal(0.11, 0.035)
    noseTipWidth = max(0.08, normal(0.13 + 0.02 * skinTone, 0.022))
    noseTipHeight = normal(0.32, 0.045)
    noseWings = normal(0.185 + 0.03 * skinTone, 0.024)
    noseHump = normal(0.015, 0.028)
    noseUpturn = normal(0, 0.9)
    nostrils = normal(1, 0.2)
    noseShift = normal(0, 0.016)

    mouthPlace = normal(1.05, 0.035)
    mouthWidth = normal(0.355, 0.034)
    upperLip = max(0.025, normal(0.068 + 0.02 * skinTone - 0.02 * age, 0.019))
    lowerLip = max(0.04, normal(0.1 + 0.02 * skinTone - 0.015 * age, 0.021))
    cupidsBow = random.draw(0.1...0.75)
    mouthCorners = normal(0, 0.02)
    lipColor = random.draw(0.15...0.7) + 0.25 * (1 - masculine)
    philtrum = random.draw(0.2...1)

    earSize = normal(0.32 + 0.03 * age, 0.035)
    earProtrusion = max(0.03, normal(0.12, 0.055))
    earPlace = normal(0.25, 0.05)
    earLobe = random.draw(0.2...1)

    drawHair(masculine: masculine, isLight: light, &random)
    drawBeard(masculine: masculine, &random)
    texture = random.next()
  }

  private mutating func drawHair(
    masculine: Double, isLight: Bool, _ random: inout SeededGenerator
  ) {
    let weights: [Double] =
      masculine == 1
      ? [1.2 * age, 2, 3.5, 2.5, 2, 1, 0, 0.5, 0.4, 1.2, 0]
      : [0, 0.2, 0.8, 0.8, 0.6, 1.6, 2.2, 2.6, 2, 1.4, 2]
    hairStyle = HairStyle(rawValue: random.pick(weights))!
    hairTone = isLight ? random.draw(0...0.95) : random.draw(0...0.22)
    hairRedness = isLight && random.chance(0.2) ? random.draw(0.3...1) : random.draw(0...0.25)
    grayness = max(0, (age - 0.5) * 2) * random.draw(0...1)
    hairline = 0.92 + 0.07 * random.drawNormal()
    recession = masculine * max(0, 0.1 + 0.25 * age + 0.13 * random.drawNormal())
    hairVolume = random.draw(0.07...0.26)
    parting = random.chance(0.5) ? random.draw(0.2...0.65) : -random.draw(0.2...0.65)
    curl = random.draw(0...1)
  }

  private mutating func drawBeard(masculine: Double, _ random: inout SeededGenerator) {
    beard = BeardStyle(
      rawValue: masculine == 1 ? random.pick([4, 3, 1, 1.1, 1.6]) : 0)!
    beardDensity = random.draw(0.45...1)
  }
}
