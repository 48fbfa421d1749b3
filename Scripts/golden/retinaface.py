"""Writes a small RetinaFace as ONNX, with random weights, and its golden values.

    pip install onnx onnxscript     # beside requirements.txt
    python Scripts/golden/retinaface.py Tests/_TestSupport/Golden

The graph is that of the detector's common exports for PyTorch (MobileNet trunk, feature pyramid,
context modules, three heads, outputs of three strides one after the other), with fewer channels.
The boxes are decoded here with NumPy, after the published description: anchors of 16 to 512 pixels
at strides 8, 16 and 32, variances 0.1 and 0.2.
"""

import json
import sys

import numpy as np
import torch
from hashed import unit
from torch import nn
from torch.nn import functional as F

WIDTH, HEIGHT = 160, 128


def conv(inputs: int, outputs: int, stride: int = 1, kernel: int = 3, slope: float | None = 0.1):
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*layers, *([] if slope is None else [nn.LeakyReLU(slope)]))


def separable(inputs: int, outputs: int, stride: int):
    depth = nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False)
    return nn.Sequential(
        depth, nn.BatchNorm2d(inputs), nn.LeakyReLU(0.1), conv(inputs, outputs, kernel=1)
    )


class Context(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        half, quarter = channels // 2, channels // 4
        self.near = conv(channels, half, slope=None)
        self.first = conv(channels, quarter)
        self.middle = conv(quarter, quarter, slope=None)
        self.second = conv(quarter, quarter)
        self.far = conv(quarter, quarter, slope=None)

    def forward(self, x):
        y = self.first(x)
        return F.relu(torch.cat([self.near(x), self.middle(y), self.far(self.second(y))], 1))


class Head(nn.Module):
    def __init__(self, channels: int, numbers: int):
        super().__init__()
        self.numbers = numbers
        self.map = nn.Conv2d(channels, 2 * numbers, 1)

    def forward(self, x):
        y = self.map(x).permute(0, 2, 3, 1).contiguous()
        return y.view(y.shape[0], -1, self.numbers)


class RetinaFace(nn.Module):
    def __init__(self, width: int = 4, channels: int = 8):
        super().__init__()
        widths = [2 * width, 3 * width, 4 * width]
        self.trunk = nn.ModuleList(
            [
                nn.Sequential(
                    conv(3, width, 2),
                    separable(width, width, 1),
                    separable(width, widths[0], 2),
                    separable(widths[0], widths[0], 2),
                ),
                separable(widths[0], widths[1], 2),
                separable(widths[1], widths[2], 2),
            ]
        )
        self.lateral = nn.ModuleList([conv(w, channels, kernel=1) for w in widths])
        self.merge = nn.ModuleList([conv(channels, channels) for _ in range(2)])
        self.context = nn.ModuleList([Context(channels) for _ in range(3)])
        self.heads = nn.ModuleList(
            [nn.ModuleList([Head(channels, n) for _ in range(3)]) for n in (4, 2, 10)]
        )

    def forward(self, x):
        maps = []
        for stage in self.trunk:
            x = stage(x)
            maps.append(x)
        maps = [lateral(m) for lateral, m in zip(self.lateral, maps)]
        for place in (1, 0):
            size = [maps[place].size(2), maps[place].size(3)]
            larger = F.interpolate(maps[place + 1], size=size, mode="nearest")
            maps[place] = self.merge[place](maps[place] + larger)
        maps = [context(m) for context, m in zip(self.context, maps)]
        boxes, scores, points = (
            torch.cat([head(m) for head, m in zip(heads, maps)], 1) for heads in self.heads
        )
        return boxes, F.softmax(scores, dim=-1), points


def made() -> RetinaFace:
    network = RetinaFace().eval()
    with torch.no_grad():
        for name, value in network.state_dict().items():
            u = torch.from_numpy(unit("retinaface." + name, *value.shape))
            if name.endswith("running_var"):
                value.copy_(1 + 0.5 * u.abs())
            elif value.dim() == 4:
                value.copy_((3 / value[0].numel()) ** 0.5 * u)
            elif value.is_floating_point():
                value.copy_(1 + 0.1 * u if name.endswith("weight") else 0.5 * u)
    return network


def decoded(boxes, scores, points) -> np.ndarray:
    """Rows of score, left, top, right, bottom and five points, in pixels."""
    rows, place = [], 0
    for stride, sides in ((8, (16, 32)), (16, (64, 128)), (32, (256, 512))):
        for row in range(HEIGHT // stride):
            for column in range(WIDTH // stride):
                for side in sides:
                    middle = (np.array([column, row]) + 0.5) * stride
                    center = middle + boxes[place, :2] * 0.1 * side
                    half = side * np.exp(boxes[place, 2:] * 0.2) / 2
                    shown = middle + points[place].reshape(5, 2) * 0.1 * side
                    rows.append([scores[place, 1], *(center - half), *(center + half), *shown.flat])
                    place += 1
    return np.array(rows)


def main(folder: str) -> None:
    network = made()
    torch.onnx.export(
        network, torch.zeros(1, 3, HEIGHT, WIDTH), f"{folder}/retinaface.onnx", dynamo=False,
        input_names=["input"], output_names=["boxes", "scores", "points"], opset_version=11,
    )
    # The picture that the tests make, RGB; the network takes BGR without the mean of its training.
    picture = np.floor((unit("input.retinaface", HEIGHT, WIDTH, 3) + 1) * 128)
    planes = picture[:, :, ::-1].transpose(2, 0, 1) - np.array([104, 117, 123]).reshape(3, 1, 1)
    with torch.no_grad():
        outputs = network(torch.from_numpy(planes[None].astype(np.float32)))
    faces = decoded(*(output[0].double().numpy() for output in outputs))
    step = 7
    golden = {
        "count": len(faces), "step": step,
        "faces": [[float(f"{number:.7g}") for number in row] for row in faces[::step]],
    }
    with open(f"{folder}/retinaface.json", "w") as file:
        json.dump(golden, file, separators=(",", ":"))
    print(f"{len(faces)} anchors, scores {faces[:, 0].min():.3f} to {faces[:, 0].max():.3f}")


if __name__ == "__main__":
    main(sys.argv[1])
