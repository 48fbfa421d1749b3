// The resources of a plan: threads and memory.
#pragma once

#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace facet {

/// Sets the number of OpenMP threads of the calling thread while it lives.
///
/// The functions are looked up, not linked: the OpenMP library is the one that oneDNN loads.
class ThreadCount {
 public:
  explicit ThreadCount(int count) {
    if (!set() || !get()) return;
    previous = get()();
    if (previous != count) set()(count);
  }
  ~ThreadCount() {
    if (previous) set()(previous);
  }
  ThreadCount(const ThreadCount &) = delete;
  ThreadCount &operator=(const ThreadCount &) = delete;

 private:
  using Set = void (*)(int);
  using Get = int (*)();
  static Set set() {
    static const Set function = reinterpret_cast<Set>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
    return function;
  }
  static Get get() {
    static const Get function = reinterpret_cast<Get>(dlsym(RTLD_DEFAULT, "omp_get_max_threads"));
    return function;
  }
  int previous = 0;
};

/// Runs `body(thread, count)` on `threads` threads of the OpenMP library that oneDNN loads, so that
/// both use the same threads; on the calling thread alone if there is none.
///
/// GOMP_parallel is the entry that compilers call for a parallel region. GNU's library and LLVM's
/// have it.
template <typename Body>
void on_threads(int32_t threads, const Body &body) {
  using Start = void (*)(void (*)(void *), void *, unsigned, unsigned);
  using Number = int (*)();
  static const Start start = reinterpret_cast<Start>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
  static const Number number = reinterpret_cast<Number>(dlsym(RTLD_DEFAULT, "omp_get_thread_num"));
  static const Number size = reinterpret_cast<Number>(dlsym(RTLD_DEFAULT, "omp_get_num_threads"));
  if (threads == 1 || !start || !number || !size) {
    body(0, 1);
    return;
  }
  start(
      [](void *data) { (*static_cast<const Body *>(data))(number(), size()); },
      const_cast<Body *>(&body), unsigned(threads), 0);
}

/// Memory at an address aligned for the widest vectors.
class Block {
 public:
  explicit Block(size_t size) : bytes(std::max<size_t>(64, (size + 63) / 64 * 64)) {
    pointer.reset(std::aligned_alloc(64, bytes));
    if (!pointer) throw std::bad_alloc();
  }
  void *address() const { return pointer.get(); }
  const size_t bytes;

 private:
  struct Free {
    void operator()(void *address) const { std::free(address); }
  };
  std::unique_ptr<void, Free> pointer;
};

/// A pool that provides blocks for values and takes them back after their last use. A block has
/// room for one or more copies of a value.
class Pool {
 public:
  size_t take(size_t size, size_t copies) {
    size_t best = blocks.size();
    for (size_t i = 0; i < blocks.size(); ++i) {
      if (blocks[i].is_free && blocks[i].copies == copies && blocks[i].bytes >= size &&
          (best == blocks.size() || blocks[i].bytes < blocks[best].bytes)) {
        best = i;
      }
    }
    if (best == blocks.size()) {
      const size_t bytes = std::max<size_t>(64, (size + 63) / 64 * 64);
      blocks.push_back({Block(copies * bytes), bytes, copies, true});
    }
    blocks[best].is_free = false;
    return best;
  }
  void give(size_t block) { blocks[block].is_free = true; }
  void *address(size_t block) const { return blocks[block].memory.address(); }
  size_t copies(size_t block) const { return blocks[block].copies; }

  /// The place of another copy of what lies at an address: the address itself if there is one copy
  /// or if it does not lie in the pool.
  void *address(void *first, size_t copy) const {
    char *const place = static_cast<char *>(first);
    for (const Part &part : blocks) {
      char *const begin = static_cast<char *>(part.memory.address());
      if (part.copies > 1 && place >= begin && place < begin + part.bytes) {
        return place + copy * part.bytes;
      }
    }
    return first;
  }

 private:
  struct Part {
    Block memory;
    /// Of one copy.
    size_t bytes, copies;
    bool is_free;
  };
  std::vector<Part> blocks;
};

}  // namespace facet
