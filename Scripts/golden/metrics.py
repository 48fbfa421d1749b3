"""The metrics of a ranking, in single precision as the published code computes them."""

import torch


def ranking_metrics(labels: list[int], query: int) -> list[float]:
    """P@1, R-precision and MAP@R of the ranked labels; R is how often the query's label occurs."""
    hits = (torch.tensor(labels) == query).float()
    relevant = int(hits.sum())
    hits = hits[:relevant]
    precisions = hits.cumsum(0) / torch.arange(1, relevant + 1)
    return [value.item() for value in (hits[0], hits.mean(), (precisions * hits).mean())]
