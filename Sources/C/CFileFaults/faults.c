#include "CFileFaults.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLOTS = 8192 };

static struct {
  atomic_uintptr_t base;  // 0: free
  atomic_size_t count;
  _Atomic(char *) line;
} slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int status_on_fault = 3;

int facet_faults_watch(const void *base, size_t count, const char *line) {
  char *copy = strdup(line);
  if (!copy) return -1;
  int found = -1;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < SLOTS && found < 0; i++) {
    if (atomic_load(&slots[i].base) != 0) continue;
    atomic_store(&slots[i].count, count);
    atomic_store(&slots[i].line, copy);
    atomic_store(&slots[i].base, (uintptr_t)base);
    found = i;
  }
  pthread_mutex_unlock(&lock);
  if (found < 0) free(copy);
  return found;
}

void facet_faults_forget(int number) {
  if (number < 0 || number >= SLOTS) return;
  pthread_mutex_lock(&lock);
  char *line = atomic_exchange(&slots[number].line, NULL);
  atomic_store(&slots[number].base, 0);
  pthread_mutex_unlock(&lock);
  free(line);
}

// Only calls that are safe in a signal handler.
static void on_fault(int number, siginfo_t *info, void *context) {
  (void)context;
  int code = errno;
  uintptr_t address = (uintptr_t)info->si_addr;
  for (int i = 0; i < SLOTS; i++) {
    uintptr_t base = atomic_load(&slots[i].base);
    if (base == 0 || address < base || address - base >= atomic_load(&slots[i].count)) continue;
    const char *line = atomic_load(&slots[i].line);
    if (!line) continue;
    size_t rest = strlen(line);
    while (rest > 0) {
      ssize_t written = write(STDERR_FILENO, line, rest);
      if (written <= 0) break;
      line += written;
      rest -= (size_t)written;
    }
    _exit(status_on_fault);
  }
  // The instruction runs again and ends the process in the usual way.
  signal(number, SIG_DFL);
  errno = code;
}

void facet_faults_install(int status) {
  status_on_fault = status;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, NULL);
}

void facet_sync_file_system(int descriptor) { (void)syncfs(descriptor); }

static _Thread_local int is_alone;

void facet_threads_set_alone(int alone) { is_alone = alone; }

int facet_threads_is_alone(void) { return is_alone; }

int facet_threads_set_stack(size_t bytes) {
  pthread_attr_t attributes;
  int code = pthread_attr_init(&attributes);
  if (code) return code;
  code = pthread_attr_setstacksize(&attributes, bytes);
  if (!code) code = pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
  return code;
}
