#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sinkhorn.h"

// The simplex method for the transportation problem: see TransportSimplex.swift. Sources are the
// rows of the costs, sinks their columns. The best of AVX-512, AVX2 and plain C is chosen at run
// time; all three compute the same.

/// A basic arc.
typedef struct {
  int32_t source, sink;
  int64_t flow;
} facet_transport_arc;

/// A problem, its solution, and the memory between them. Pointers to numbers of 64 bits and to masks
/// are 64-byte aligned. Nodes are numbered: the sources from 0, the sinks from padded(sources).
typedef struct {
  size_t sources, sinks;
  /// [sources, padded(sinks)], infinite in the padding.
  double *cost;
  /// [sources] and [sinks]: positive, with the same sum.
  int64_t *supply, *demand;
  /// [padded(sources) + padded(sinks)]: the prices. On basic arcs, source and sink sum to the cost.
  double *price;
  /// [sources + sinks - 1]: the basis, by source, then by sink.
  facet_transport_arc *arcs;

  /// [nodes], nodes = padded(sources) + padded(sinks): the tree, and the flow between a node and its
  /// parent.
  int32_t *parent;
  int64_t *flow;
  /// [nodes + 2, facet_transport_words]: the nodes of each subtree, one bit each; the last two rows
  /// are for passing results.
  uint64_t *below;
  /// [5 * nodes] and [nodes]: for passing results.
  int32_t *order;
  int64_t *rest;
} facet_transport;

/// The number of 64-bit words of a mask over all nodes, a multiple of 8 bits for each vector.
static inline size_t facet_transport_words(size_t sources, size_t sinks) {
  return (facet_padded(sources) + facet_padded(sinks) + 63) / 64;
}

/// Sets cost[i][j] = 1 - similarity[j][i]: the similarities are [sinks, sources], rows `stride`
/// apart.
void facet_transport_costs(
    const facet_transport *problem, const float *similarity, size_t stride);

/// Exchanges arcs until none has a cost below the sum of its prices, less `tolerance`. Returns the
/// number of exchanges; -1 if supplies and demands permit no spanning tree as a first basis.
int64_t facet_transport_optimize(const facet_transport *problem, double tolerance);
