#include "sink.h"

#if __has_include(<lcms2.h>)
#include <lcms2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *colors_library(void) {
  static char name[32];
  snprintf(name, sizeof name, "lcms2 %d.%d", LCMS_VERSION / 1000, LCMS_VERSION % 1000 / 10);
  return name;
}

static void keep_name(sink *out, cmsHPROFILE profile) {
  char *name = out->header->profile;
  name[0] = 0;
  cmsGetProfileInfoASCII(
      profile, cmsInfoDescription, "en", "US", name, DECODER_PROFILE_SIZE);
  for (char *byte = name; *byte; byte++)
    if (*byte < 32 || *byte > 126) *byte = '?';
  if (!name[0]) strcpy(name, "unnamed");
}

static cmsHTRANSFORM transform(cmsHPROFILE profile, cmsUInt32Number format) {
  cmsHPROFILE standard = cmsCreate_sRGBProfile();
  if (!standard) return NULL;
  cmsHTRANSFORM made = cmsCreateTransform(
      profile, format, standard, TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC,
      cmsFLAGS_BLACKPOINTCOMPENSATION);
  cmsCloseProfile(standard);
  return made;
}

// Returns whether a transform leaves colors as they are, up to rounding.
static bool is_identity(cmsHTRANSFORM transform) {
  for (int red = 0; red <= 255; red += 51)
    for (int green = 0; green <= 255; green += 51)
      for (int blue = 0; blue <= 255; blue += 51) {
        const uint8_t from[3] = {(uint8_t)red, (uint8_t)green, (uint8_t)blue};
        uint8_t to[3];
        cmsDoTransform(transform, from, to, 1);
        for (int channel = 0; channel < 3; channel++)
          if (abs(from[channel] - to[channel]) > 2) return false;
      }
  return true;
}

void sink_convert(sink *out, const void *bytes, size_t count) {
  if (count == 0 || count > 16 << 20 || out->header->channels != 3) return;
  cmsHPROFILE profile = cmsOpenProfileFromMem(bytes, (cmsUInt32Number)count);
  if (!profile) return;
  cmsHTRANSFORM made =
      cmsGetColorSpace(profile) == cmsSigRgbData ? transform(profile, TYPE_RGB_8) : NULL;
  if (made && !is_identity(made)) {
    keep_name(out, profile);
    const size_t width = out->header->width;
    for (size_t row = 0; row < out->header->height; row++) {
      uint8_t *samples = out->samples + row * width * 3;
      cmsDoTransform(made, samples, samples, (cmsUInt32Number)width);
    }
  }
  if (made) cmsDeleteTransform(made);
  cmsCloseProfile(profile);
}

bool sink_convert_inks(sink *out, const void *bytes, size_t count, const uint8_t *inks) {
  if (count == 0 || count > 16 << 20) return false;
  cmsHPROFILE profile = cmsOpenProfileFromMem(bytes, (cmsUInt32Number)count);
  if (!profile) return false;
  cmsHTRANSFORM made =
      cmsGetColorSpace(profile) == cmsSigCmykData ? transform(profile, TYPE_CMYK_8) : NULL;
  if (made) {
    keep_name(out, profile);
    const size_t width = out->header->width;
    for (size_t row = 0; row < out->header->height; row++)
      cmsDoTransform(
          made, inks + row * width * 4, out->samples + row * width * 3, (cmsUInt32Number)width);
    cmsDeleteTransform(made);
  }
  cmsCloseProfile(profile);
  return made != NULL;
}
#else
const char *colors_library(void) { return 0; }
void sink_convert(sink *out, const void *bytes, size_t count) {
  (void)out, (void)bytes, (void)count;
}
bool sink_convert_inks(sink *out, const void *bytes, size_t count, const uint8_t *inks) {
  (void)out, (void)bytes, (void)count, (void)inks;
  return false;
}
#endif
