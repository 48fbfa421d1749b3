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

static void warn(j_common_ptr common, int level) {
  if (level < 0) fail(common);
}

static void stay_quiet(j_common_ptr common) { (void)common; }

struct jpeg_error_mgr *jpeg_errors_set_up(jpeg_errors *errors) {
  jpeg_std_error(&errors->manager);
  errors->manager.error_exit = fail;
  errors->manager.emit_message = warn;
  errors->manager.output_message = stay_quiet;
  errors->status = PICTURE_CORRUPT;
  errors->message[0] = 0;
  return &errors->manager;
}
