/// Who is drawn: everything that stays the same from picture to picture.
///
/// Lengths are in units of half an average face's width (about 7 cm); `mean` deviations are
/// numbers around 0 of about unit spread, others as said.
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
  /// 0 very light ... 1 very dark.
  var skinTone = 0.2
  /// -1 cool ... 1 warm.
  var skinWarmth = 0.0
  var redness = 0.3
  /// 0 none ... 1 many.
  var freckles = 0.0
  /// 0 young ... 1 old.
  var age = 0.3
  var moles: [Mole] = []

  // Eyes.
  /// Half the distance of the eyes' centers.
  var eyeSpacing = 0.45
  var eyeWidth = 0.2
  var eyeHeight = 0.09
  /// Positive: outer corners higher.
  var eyeTilt = 0.0
  var eyeDepth = 1.0
  /// Distance of the crease from the lid; below 0.015 none is seen.
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
  /// Positive: nostrils seen more.
  var noseUpturn = 0.0
  var nostrils = 1.0
  var noseShift = 0.0

  // Mouth.
  var mouthPlace = 1.05
  var mouthWidth = 0.36
  var upperLip = 0.075
  var lowerLip = 0.1
  var cupidsBow = 0.4
  /// Positive: corners lower.
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
  /// 0 black ... 1 very light.
  var hairTone = 0.2
  var hairRedness = 0.0
  var grayness = 0.0
  /// Height of the hairline over the eyes.
  var hairline = 0.95
  /// How far its corners draw back.
  var recession = 0.0
  var hairVolume = 0.15
  /// -1 left ... 1 right.
  var parting = 0.4
  var curl = 0.0

  // Beard.
  var beard = BeardStyle.none
  var beardDensity = 0.0

  /// Chooses what is drawn at random in small things: strands, freckles.
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
