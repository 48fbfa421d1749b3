#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// A growing output, up to a limit.
typedef struct {
  uint8_t *bytes;
  size_t count, capacity, limit;
} output;

// Reads what is there. Returns 1 at the end, 0 if there may be more, -1 if memory or the limit is over.
static int take(int file, output *out) {
  if (out->count == out->capacity) {
    if (out->capacity >= out->limit) return -1;
    size_t larger = out->capacity ? out->capacity * 2 : 1 << 16;
    if (larger > out->limit) larger = out->limit;
    uint8_t *moved = realloc(out->bytes, larger);
    if (!moved) return -1;
    out->bytes = moved;
    out->capacity = larger;
  }
  const ssize_t count = read(file, out->bytes + out->count, out->capacity - out->count);
  if (count < 0) return errno == EINTR || errno == EAGAIN ? 0 : 1;
  out->count += (size_t)count;
  return count == 0;
}

static program_end collect(
    const int files[2], output outputs[2], uint32_t seconds) {
  const int64_t deadline = milliseconds() + (int64_t)seconds * 1000;
  bool ended[2] = {false, false};
  while (!ended[0] || !ended[1]) {
    const int64_t left = deadline - milliseconds();
    if (left <= 0) return PROGRAM_TOO_SLOW;
    struct pollfd polled[2];
    for (int place = 0; place < 2; place++)
      polled[place] = (struct pollfd){ended[place] ? -1 : files[place], POLLIN, 0};
    if (poll(polled, 2, left > 1000000 ? 1000000 : (int)left) < 0 && errno != EINTR)
      return PROGRAM_FAILED;
    for (int place = 0; place < 2; place++) {
      if (ended[place] || !polled[place].revents) continue;
      const int result = take(files[place], &outputs[place]);
      if (result < 0) return PROGRAM_TOO_LARGE;
      ended[place] = result > 0;
    }
  }
  return PROGRAM_ENDED;
}

program_end program_run(
    const char *const *arguments, uint32_t seconds, uint64_t memory, size_t limit,
    program_output *result) {
  memset(result, 0, sizeof *result);
  int pipes[2][2] = {{-1, -1}, {-1, -1}};
  output outputs[2] = {{.limit = limit}, {.limit = 1 << 20}};
  program_end end = PROGRAM_FAILED;
  pid_t process = -1;
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0) return PROGRAM_FAILED;
  if (pipe2(pipes[0], O_CLOEXEC) == 0 && pipe2(pipes[1], O_CLOEXEC) == 0 &&
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) == 0 &&
      posix_spawn_file_actions_adddup2(&actions, pipes[0][1], 1) == 0 &&
      posix_spawn_file_actions_adddup2(&actions, pipes[1][1], 2) == 0) {
    const int code =
        posix_spawnp(&process, arguments[0], &actions, NULL, (char *const *)arguments, environ);
    if (code != 0) {
      process = -1;
      end = code == ENOENT ? PROGRAM_ABSENT : PROGRAM_FAILED;
    }
  }
  posix_spawn_file_actions_destroy(&actions);
  for (int place = 0; place < 2; place++)
    if (pipes[place][1] >= 0) close(pipes[place][1]);
  if (process > 0) {
    const struct rlimit space = {memory, memory};
    prlimit(process, RLIMIT_AS, &space, NULL);
    const int files[2] = {pipes[0][0], pipes[1][0]};
    end = collect(files, outputs, seconds);
    if (end != PROGRAM_ENDED) kill(process, SIGKILL);
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    result->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  for (int place = 0; place < 2; place++)
    if (pipes[place][0] >= 0) close(pipes[place][0]);
  result->bytes = outputs[0].bytes;
  result->count = outputs[0].count;
  result->words = outputs[1].bytes;
  result->words_count = outputs[1].count;
  return end;
}

void program_output_free(program_output *output) {
  free(output->bytes);
  free(output->words);
  memset(output, 0, sizeof *output);
}
