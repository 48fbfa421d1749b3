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

/// A pool that provides blocks for values and takes them back after their last use.
class Pool {
 public:
  size_t take(size_t size) {
    size_t best = blocks.size();
    for (size_t i = 0; i < blocks.size(); ++i) {
      if (is_free[i] && blocks[i].bytes >= size &&
          (best == blocks.size() || blocks[i].bytes < blocks[best].bytes)) {
        best = i;
      }
    }
    if (best == blocks.size()) {
      blocks.emplace_back(size);
      is_free.push_back(true);
    }
    is_free[best] = false;
    return best;
  }
  void give(size_t block) { is_free[block] = true; }
  void *address(size_t block) const { return blocks[block].address(); }

 private:
  std::vector<Block> blocks;
  std::vector<bool> is_free;
};

}  // namespace facet
