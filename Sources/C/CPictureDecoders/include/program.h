// Runs another program and takes what it writes.
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum {
  PROGRAM_ENDED = 0,
  // It is not installed.
  PROGRAM_ABSENT,
  PROGRAM_FAILED,
  PROGRAM_TOO_SLOW,
  // It wrote more than the limit.
  PROGRAM_TOO_LARGE,
} program_end;

typedef struct {
  // Of its standard output.
  uint8_t *bytes;
  size_t count;
  // Of its standard error.
  uint8_t *words;
  size_t words_count;
  // The exit code, or 128 and the signal.
  int status;
} program_output;

// Runs a program, found by its name, without standard input.
//
// The arguments begin with the name and end with NULL. The memory is its address space in bytes; the
// limit is that of its standard output. The output is freed with program_output_free, however it
// ended.
program_end program_run(
    const char *const *arguments, uint32_t seconds, uint64_t memory, size_t limit,
    program_output *result);
void program_output_free(program_output *output);
