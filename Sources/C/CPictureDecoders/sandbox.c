// Refuses all system calls that a decoder does not need: no files, no network, no other processes.
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sink.h"

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)
#define ALLOW(name) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(SYS_##name), 0, 1), RETURN(SECCOMP_RET_ALLOW)

void refuse_system_calls(void) {
#ifdef OWN_ARCHITECTURE
  const struct sock_filter rules[] = {
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0),
      RETURN(SECCOMP_RET_KILL_PROCESS),
      LOAD(nr),
      // Memory.
      ALLOW(mmap), ALLOW(munmap), ALLOW(mremap), ALLOW(mprotect), ALLOW(madvise), ALLOW(brk),
      // Threads of this process: the decoders of HEIC and AVIF start some.
      ALLOW(futex), ALLOW(set_robust_list), ALLOW(sched_getaffinity),
      ALLOW(sched_yield), ALLOW(gettid), ALLOW(getpid),
#ifdef SYS_rseq
      ALLOW(rseq),
#endif
      // Time, random numbers, and the end.
      ALLOW(clock_gettime), ALLOW(gettimeofday), ALLOW(clock_nanosleep), ALLOW(nanosleep),
      ALLOW(getrandom), ALLOW(rt_sigprocmask), ALLOW(rt_sigaction), ALLOW(rt_sigreturn),
      ALLOW(exit), ALLOW(exit_group),
      // A signal only to itself, as abort() sends it.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 3),
      LOAD(args[0]),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)getpid(), 0, 1),
      RETURN(SECCOMP_RET_ALLOW),
      LOAD(nr),
      // A thread, not a process. The flags of clone3 lie in memory, where no filter sees them. Where
      // that call is unknown, the C library takes clone.
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
      LOAD(args[0]),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1),
      RETURN(SECCOMP_RET_ALLOW),
#ifdef SYS_clone3
      LOAD(nr),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
      RETURN(SECCOMP_RET_ERRNO | ENOSYS),
#endif
      // A library that asks for more gets an error, and goes on.
      RETURN(SECCOMP_RET_ERRNO | EPERM),
  };
  const struct sock_fprog program = {sizeof rules / sizeof rules[0], (struct sock_filter *)rules};
  // A kernel without such filters leaves the limits alone in force.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}
