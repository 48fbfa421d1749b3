#ifndef C_FILE_FAULTS_H
#define C_FILE_FAULTS_H

#include <stddef.h>

/// The behavior of a process if a file that it has mapped becomes shorter: reading the missing
/// pages raises SIGBUS, which callers cannot catch as an error.

/// Remembers a mapping and the line to write to standard error when reading it fails.
///
/// @return A number for `facet_faults_forget`, or -1 if too many mappings are remembered.
int facet_faults_watch(const void *base, size_t count, const char *line);

void facet_faults_forget(int number);

/// Ends the process with `status` when reading a remembered mapping fails; other faults end it as
/// they did before.
void facet_faults_install(int status);

/// Makes threads created from now on start with a stack of this size, whatever `RLIMIT_STACK` is.
///
/// @return 0, or an errno.
int facet_threads_set_stack(size_t bytes);

/// Notes whether loops on the calling thread keep to it.
void facet_threads_set_alone(int alone);

int facet_threads_is_alone(void);

/// Writes all pending data of a descriptor's file system to the disk.
void facet_sync_file_system(int descriptor);

#endif
