#ifndef C_FILE_FAULTS_H
#define C_FILE_FAULTS_H

#include <stddef.h>

/// What a process says and does when a file that it has mapped becomes shorter: reading the missing
/// pages raises SIGBUS, which no caller can catch as an error.

/// Remembers a mapping and the line to write to standard error when reading it fails.
///
/// @return A number for `facet_faults_forget`, or -1 if too many mappings are remembered.
int facet_faults_watch(const void *base, size_t count, const char *line);

void facet_faults_forget(int number);

/// Ends the process with `status` when reading a remembered mapping fails; other faults end it as
/// they did before.
void facet_faults_install(int status);

/// Makes the threads that are created from now on start with a stack of this size, whatever
/// `RLIMIT_STACK` says.
///
/// @return 0, or an errno.
int facet_threads_set_stack(size_t bytes);

/// Puts everything on the disk that was written to the file system of a descriptor.
void facet_sync_file_system(int descriptor);

#endif
