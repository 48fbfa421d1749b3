/// The identity of a drawn person: everything that stays the same from picture to picture.
///
/// Lengths are in units of half an average face's width (about 7 cm). Deviations are numbers around
/// 0 with a spread of about one, unless documented otherwise.
package struct PortraitIdentity: Sendable, Equatable {
  // Head: factors around 1, or additions.
  var headWidth = 1.0
  var crownHeight = 1.6
  var templeWidth = 1.0
  var cheekWidth = 1.0
  var jawWidth = 1.0
  var chinWidth = 1.0
  var chinLength = 0.0
  var chinCleft = 0.0
  var cheekbones = 0.0
  var cheekHollow = 0.0

  // Skin.
  /// The skin tone, from 0 (very light) to 1 (very dark).
  var skinTone = 0.2
  /// The warmth of the skin, from -1 (cool) to 1 (warm).
  var skinWarmth = 0.0
  var redness = 0.3
  /// The amount of freckles, from 0 (none) to 1 (many).
  var freckles = 0.0
  /// The age, from 0 (young) to 1 (old).
  var age = 0.3
  var moles: [Mole] = []

  // Eyes.
  /// Half the distance of the eyes' centers.
  var eyeSpacing = 0.45
  var eyeWidth = 0.2
  var eyeHeight = 0.09
  /// The tilt of the eyes; positive if the outer corners are higher.
  var eyeTilt = 0.0
  var eyeDepth = 1.0
  /// The distance of the crease from the lid; below 0.015 none is visible.
  var lidCrease = 0.05
  var eyeBags = 0.2
  var irisTone = IrisTone.brown
  var irisLightness = 0.0
  var lashes = 0.5

  // Brows.
  var browHeight = 0.27
  var browThickness = 0.06
  var browArch = 0.05
  var browTilt = 0.0
  var browLength = 0.3
  var browGap = 0.2
  var browDensity = 0.8
  var browRidge = 0.0

  // Nose.
  var noseLength = 0.6
  var noseBridgeWidth = 0.08
  var noseBridgeHeight = 0.1
  var noseTipWidth = 0.13
  var noseTipHeight = 0.36
  var noseWings = 0.19
  var noseHump = 0.0
  /// The tilt of the nose; positive if the nostrils are more visible.
  var noseUpturn = 0.0
  var nostrils = 1.0
  var noseShift = 0.0

  // Mouth.
  var mouthPlace = 1.05
  var mouthWidth = 0.36
  var upperLip = 0.075
  var lowerLip = 0.1
  var cupidsBow = 0.4
  /// The position of the mouth's corners; positive if they are lower.
  var mouthCorners = 0.0
  var lipColor = 0.4
  var philtrum = 0.5

  // Ears.
  var earSize = 0.3
  var earProtrusion = 0.1
  var earPlace = 0.3
  var earLobe = 0.5

  // Hair.
  var hairStyle = HairStyle.short
  /// The tone of the hair, from 0 (black) to 1 (very light).
  var hairTone = 0.2
  var hairRedness = 0.0
  var grayness = 0.0
  /// The height of the hairline above the eyes.
  var hairline = 0.95
  /// The recession of its corners.
  var recession = 0.0
  var hairVolume = 0.15
  /// The parting, from -1 (left) to 1 (right).
  var parting = 0.4
  var curl = 0.0

  // Beard.
  var beard = BeardStyle.none
  var beardDensity = 0.0

  /// The seed for small random details: strands, freckles.
  var texture: UInt64 = 0

  struct Mole: Sendable, Equatable {
    let x: Double
    let y: Double
    let radius: Double
  }

  enum IrisTone: Int, Sendable { case brown, hazel, green, blue, gray }
  enum HairStyle: Int, Sendable, CaseIterable {
    case bald, cropped, short, side, swept, fringe, bob, long, wavy, curly, tied
  }
  enum BeardStyle: Int, Sendable { case none, stubble, moustache, goatee, full }
}
