"""The four convolutional networks: a picture becomes a map of patches and an embedding.

Each takes its parameters and pictures [n, channels, height, width], and gives its outputs by the
names that they have in the golden file; a map of patches is whole there.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from hashed import Parameters
from layers import batch_norm, convolution, linear, prelu

Outputs = dict[str, Tensor]


def resnet_face18(p: Parameters, x: Tensor) -> Outputs:
    """ArcFace's ResNet-18 with gray pictures of 128x128; one PReLU slope serves a whole layer."""
    x = convolution(p, "conv1", x, 64, 3, padding=1)
    x = prelu(p, "prelu", batch_norm(p, "bn1", x), shared=True)
    x = F.max_pool2d(x, 2)
    for stage, outputs in enumerate((64, 128, 256, 512), start=1):
        for index in range(2):
            narrows = stage > 1 and index == 0
            x = _resnet_block(p, f"layer{stage}.{index}.", x, outputs, narrows)
    x = batch_norm(p, "bn4", x)
    embedding = batch_norm(p, "bn5", linear(p, "fc5", x.flatten(1), 512))
    return {
        "patches_8x8": x,
        "patches_4x4": F.adaptive_avg_pool2d(x, 4),
        "pooled": x.mean((2, 3)),
        "embedding": embedding,
    }


def _resnet_block(p: Parameters, name: str, x: Tensor, outputs: int, narrows: bool) -> Tensor:
    y = batch_norm(p, name + "bn0", x)
    y = batch_norm(p, name + "bn1", convolution(p, name + "conv1", y, x.shape[1], 3, padding=1))
    y = prelu(p, name + "prelu", y, shared=True)
    stride = 2 if narrows else 1
    y = convolution(p, name + "conv2", y, outputs, 3, stride=stride, padding=1)
    y = batch_norm(p, name + "bn2", y)
    if narrows:
        x = convolution(p, name + "downsample.0", x, outputs, stride=2)
        x = batch_norm(p, name + "downsample.1", x)
    # The same slope as within the block.
    return prelu(p, name + "prelu", x + y, shared=True)


def sphere20(p: Parameters, x: Tensor) -> Outputs:
    """CosFace's network with color pictures of 112x96: no norms, biases where it narrows."""
    for stage, (outputs, blocks) in enumerate(((64, 1), (128, 2), (256, 4), (512, 1)), start=1):
        name = f"layer{stage}."
        x = convolution(p, name + "0", x, outputs, 3, stride=2, padding=1, bias=True)
        x = prelu(p, name + "1", x)
        for block in range(2, 2 + blocks):
            y = x
            for half in (1, 2):
                y = convolution(p, f"{name}{block}.conv{half}", y, outputs, 3, padding=1)
                y = prelu(p, f"{name}{block}.prelu{half}", y)
            x = x + y
    return {"patches_7x6": x, "embedding": linear(p, "fc", x.flatten(1), 512)}


def mobilefacenet(p: Parameters, x: Tensor) -> Outputs:
    """MobileFaceNet with color pictures of 112x96."""

    def layer(name: str, x: Tensor, outputs: int, kernel=1, *, linear=False, **how) -> Tensor:
        x = convolution(p, name + ".conv", x, outputs, kernel, **how)
        x = batch_norm(p, name + ".bn", x)
        return x if linear else prelu(p, name + ".prelu", x)

    x = layer("conv1", x, 64, 3, stride=2, padding=1)
    x = layer("dw_conv1", x, 64, 3, padding=1, groups=64)
    block = 0
    # Expansion, channels, blocks, stride of the first.
    for expansion, outputs, count, first in (
        (2, 64, 5, 2),
        (4, 128, 1, 2),
        (2, 128, 6, 1),
        (4, 128, 1, 2),
        (2, 128, 2, 1),
    ):
        for index in range(count):
            stride = first if index == 0 else 1
            x = _bottleneck(p, f"blocks.{block}.conv.", x, expansion, outputs, stride)
            block += 1
    patches = layer("conv2", x, 512)
    x = layer("linear7", patches, 512, (7, 6), groups=512, linear=True)
    x = layer("linear1", x, 128, linear=True)
    return {"patches_7x6": patches, "embedding": x.flatten(1)}


def _bottleneck(
    p: Parameters, name: str, x: Tensor, expansion: int, outputs: int, stride: int
) -> Tensor:
    """Widens, filters each channel by itself, narrows; the members are numbered."""
    wide = x.shape[1] * expansion
    y = batch_norm(p, name + "1", convolution(p, name + "0", x, wide))
    y = prelu(p, name + "2", y)
    y = convolution(p, name + "3", y, wide, 3, stride=stride, padding=1, groups=wide)
    y = prelu(p, name + "5", batch_norm(p, name + "4", y))
    y = batch_norm(p, name + "7", convolution(p, name + "6", y, outputs))
    return x + y if stride == 1 and x.shape == y.shape else y


def inception_resnet_v1(p: Parameters, x: Tensor) -> Outputs:
    """FaceNet with color pictures of 160x160; its weights come from TensorFlow, hence epsilon."""

    def layer(name: str, x: Tensor, outputs: int, kernel=1, **how) -> Tensor:
        x = convolution(p, name + ".conv", x, outputs, kernel, **how)
        return F.relu(batch_norm(p, name + ".bn", x, epsilon=1e-3))

    # A branch is a list of (channels, kernel), whose maps keep their size; a kernel of 0 stands for
    # 3 at stride 2 without padding, which narrows.
    def branches(name: str, x: Tensor, lists) -> list[Tensor]:
        results = []
        for number, steps in enumerate(lists):
            y = x
            for index, (outputs, kernel) in enumerate(steps):
                own = f"{name}.branch{number}" + (f".{index}" if len(steps) > 1 else "")
                if kernel == 0:
                    y = layer(own, y, outputs, 3, stride=2)
                else:
                    height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
                    y = layer(own, y, outputs, kernel, padding=(height // 2, width // 2))
            results.append(y)
        return results

    def block(name: str, x: Tensor, factor: float, lists, *, last=False) -> Tensor:
        joined = torch.cat(branches(name, x, lists), 1)
        y = convolution(p, name + ".conv2d", joined, x.shape[1], bias=True)
        return x + factor * y if last else F.relu(x + factor * y)

    def narrowing(name: str, x: Tensor, lists) -> Tensor:
        return torch.cat([*branches(name, x, lists), F.max_pool2d(x, 3, 2)], 1)

    x = layer("conv2d_1a", x, 32, 3, stride=2)
    x = layer("conv2d_2a", x, 32, 3)
    x = layer("conv2d_2b", x, 64, 3, padding=1)
    x = F.max_pool2d(x, 3, 2)
    x = layer("conv2d_3b", x, 80)
    x = layer("conv2d_4a", x, 192, 3)
    x = layer("conv2d_4b", x, 256, 3, stride=2)
    for index in range(5):
        lists = [[(32, 1)], [(32, 1), (32, 3)], [(32, 1), (32, 3), (32, 3)]]
        x = block(f"repeat_1.{index}", x, 0.17, lists)
    x = narrowing("mixed_6a", x, [[(384, 0)], [(192, 1), (192, 3), (256, 0)]])
    for index in range(10):
        lists = [[(128, 1)], [(128, 1), (128, (1, 7)), (128, (7, 1))]]
        x = block(f"repeat_2.{index}", x, 0.1, lists)
    lists = [[(256, 1), (384, 0)], [(256, 1), (256, 0)], [(256, 1), (256, 3), (256, 0)]]
    x = narrowing("mixed_7a", x, lists)
    lists = [[(192, 1)], [(192, 1), (192, (1, 3)), (192, (3, 1))]]
    for index in range(5):
        x = block(f"repeat_3.{index}", x, 0.2, lists)
    x = block("block8", x, 1, lists, last=True)
    embedding = linear(p, "last_linear", x.mean((2, 3)), 512, bias=False)
    embedding = batch_norm(p, "last_bn", embedding, epsilon=1e-3)
    # Tells the training identities apart.
    p.unused("logits.weight", "matrix")
    p.unused("logits.bias", "shift")
    return {"patches_3x3": x, "embedding": F.normalize(embedding)}
