#include "jpeg_errors.h"

#include <jerror.h>

static void fail(j_common_ptr common) {
  jpeg_errors *errors = (jpeg_errors *)common->err;
  char words[JMSG_LENGTH_MAX];
  common->err->format_message(common, words);
  picture_copy_message(errors->message, words);
  switch (common->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JERR_INPUT_EMPTY:
    case JERR_INPUT_EOF:
      errors->status = PICTURE_TRUNCATED;
      break;
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_IMAGE_TOO_BIG:
      errors->status = PICTURE_UNSUPPORTED;
      break;
    default:
      errors->status = PICTURE_CORRUPT;
  }
  longjmp(errors->way_back, 1);
}

// Returns whether a warning leaves every pixel correct; such a warning becomes a note.
static bool is_harmless(j_common_ptr common) {
  jpeg_errors *errors = (jpeg_errors *)common->err;
  const int *numbers = common->err->msg_parm.i;
  switch (common->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA: {
      // The numbers are a count of bytes and the marker after them.
      size_t count = numbers[0] < 0 ? 0 : (size_t)numbers[0];
      bool is_restart = numbers[1] >= 0xD0 && numbers[1] <= 0xD7;
      if (errors->is_in_scans && (is_restart || count > errors->most_stray)) return false;
      errors->notes.skipped_count += count;
      if (errors->is_in_scans) errors->notes.skipped_more = 1;
      return true;
    }
    case JWRN_JFIF_MAJOR:
      errors->notes.jfif_major = numbers[0];
      errors->notes.jfif_minor = numbers[1];
      return true;
    // The progression of a scan without one is ignored.
    case JWRN_NOT_SEQUENTIAL: {
      char words[JMSG_LENGTH_MAX];
      common->err->format_message(common, words);
      picture_note(&errors->notes, words);
      return true;
    }
    default:
      return false;
  }
}

static void warn(j_common_ptr common, int level) {
  if (level < 0 && !is_harmless(common)) fail(common);
}

static void stay_quiet(j_common_ptr common) { (void)common; }

struct jpeg_error_mgr *jpeg_errors_set_up(jpeg_errors *errors) {
  jpeg_std_error(&errors->manager);
  errors->manager.error_exit = fail;
  errors->manager.emit_message = warn;
  errors->manager.output_message = stay_quiet;
  errors->status = PICTURE_CORRUPT;
  errors->message[0] = 0;
  errors->notes = (picture_notes){0};
  errors->is_in_scans = false;
  errors->most_stray = 0;
  return &errors->manager;
}
