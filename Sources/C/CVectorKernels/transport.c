#include "transport.h"

#include <math.h>
#include <string.h>

#include "dispatch.h"

typedef double lanes __attribute__((vector_size(64)));
typedef int64_t bits __attribute__((vector_size(64)));

// The rows that are searched for the arc that gains most, before one is exchanged.
static const size_t rows_per_search = 8;
// The prices are computed again after so many exchanges: until then each adds its rounding.
static const int64_t exchanges_per_pricing = 256;

static const int32_t none = -1;

INLINE size_t least_of(size_t a, size_t b) { return a < b ? a : b; }

INLINE int has(const uint64_t *mask, int32_t node) { return mask[node / 64] >> (node % 64) & 1; }

// Returns the least cost[j] - price[j]; the stride is a multiple of 16.
INLINE double least_difference(const double *cost, const double *price, size_t stride) {
  lanes first, second, other;
  memcpy(&first, cost, 64);
  memcpy(&other, price, 64);
  first -= other;
  memcpy(&second, cost + 8, 64);
  memcpy(&other, price + 8, 64);
  second -= other;
  for (size_t j = 16; j < stride; j += 16) {
    lanes value;
    memcpy(&value, cost + j, 64);
    memcpy(&other, price + j, 64);
    first = __builtin_elementwise_min(first, value - other);
    memcpy(&value, cost + j + 8, 64);
    memcpy(&other, price + j + 8, 64);
    second = __builtin_elementwise_min(second, value - other);
  }
  first = __builtin_elementwise_min(first, second);
  double least = first[0];
  for (int l = 1; l < 8; l++) least = first[l] < least ? first[l] : least;
  return least;
}

// Returns the first sink with that difference.
INLINE size_t sink_of(const double *cost, const double *price, size_t sinks, double least) {
  size_t j = 0;
  while (j + 1 < sinks && cost[j] - price[j] != least) j++;
  return j;
}

INLINE size_t stride_of(const facet_transport *p) { return facet_padded(p->sinks); }
INLINE size_t first_sink(const facet_transport *p) { return facet_padded(p->sources); }
INLINE size_t node_count(const facet_transport *p) { return first_sink(p) + stride_of(p); }

// Serves each source from the open sinks that are cheapest, compared with what a sink costs on
// average. Each arc exhausts a source or a sink, never both except at the last one, so that the arcs
// form a spanning tree. Returns the number of arcs.
INLINE size_t first_basis(const facet_transport *p) {
  const size_t stride = stride_of(p);
  // Prices of open sinks; closed ones have none that is low enough.
  double *price = p->price + first_sink(p);
  for (size_t j = 0; j < stride; j++) price[j] = 0;
  for (size_t i = 0; i < p->sources; i++) {
    for (size_t j = 0; j < stride; j++) price[j] += p->cost[i * stride + j];
  }
  for (size_t j = 0; j < p->sinks; j++) price[j] /= (double)p->sources;
  for (size_t j = p->sinks; j < stride; j++) price[j] = -INFINITY;
  memcpy(p->rest, p->demand, p->sinks * sizeof *p->rest);
  size_t count = 0;
  for (size_t i = 0; i < p->sources; i++) {
    const double *row = p->cost + i * stride;
    int64_t left = p->supply[i];
    while (left > 0) {
      if (count == p->sources + p->sinks - 1) return 0;
      const size_t j = sink_of(row, price, p->sinks, least_difference(row, price, stride));
      const int64_t amount = left < p->rest[j] ? left : p->rest[j];
      p->arcs[count++] = (facet_transport_arc){(int32_t)i, (int32_t)j, amount};
      left -= amount;
      p->rest[j] -= amount;
      if (p->rest[j] == 0) price[j] = -INFINITY;
    }
  }
  return count;
}

// Computes the price of a node from its parent's.
INLINE void set_price(const facet_transport *p, int32_t node) {
  const int32_t above = p->parent[node], tall = (int32_t)first_sink(p);
  const int32_t source = node < tall ? node : above, sink = (node < tall ? above : node) - tall;
  p->price[node] = p->cost[(size_t)source * stride_of(p) + (size_t)sink] - p->price[above];
}

// Makes a tree of the arcs, with source 0 as its root. Returns 0 if they are none.
INLINE int plant(const facet_transport *p, size_t count) {
  const size_t nodes = node_count(p), words = facet_transport_words(p->sources, p->sinks);
  const int32_t tall = (int32_t)first_sink(p);
  // Each node's arcs form a list; arc a has two ends: 2a at its source, 2a + 1 at its sink.
  int32_t *first = p->order, *next = first + nodes, *reached = next + 2 * nodes;
  for (size_t k = 0; k < nodes; k++) first[k] = none;
  for (size_t a = 0; a < count; a++) {
    int32_t *from = first + p->arcs[a].source, *to = first + tall + p->arcs[a].sink;
    next[2 * a] = *from;
    *from = (int32_t)(2 * a);
    next[2 * a + 1] = *to;
    *to = (int32_t)(2 * a + 1);
  }
  for (size_t k = 0; k < nodes; k++) p->price[k] = 0;
  size_t ends = 1;
  reached[0] = 0;
  p->parent[0] = none;
  for (size_t k = 0; k < ends; k++) {
    const int32_t node = reached[k];
    for (int32_t end = first[node]; end != none; end = next[end]) {
      const facet_transport_arc *arc = p->arcs + end / 2;
      const int32_t other = end % 2 ? arc->source : tall + arc->sink;
      if (other == p->parent[node]) continue;
      if (ends == p->sources + p->sinks) return 0;
      p->parent[other] = node;
      p->flow[other] = arc->flow;
      set_price(p, other);
      reached[ends++] = other;
    }
  }
  if (ends != p->sources + p->sinks) return 0;
  memset(p->below, 0, nodes * words * sizeof *p->below);
  while (ends-- > 0) {
    const int32_t node = reached[ends];
    uint64_t *mask = p->below + (size_t)node * words;
    mask[node / 64] |= (uint64_t)1 << (node % 64);
    if (p->parent[node] == none) continue;
    uint64_t *above = p->below + (size_t)p->parent[node] * words;
    for (size_t w = 0; w < words; w++) above[w] |= mask[w];
  }
  return 1;
}

// Computes all prices again, from the root down.
INLINE void price_all(const facet_transport *p) {
  const size_t nodes = node_count(p);
  int32_t *is_priced = p->order, *path = p->order + nodes;
  for (size_t k = 0; k < nodes; k++) is_priced[k] = 0;
  p->price[0] = 0;
  is_priced[0] = 1;
  for (size_t k = 0; k < nodes; k++) {
    const int is_source = k < p->sources, tall = (int)first_sink(p);
    if (!is_source && (k < (size_t)tall || k >= (size_t)tall + p->sinks)) continue;
    size_t length = 0;
    for (int32_t node = (int32_t)k; !is_priced[node]; node = p->parent[node]) path[length++] = node;
    while (length-- > 0) {
      set_price(p, path[length]);
      is_priced[path[length]] = 1;
    }
  }
}

// Adds a change to the prices of some nodes: values[k] += change where bit k of the mask is set.
INLINE void shift(double *values, const uint64_t *mask, size_t from, size_t count, double change) {
  const lanes changes = {change, change, change, change, change, change, change, change};
  const bits places = {0, 1, 2, 3, 4, 5, 6, 7};
  for (size_t k = 0; k < count; k += 8) {
    const int64_t byte = (int64_t)(mask[(from + k) / 64] >> ((from + k) % 64) & 255);
    if (byte == 0) continue;
    const bits bytes = {byte, byte, byte, byte, byte, byte, byte, byte};
    const bits wanted = -(bytes >> places & 1);
    lanes value;
    memcpy(&value, values + k, 64);
    value += (lanes)((bits)changes & wanted);
    memcpy(values + k, &value, 64);
  }
}

// Sends along the new arc the amount that its cycle permits, and removes the arc whose flow is then
// zero. `gain` is the new arc's cost less its prices.
INLINE void exchange(const facet_transport *p, size_t source, size_t sink, double gain) {
  const int32_t tall = (int32_t)first_sink(p);
  const size_t words = facet_transport_words(p->sources, p->sinks);
  int32_t *parent = p->parent;
  int64_t *flow = p->flow;
  uint64_t *moved = p->below + node_count(p) * words, *inner = moved + words;
  const int32_t ends[2] = {(int32_t)source, tall + (int32_t)sink};
  // On the way up from the source, arcs from sources lose and arcs from sinks gain; from the sink,
  // the opposite.
  int32_t leaving = none;
  int side = 0;
  int64_t amount = INT64_MAX;
  int32_t meeting = ends[0];
  for (; !has(p->below + (size_t)meeting * words, ends[1]); meeting = parent[meeting]) {
    if (meeting < tall && flow[meeting] < amount) {
      amount = flow[meeting];
      leaving = meeting;
    }
  }
  for (int32_t node = ends[1]; node != meeting; node = parent[node]) {
    if (node >= tall && flow[node] < amount) {
      amount = flow[node];
      leaving = node;
      side = 1;
    }
  }
  // The subtree of the leaving arc moves to the other end of the new one.
  memcpy(moved, p->below + (size_t)leaving * words, words * sizeof *moved);
  for (int s = 0; s < 2; s++) {
    int is_moved = s == side;
    for (int32_t node = ends[s]; node != meeting; node = parent[node]) {
      flow[node] += (node < tall) == (s == 0) ? -amount : amount;
      if (!is_moved) {
        uint64_t *mask = p->below + (size_t)node * words;
        for (size_t w = 0; w < words; w++) {
          mask[w] = s == side ? mask[w] & ~moved[w] : mask[w] | moved[w];
        }
      }
      if (node == leaving) is_moved = 0;
    }
  }
  // Along the path inside it, parents become children.
  int32_t child = ends[side], above = ends[1 - side];
  int64_t carried = amount;
  memset(inner, 0, words * sizeof *inner);
  while (1) {
    const int32_t old_parent = parent[child];
    const int64_t old_flow = flow[child];
    uint64_t *mask = p->below + (size_t)child * words;
    for (size_t w = 0; w < words; w++) {
      const uint64_t old = mask[w];
      mask[w] = moved[w] & ~inner[w];
      inner[w] = old;
    }
    parent[child] = above;
    flow[child] = carried;
    if (child == leaving) break;
    above = child;
    carried = old_flow;
    child = old_parent;
  }
  // Then the new arc costs what its prices say.
  const double change = side == 0 ? gain : -gain;
  shift(p->price, moved, 0, (size_t)tall, change);
  shift(p->price + tall, moved, (size_t)tall, stride_of(p), -change);
}

// Writes the basis in the order of sources, then of sinks.
INLINE void list_arcs(const facet_transport *p) {
  const int32_t tall = (int32_t)first_sink(p);
  const size_t nodes = node_count(p);
  // The number of arcs of each source, then the place of its next one.
  int32_t *place = p->order;
  for (size_t i = 0; i <= p->sources; i++) place[i] = 0;
  for (size_t k = 1; k < nodes; k++) {
    if (k >= p->sources && (k < (size_t)tall || k >= (size_t)tall + p->sinks)) continue;
    place[(k < (size_t)tall ? (int32_t)k : p->parent[k]) + 1]++;
  }
  for (size_t i = 1; i < p->sources; i++) place[i] += place[i - 1];
  int32_t *begin = p->order + nodes;
  memcpy(begin, place, p->sources * sizeof *begin);
  for (size_t k = 1; k < nodes; k++) {
    if (k >= p->sources && (k < (size_t)tall || k >= (size_t)tall + p->sinks)) continue;
    const int is_source = k < (size_t)tall;
    const int32_t source = is_source ? (int32_t)k : p->parent[k];
    const int32_t sink = (is_source ? p->parent[k] : (int32_t)k) - tall;
    int32_t at = place[source]++;
    for (; at > begin[source] && p->arcs[at - 1].sink > sink; at--) p->arcs[at] = p->arcs[at - 1];
    p->arcs[at] = (facet_transport_arc){source, sink, p->flow[k]};
  }
}

INLINE int64_t transport_optimize(const facet_transport *p, double tolerance) {
  const size_t stride = stride_of(p), sources = p->sources;
  if (!plant(p, first_basis(p))) return -1;
  const double *sink_price = p->price + first_sink(p);
  int64_t exchanges = 0;
  size_t row = 0, idle = 0;
  int is_priced = 1;
  while (idle < sources || !is_priced) {
    if (idle >= sources || (!is_priced && exchanges % exchanges_per_pricing == 0)) {
      price_all(p);
      is_priced = 1;
      idle = 0;
    }
    double gain = -tolerance, least = 0;
    size_t best = sources;
    const size_t rows = least_of(rows_per_search, sources - idle);
    for (size_t r = 0; r < rows; r++) {
      const double difference = least_difference(p->cost + row * stride, sink_price, stride);
      if (difference - p->price[row] < gain) {
        gain = difference - p->price[row];
        least = difference;
        best = row;
      }
      row = row + 1 == sources ? 0 : row + 1;
    }
    if (best == sources) {
      idle += rows;
      continue;
    }
    idle = 0;
    is_priced = 0;
    exchanges++;
    exchange(
        p, best, sink_of(p->cost + best * stride, sink_price, p->sinks, least), gain);
  }
  list_arcs(p);
  return exchanges;
}

INLINE void transport_costs(const facet_transport *p, const float *similarity, size_t stride) {
  const size_t wide = stride_of(p);
  for (size_t i = 0; i < p->sources; i += 8) {
    const size_t end = least_of(i + 8, p->sources);
    for (size_t j = 0; j < p->sinks; j++) {
      for (size_t l = i; l < end; l++) p->cost[l * wide + j] = 1 - (double)similarity[j * stride + l];
    }
  }
}

DISPATCHED(
    void, transport_costs, (const facet_transport *p, const float *similarity, size_t stride),
    (p, similarity, stride))
DISPATCHED(
    int64_t, transport_optimize, (const facet_transport *p, double tolerance), (p, tolerance))
