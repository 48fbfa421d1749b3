import Basics

/// The temporary properties of a picture: how a person looks in it, and how it was taken.
package struct PortraitCondition: Sendable, Equatable {
  // The head's turn, in degrees; all within 20.
  /// The yaw in degrees; positive is toward the right of the picture.
  package var yaw = 0.0
  /// The pitch in degrees; positive is downwards.
  package var pitch = 0.0
  /// The roll in degrees; positive is clockwise. Alignment removes it.
  package var roll = 0.0

  // Expression.
  /// The smile, from -0.4 (sad) to 1 (laughing).
  var smile = 0.0
  /// The opening of the mouth, from 0 (closed) to 1 (open).
  var mouthOpening = 0.0
  /// The opening of the eyes; 1 is usual.
  var eyeOpening = 1.0
  /// The position of the brows, from -1 (lowered) to 1 (raised).
  var browRaise = 0.0
  var gazeX = 0.0
  var gazeY = 0.0

  // Light.
  /// The horizontal direction of the light, from -1 (left) to 1 (right).
  var lightX = -0.3
  /// The vertical direction of the light, from -1 (above) to 0.
  var lightY = -0.5
  /// The share of ambient light, 0...1.
  var ambient = 0.5
  var exposure = 1.0
  var contrast = 1.0
  /// The tint of the light, from -1 (blue) to 1 (yellow).
  var lightTint = 0.0

  // The surroundings.
  var backgroundHue = 0.6
  var backgroundLightness = 0.7
  var backgroundStyle = 0
  var clothesHue = 0.6
  var clothesLightness = 0.3
  var clothesStyle = 0
  var glasses: Glasses?
  /// The way the hair falls, -1...1.
  var hairFall = 0.0
  /// The seed for strands, spots and noise.
  var texture: UInt64 = 0

  // The camera.
  /// The blur radius in pixels if half a face's width is 50.
  var blur = 0.0
  /// The standard deviation of the noise, in sample values.
  var noise = 0.0
  /// The JPEG quality; `nil` if the picture was never stored as JPEG.
  var jpegQuality: Int?
  /// The error of a detector's five points, in parts of the eyes' distance.
  var alignmentError = 0.0

  /// The scale of a picture of head and shoulders, about 1; the offsets from the center are -1...1.
  var closeness = 1.0
  var shiftX = 0.0
  var shiftY = 0.0

  /// The generator for the errors of the five points.
  var alignmentGenerator: SeededGenerator { SeededGenerator(purpose: 0xA116, seed: texture) }

  struct Glasses: Sendable, Equatable {
    /// The shape of the glasses: 0 round, 1 rectangular, 2 aviator, 3 browline.
    let shape: Int
    let lightness: Double
    let thickness: Double
  }

  /// Creates the condition of looking straight ahead in even light, before a gray wall, with a good
  /// camera.
  package init() {}
}

extension PortraitCondition {
  /// Creates the condition of this number.
  package init(seed: UInt64) {
    var random = SeededGenerator(purpose: 0xC0D1, seed: seed)
    yaw = min(max(8.5 * random.drawNormal(), -20), 20)
    pitch = 4.5 * random.drawNormal()
    roll = 5 * random.drawNormal()

    smile = random.chance(0.55) ? random.draw(0...1) : random.draw(-0.4...0.2)
    mouthOpening = random.chance(0.3) ? random.draw(0...0.8) * max(0.4, smile) : 0
    eyeOpening = random.draw(0.78...1.12) - 0.12 * max(0, smile)
    browRaise = 0.45 * random.drawNormal()
    gazeX = 0.35 * random.drawNormal()
    gazeY = 0.2 * random.drawNormal()

    lightX = random.draw(-0.7...0.7)
    lightY = random.draw(-0.8 ... -0.15)
    ambient = random.draw(0.44...0.7)
    exposure = random.draw(0.84...1.14)
    contrast = random.draw(0.85...1.15)
    lightTint = 0.3 * random.drawNormal()

    backgroundHue = random.draw(0...1)
    backgroundLightness = random.draw(0.2...0.92)
    backgroundStyle = random.pick([3, 2, 2])
    clothesHue = random.draw(0...1)
    clothesLightness = random.draw(0.12...0.85)
    clothesStyle = random.pick([2, 2, 1.5])
    if random.chance(0.12) {
      glasses = Glasses(
        shape: random.pick([1, 1.4, 0.7, 0.7]), lightness: random.draw(0...0.5),
        thickness: random.draw(0.018...0.045))
    }
    hairFall = random.draw(-1...1)
    texture = random.next()

    blur = random.chance(0.4) ? random.draw(0...1.1) : 0
    noise = random.chance(0.6) ? random.draw(0...5) : 0
    jpegQuality = random.chance(0.6) ? Int(random.draw(45...95)) : nil
    alignmentError = random.draw(0...0.02)
    closeness = random.draw(0.9...1.1)
    shiftX = random.draw(-1...1)
    shiftY = random.draw(-1...1)
  }
}
