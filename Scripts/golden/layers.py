"""The layers that the networks share; each asks for its own parameters."""

import torch.nn.functional as F
from torch import Tensor

from hashed import Parameters


def convolution(
    p: Parameters,
    name: str,
    x: Tensor,
    outputs: int,
    kernel: int | tuple[int, int] = 1,
    *,
    stride: int = 1,
    padding: int | tuple[int, int] = 0,
    groups: int = 1,
    bias: bool = False,
) -> Tensor:
    height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
    weight = p.matrix(name + ".weight", outputs, x.shape[1] // groups, height, width)
    constants = p.shift(name + ".bias", outputs) if bias else None
    return F.conv2d(x, weight, constants, stride=stride, padding=padding, groups=groups)


def linear(p: Parameters, name: str, x: Tensor, outputs: int, *, bias: bool = True) -> Tensor:
    weight = p.matrix(name + ".weight", outputs, x.shape[-1])
    return F.linear(x, weight, p.shift(name + ".bias", outputs) if bias else None)


def batch_norm(p: Parameters, name: str, x: Tensor, *, epsilon: float = 1e-5) -> Tensor:
    size = x.shape[1]
    gain, shift = p.gain(name + ".weight", size), p.shift(name + ".bias", size)
    mean = p.shift(name + ".running_mean", size)
    variance = p.variance(name + ".running_var", size)
    return F.batch_norm(x, mean, variance, gain, shift, eps=epsilon)


def layer_norm(p: Parameters, name: str, x: Tensor) -> Tensor:
    size = x.shape[-1]
    return F.layer_norm(x, (size,), p.gain(name + ".weight", size), p.shift(name + ".bias", size))


def prelu(p: Parameters, name: str, x: Tensor, *, shared: bool = False) -> Tensor:
    return F.prelu(x, p.slope(name + ".weight", 1 if shared else x.shape[1]))
