"""The InsightFace family: residual networks for color pictures of 112x112.

As in `backbones.py`; the patches are the last map before the batch norm that ends the stages.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from backbones import Outputs
from hashed import Parameters
from layers import batch_norm, convolution, linear, prelu

WIDTHS = (64, 128, 256, 512)

# Blocks of each stage.
DEPTHS = {18: (2, 2, 2, 2), 50: (3, 4, 14, 3), 100: (3, 13, 30, 3)}


def iresnet(p: Parameters, x: Tensor, depths: tuple[int, ...]) -> Outputs:
    """That of arcface_torch: the first block of each stage narrows, with a filter beside it."""
    x = prelu(p, "prelu", batch_norm(p, "bn1", convolution(p, "conv1", x, 64, 3, padding=1)))
    for stage, (outputs, depth) in enumerate(zip(WIDTHS, depths), start=1):
        for index in range(depth):
            name = f"layer{stage}.{index}."
            stride = 2 if index == 0 else 1
            y = batch_norm(p, name + "bn1", x)
            y = convolution(p, name + "conv1", y, outputs, 3, padding=1)
            y = prelu(p, name + "prelu", batch_norm(p, name + "bn2", y))
            y = convolution(p, name + "conv2", y, outputs, 3, stride=stride, padding=1)
            y = batch_norm(p, name + "bn3", y)
            if index == 0:
                x = convolution(p, name + "downsample.0", x, outputs, stride=stride)
                x = batch_norm(p, name + "downsample.1", x)
            x = x + y
    embedding = linear(p, "fc", batch_norm(p, "bn2", x).flatten(1), 512)
    return {"patches_7x7": x, "embedding": batch_norm(p, "features", embedding)}


def ir(p: Parameters, x: Tensor, depths: tuple[int, ...], *, gates: bool = False) -> Outputs:
    """That of face.evoLVe as Face-ViT has it: it scales samples of 0...255 by itself."""
    x, embedding = _ir(p, (x - 127.5) * 0.078125, depths, gates=gates)
    return {"patches_7x7": x, "embedding": batch_norm(p, "output_layer.4", embedding)}


def adaface(p: Parameters, x: Tensor, depths: tuple[int, ...]) -> Outputs:
    """AdaFace's: one more batch norm a block, none of the embedding's own gain; unit embeddings."""
    x, embedding = _ir(p, x, depths, has_middle_norm=True)
    mean = p.shift("output_layer.4.running_mean", 512)
    variance = p.variance("output_layer.4.running_var", 512)
    embedding = F.batch_norm(embedding, mean, variance)
    norm = embedding.norm(dim=1, keepdim=True)
    return {"patches_7x7": x, "embedding": embedding / norm, "norm": norm}


def _ir(
    p: Parameters,
    x: Tensor,
    depths: tuple[int, ...],
    *,
    gates: bool = False,
    has_middle_norm: bool = False,
) -> tuple[Tensor, Tensor]:
    """The last map, and the embedding before its batch norm; blocks are numbered throughout."""
    x = convolution(p, "input_layer.0", x, 64, 3, padding=1)
    x = prelu(p, "input_layer.2", batch_norm(p, "input_layer.1", x))
    number = 0
    for outputs, depth in zip(WIDTHS, depths):
        for index in range(depth):
            name = f"body.{number}."
            number += 1
            stride = 2 if index == 0 else 1
            # The layers of a block, counted by their place in it.
            names = iter(f"{name}res_layer.{place}" for place in range(8))
            y = batch_norm(p, next(names), x)
            y = convolution(p, next(names), y, outputs, 3, padding=1)
            if has_middle_norm:
                y = batch_norm(p, next(names), y)
            y = prelu(p, next(names), y)
            y = convolution(p, next(names), y, outputs, 3, stride=stride, padding=1)
            y = batch_norm(p, next(names), y)
            if gates:
                y = y * _gates(p, next(names), y)
            if x.shape[1] != outputs:
                x = convolution(p, name + "shortcut_layer.0", x, outputs, stride=stride)
                x = batch_norm(p, name + "shortcut_layer.1", x)
            else:
                x = x[:, :, ::stride, ::stride]
            x = x + y
    y = batch_norm(p, "output_layer.0", x).flatten(1)
    return x, linear(p, "output_layer.3", y, 512)


def _gates(p: Parameters, name: str, x: Tensor) -> Tensor:
    """Squeeze and excitation: a number between 0 and 1 for each channel."""
    few = x.shape[1] // 16
    y = F.relu(convolution(p, name + ".fc1", x.mean((2, 3), keepdim=True), few))
    return torch.sigmoid(convolution(p, name + ".fc2", y, x.shape[1]))


# Each takes numbers in [-1, 1).
NETWORKS = {
    "iresnet18": lambda p, x: iresnet(p, x, DEPTHS[18]),
    "iresnet50": lambda p, x: iresnet(p, x, DEPTHS[50]),
    "iresnet100": lambda p, x: iresnet(p, x, DEPTHS[100]),
    "ir_50": lambda p, x: ir(p, (x + 1) * 127.5, DEPTHS[50]),
    "ir_se_50": lambda p, x: ir(p, (x + 1) * 127.5, DEPTHS[50], gates=True),
    "adaface_ir_18": lambda p, x: adaface(p, x, DEPTHS[18]),
    "adaface_ir_50": lambda p, x: adaface(p, x, DEPTHS[50]),
}
