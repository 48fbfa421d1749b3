#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sink.h"

// The beginning of the memory that both processes share; samples follow.
typedef struct {
  decoded_header header;
  uint8_t exif[DECODER_EXIF_SIZE];
} beginning;

struct decoded_picture {
  decoded_header header;
  uint8_t *mapping;
  size_t mapping_size, samples_offset;
};

// The work of a process: a picture to decode, or samples to convert.
typedef struct {
  decoder_kind kind;
  const uint8_t *bytes;
  size_t count;
  const uint8_t *samples;
  uint32_t width, height;
} work;

uint8_t *sink_begin(sink *out, uint64_t width, uint64_t height, int channels) {
  out->header->width = width > UINT32_MAX ? UINT32_MAX : (uint32_t)width;
  out->header->height = height > UINT32_MAX ? UINT32_MAX : (uint32_t)height;
  out->header->channels = channels;
  if (width == 0 || height == 0) {
    sink_fail(out, DECODER_CORRUPT, "it has no pixels");
    return NULL;
  }
  if (width > out->limits->side || height > out->limits->side ||
      width * height > out->limits->pixels) {
    out->header->status = DECODER_TOO_LARGE;
    return NULL;
  }
  return out->samples;
}

decoder_status sink_fail(sink *out, decoder_status status, const char *words) {
  out->header->status = status;
  char *message = out->header->message;
  if (message[0] == 0 && words) {
    size_t length = 0;
    for (; words[length] && length + 1 < DECODER_MESSAGE_SIZE; length++)
      message[length] = (unsigned char)words[length] < 32 ? ' ' : words[length];
    message[length] = 0;
  }
  return status;
}

void sink_exif(sink *out, const uint8_t *bytes, size_t count) {
  // Some files repeat the name of JPEG's segment.
  if (count > 6 && !memcmp(bytes, "Exif\0\0", 6)) {
    bytes += 6;
    count -= 6;
  }
  if (count > DECODER_EXIF_SIZE) count = DECODER_EXIF_SIZE;
  memcpy(out->exif, bytes, count);
  out->header->exif_count = (uint32_t)count;
}

static decoder_status decode(const work *work, sink *out) {
  switch (work->kind) {
    case DECODER_HEIF: return decode_heif(work->bytes, work->count, out);
    case DECODER_WEBP: return decode_webp(work->bytes, work->count, out);
    case DECODER_TIFF: return decode_tiff(work->bytes, work->count, out);
    case DECODER_GIF: return decode_gif(work->bytes, work->count, out);
    case DECODER_JPEG2000: return decode_jpeg2000(work->bytes, work->count, out);
    case DECODER_COLORS: {
      uint8_t *samples = sink_begin(out, work->width, work->height, 3);
      if (!samples) return out->header->status;
      memcpy(samples, work->samples, (size_t)work->width * work->height * 3);
      sink_convert(out, work->bytes, work->count);
      return DECODER_OK;
    }
    default: return sink_fail(out, DECODER_UNSUPPORTED, "not built in");
  }
}

const char *decoder_library(decoder_kind kind) {
  switch (kind) {
    case DECODER_HEIF: return heif_library();
    case DECODER_WEBP: return webp_library();
    case DECODER_TIFF: return tiff_library();
    case DECODER_GIF: return gif_library();
    case DECODER_JPEG2000: return jpeg2000_library();
    case DECODER_COLORS: return colors_library();
    default: return NULL;
  }
}

// Returns the address space of this process in bytes, to which the limit is added.
static uint64_t address_space(void) {
  char text[64] = {0};
  const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return 0;
  return strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void limit(int resource, uint64_t amount) {
  const struct rlimit value = {amount, amount};
  setrlimit(resource, &value);
}

// Closes all files but one.
static void close_others(int keep) {
#ifdef SYS_close_range
  if ((keep == 0 || syscall(SYS_close_range, 0u, (unsigned)keep - 1, 0u) == 0) &&
      syscall(SYS_close_range, (unsigned)keep + 1, ~0u, 0u) == 0)
    return;
#endif
  // Linux before 5.9.
  for (int number = 0; number < 65536; number++)
    if (number != keep) close(number);
}

// Gives up what a decoder does not need: memory, time, files, core files, and its own life once the
// program ends.
static void confine(const decoder_limits *limits, int keep) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  const uint64_t space = address_space();
  if (space > 0) limit(RLIMIT_AS, space + limits->memory);
  struct rusage used = {0};
  getrusage(RUSAGE_SELF, &used);
  limit(RLIMIT_CPU, (uint64_t)used.ru_utime.tv_sec + (uint64_t)used.ru_stime.tv_sec +
                        limits->seconds);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  close_others(keep);
  // No further file can be opened.
  limit(RLIMIT_NOFILE, 0);
  refuse_system_calls();
}

// Waits until the process ends or its time is over. Returns its status, or -1.
static int wait_for(pid_t process, int end_of_pipe, uint32_t seconds) {
  // The pipe closes when the process ends, however it does.
  struct pollfd end = {end_of_pipe, POLLIN, 0};
  int left = seconds > 1000000 ? 1000000000 : (int)seconds * 1000;
  int ready;
  do {
    ready = poll(&end, 1, left);
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) kill(process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return ready <= 0 ? -1 : status;
}

int decoder_breaches(const decoder_limits *limits) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  const pid_t parent = getpid(), process = fork();
  if (process == 0) {
    confine(limits, ends[1]);
    int breaches = 0;
    if (open("/dev/null", O_RDONLY) >= 0) breaches |= 1;
    // What does not exist is refused too, before it is looked for.
    if (unlink("/dev/null/none") == 0 || errno != EPERM) breaches |= 2;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM) breaches |= 4;
    if (kill(parent, 0) == 0) breaches |= 8;
    if (fork() > 0) breaches |= 16;
    _exit(breaches);
  }
  close(ends[1]);
  const int status = process < 0 ? -1 : wait_for(process, ends[0], limits->seconds + 5);
  close(ends[0]);
  return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void run_apart(const work *work, sink *out) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    sink_fail(out, DECODER_FAILED, "no process could be started for its decoder");
    return;
  }
  out->header->status = DECODER_FAILED;
  const pid_t process = fork();
  if (process == 0) {
    // Only this thread exists here. No other thread is ever inside the decoding libraries, because
    // each picture is decoded in such a process: none of their locks is held.
    confine(out->limits, ends[1]);
    out->header->status = decode(work, out);
    _exit(0);
  }
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    sink_fail(out, DECODER_FAILED, "no process could be started for its decoder");
    return;
  }
  const int status = wait_for(process, ends[0], out->limits->seconds + 5);
  close(ends[0]);
  if (status < 0) {
    sink_fail(out, DECODER_FAILED, "its decoder took too long");
  } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    sink_fail(out, DECODER_FAILED, "its decoder crashed, or exceeded its memory or time");
  }
}

static decoded_picture *run(const work *work, const decoder_limits *limits, int apart) {
  decoded_picture *picture = calloc(1, sizeof *picture);
  if (!picture) return NULL;
  picture->samples_offset = (sizeof(beginning) + 4095) / 4096 * 4096;
  picture->mapping_size = picture->samples_offset + (size_t)limits->pixels * 3;
  // Pages are taken only as they are written.
  void *mapping = mmap(NULL, picture->mapping_size, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping == MAP_FAILED) {
    free(picture);
    return NULL;
  }
  picture->mapping = mapping;
  beginning *start = mapping;
  sink out = {&start->header, start->exif, picture->mapping + picture->samples_offset, limits};
  if (apart) {
    run_apart(work, &out);
  } else {
    out.header->status = decode(work, &out);
  }
  // The process is gone, so nothing changes any more; what it wrote is checked all the same.
  picture->header = *out.header;
  decoded_header *header = &picture->header;
  header->message[DECODER_MESSAGE_SIZE - 1] = 0;
  header->profile[DECODER_PROFILE_SIZE - 1] = 0;
  if (header->exif_count > DECODER_EXIF_SIZE) header->exif_count = 0;
  if (header->status == DECODER_OK &&
      ((header->channels != 1 && header->channels != 3) || header->width == 0 ||
       header->height == 0 || (uint64_t)header->width * header->height > limits->pixels))
    header->status = DECODER_FAILED;
  return picture;
}

decoded_picture *decoder_run(
    decoder_kind kind, const uint8_t *bytes, size_t count, const decoder_limits *limits,
    int apart) {
  const work work = {.kind = kind, .bytes = bytes, .count = count};
  return run(&work, limits, apart);
}

decoded_picture *decoder_convert(
    const uint8_t *profile, size_t profile_count, const uint8_t *samples, uint32_t width,
    uint32_t height, const decoder_limits *limits, int apart) {
  const work work = {DECODER_COLORS, profile, profile_count, samples, width, height};
  return run(&work, limits, apart);
}

const decoded_header *decoded_picture_header(const decoded_picture *picture) {
  return &picture->header;
}

const uint8_t *decoded_picture_exif(const decoded_picture *picture) {
  return ((const beginning *)picture->mapping)->exif;
}

const uint8_t *decoded_picture_samples(const decoded_picture *picture) {
  return picture->mapping + picture->samples_offset;
}

void decoded_picture_free(decoded_picture *picture) {
  if (!picture) return;
  munmap(picture->mapping, picture->mapping_size);
  free(picture);
}
