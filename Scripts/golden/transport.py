"""The earth mover's distance between patches: the published iteration and the true optimum."""

import numpy as np
import torch
import torch.nn.functional as F
from scipy import sparse
from scipy.optimize import linprog
from torch import Tensor

EPSILON = 0.05
THRESHOLD = 0.1
ITERATIONS = 100


def center(patches: Tensor) -> Tensor:
    """The direction of the mean of unit vectors [..., channels, patches]."""
    return F.normalize(patches.mean(-1), dim=-1)


def normalized(weights: Tensor) -> Tensor:
    return weights / (weights.sum(-1, keepdim=True) + 1e-7)


def weights(
    name: str, query: Tensor, gallery: Tensor, query_center: Tensor, gallery_center: Tensor
) -> tuple[Tensor, Tensor]:
    """What each patch is worth.

    query [channels, patches], gallery [faces, channels, patches], unit vectors; the centers without
    the patches. Gives the query's and the gallery's weights, [faces, patches] each.
    """
    faces, _, patches = gallery.shape
    if name == "uniform":
        uniform = torch.full((faces, patches), 1 / patches)
        return uniform, uniform
    if name == "apc":
        of_query = torch.einsum("cp,fc->fp", query, gallery_center)
        of_gallery = torch.einsum("fcp,c->fp", gallery, query_center)
    else:
        distances = 1 - cosines(query, gallery)
        of_gallery, of_query = distances.sum(2), distances.sum(1)
    return normalized(of_query.relu()), normalized(of_gallery.relu())


def cosines(query: Tensor, gallery: Tensor) -> Tensor:
    """[faces, gallery patch, query patch]."""
    return torch.einsum("fcg,cq->fgq", gallery, query)


def sinkhorn(cosine: Tensor, of_gallery: Tensor, of_query: Tensor) -> Tensor:
    """The published flow; all faces stop together, by the mean change of r over all of them."""
    kernel = torch.exp((cosine - 1) / EPSILON)
    r, c = torch.ones_like(of_gallery), torch.ones_like(of_query)
    for _ in range(ITERATIONS):
        last = r
        r = of_gallery / torch.einsum("fgq,fq->fg", kernel, c)
        c = of_query / torch.einsum("fgq,fg->fq", kernel, r)
        if (r - last).abs().mean() < THRESHOLD:
            break
    return r[:, :, None] * kernel * c[:, None, :]


def exact_cost(cosine: np.ndarray, of_gallery: np.ndarray, of_query: np.ndarray) -> float:
    """The least cost of moving one side's weights to the other's, as a linear program."""
    rows, columns = cosine.shape
    sums = sparse.vstack(
        [
            sparse.kron(sparse.eye(rows), np.ones((1, columns))),
            sparse.kron(np.ones((1, rows)), sparse.eye(columns)),
        ]
    )
    marginals = np.concatenate([of_gallery / of_gallery.sum(), of_query / of_query.sum()])
    # The last condition follows from the others; rounding could make it contradict them.
    solution = linprog(
        (1 - cosine).ravel(), A_eq=sums.tocsr()[:-1], b_eq=marginals[:-1], method="highs-ds"
    )
    assert solution.status == 0, solution.message
    return solution.fun
