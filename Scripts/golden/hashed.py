"""Numbers that depend on a name and a place only, so that networks need no files."""

import numpy as np
import torch
from torch import Tensor

_MASK = (1 << 64) - 1


def unit(name: str, *shape: int) -> np.ndarray:
    """Numbers in [-1, 1), in row-major order: FNV-1a of the name, then splitmix64, top 24 bits."""
    start = 0xCBF29CE484222325
    for byte in name.encode():
        start = ((start ^ byte) * 0x100000001B3) & _MASK
    places = np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = np.uint64(start) + places * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    numbers = (z >> np.uint64(40)).astype(np.float64) / 2**23 - 1
    return numbers.astype(np.float32).reshape(shape)


def picture(name: str, *shape: int) -> Tensor:
    """A network's input."""
    return torch.from_numpy(unit("input." + name, *shape))


class Parameters:
    """Makes a network's parameters as it asks for them, and keeps their names and kinds.

    Every number is made in single precision from u = unit(prefix + "." + name).
    """

    def __init__(self, prefix: str):
        self._prefix = prefix
        self.kinds: dict[str, str] = {}

    def matrix(self, name: str, *shape: int) -> Tensor:
        fan_in = int(np.prod(shape[1:]))
        return self._make(name, "matrix", shape, lambda u: np.float32((3 / fan_in) ** 0.5) * u)

    def gain(self, name: str, size: int) -> Tensor:
        return self._make(name, "gain", (size,), lambda u: 1 + np.float32(0.1) * u)

    def shift(self, name: str, size: int) -> Tensor:
        return self._make(name, "shift", (size,), lambda u: np.float32(0.1) * u)

    def slope(self, name: str, size: int) -> Tensor:
        return self._make(name, "slope", (size,), lambda u: np.float32(0.25) + np.float32(0.1) * u)

    def variance(self, name: str, size: int) -> Tensor:
        return self._make(name, "variance", (size,), lambda u: 1 + np.float32(0.5) * np.abs(u))

    def token(self, name: str, *shape: int) -> Tensor:
        return self._make(name, "token", shape, lambda u: u)

    def unused(self, name: str, kind: str) -> None:
        """A parameter that the published file holds and no output depends on."""
        self.kinds[name] = kind

    def _make(self, name: str, kind: str, shape: tuple[int, ...], formula) -> Tensor:
        self.kinds[name] = kind
        return torch.from_numpy(formula(unit(f"{self._prefix}.{name}", *shape)))
