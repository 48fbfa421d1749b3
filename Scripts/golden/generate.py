#!/usr/bin/env python3
"""Makes the reference values that the tests compare with: see README.md beside it."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor

# Before the modules beside this one are compiled.
sys.dont_write_bytecode = True

import backbones
import family
import transformers
import transport
from hashed import Parameters, picture
from metrics import ranking_metrics

COMMITTED = Path(__file__).resolve().parents[2] / "Tests" / "_TestSupport" / "Golden"

# A difference over the tensor's largest value. Single precision, in another order of additions,
# through up to a hundred layers.
TOLERANCE = 1e-5

# Every so-manyth value of a map is stored.
BACKBONES = {
    "resnet_face18": ((2, 1, 128, 128), {"patches_8x8": 37, "patches_4x4": 11}),
    "sphere20": ((2, 3, 112, 96), {"patches_7x6": 23}),
    "inception_resnet_v1": ((2, 3, 160, 160), {"patches_3x3": 13}),
    "mobilefacenet": ((2, 3, 112, 96), {"patches_7x6": 23}),
}

H2L = {
    "h2l.depth1": {},
    "h2l.depth2": {"depth": 2},
    "h2l.single": {"shares_head": True},
    "h2l.nopos": {"positions": False},
}
KEEPS_ATTENTION = ("h2l.depth1", "h2l.depth2")

TRANSPORT_SIZES = (9, 16, 42, 64)
WEIGHTINGS = ("uniform", "apc", "sc")
# Of these the true optimum is stored as well.
EXACT = ("uniform", "apc")
# Nothing is known of where these come from: they are taken from a file as they are.
GIVEN = tuple(f"emd.{size}.{part}" for size in TRANSPORT_SIZES for part in ("query", "gallery"))
# In a file of the family: outputs of real ONNX files, and of dlib on real photographs.
ELSEWHERE = ("onnx.", "dlib.")

Tensors = dict[str, np.ndarray]
Kinds = dict[str, dict[str, str]]
# The JSON files beside the tensors, by their names.
Documents = dict[str, dict | list]


def put(tensors: Tensors, name: str, values: Tensor) -> None:
    tensors[name] = np.ascontiguousarray(values.numpy())


def add_backbones(tensors: Tensors, kinds: Kinds) -> None:
    for name, (shape, strides) in BACKBONES.items():
        parameters = Parameters(name)
        outputs = getattr(backbones, name)(parameters, picture(name, *shape))
        kinds[name] = parameters.kinds
        for output, values in outputs.items():
            if output in strides:
                values = values.flatten()[:: strides[output]]
            put(tensors, f"{name}.{output}", values)


def add_family(tensors: Tensors, kinds: Kinds) -> None:
    for name, network in family.NETWORKS.items():
        parameters = Parameters(name)
        outputs = network(parameters, picture(name, 2, 3, 112, 112))
        kinds[name] = parameters.kinds
        for output, values in outputs.items():
            if output == "patches_7x7":
                values = values.flatten()[::29]
            put(tensors, f"{name}.{output}", values)


def add_transformers(tensors: Tensors, kinds: Kinds) -> None:
    small = transformers.patch_rows(picture("patches.32", 6, 32, 8, 8))
    first, second = small[:3], small[3:]

    def add(name: str, parameters: Parameters, outputs: dict[str, Tensor]) -> None:
        # This one has the parameters of depth1, but for their sizes.
        if name != "h2l.full":
            kinds[name] = parameters.kinds
        for output, values in outputs.items():
            if output != "attention" or name in KEEPS_ATTENTION:
                put(tensors, f"{name}.{output}", values)

    for name, form in H2L.items():
        parameters = Parameters(name)
        add(name, parameters, transformers.h2l(parameters, first, second, **form))

    parameters = Parameters("h2l.full")
    large = transformers.patch_rows(picture("patches.512", 4, 512, 8, 8))
    outputs = transformers.h2l(parameters, large[:2], large[2:], hidden=2048, outputs=512)
    add("h2l.full", parameters, outputs)

    parameters = Parameters("h2l.unfold")
    cut = transformers.windows(parameters, picture("h2l.unfold", 4, 3, 112, 112), 32)
    add("h2l.unfold", parameters, transformers.h2l(parameters, cut[:2], cut[2:]))

    parameters = Parameters("h2")
    add("h2", parameters, transformers.h2(parameters, first, second))

    # It has positions for two faces, of which one is used.
    parameters = Parameters("h1")
    add("h1", parameters, transformers.one_face(parameters, small, position_count=129))

    parameters = Parameters("vit")
    cut = transformers.squares(parameters, picture("vit", 2, 3, 112, 112), 32)
    outputs = transformers.one_face(
        parameters, cut, position_count=197, depth=2, norms_attention=True
    )
    add("vit", parameters, outputs)


def add_transport(tensors: Tensors, given: Tensors) -> None:
    for size in TRANSPORT_SIZES:
        prefix = f"emd.{size}."
        query, gallery = (torch.from_numpy(given[prefix + part]) for part in ("query", "gallery"))
        faces = query, gallery, transport.center(query), transport.center(gallery)
        for part, values in zip(("query", "gallery", "query_center", "gallery_center"), faces):
            put(tensors, prefix + part, values)
        cosine = transport.cosines(query, gallery)
        for weighting in WEIGHTINGS:
            of_query, of_gallery = transport.weights(weighting, *faces)
            flow = transport.sinkhorn(cosine, of_gallery, of_query)
            name = prefix + weighting + "."
            put(tensors, name + "query_weights", of_query)
            put(tensors, name + "gallery_weights", of_gallery)
            put(tensors, name + "flow_gallery_by_query", flow)
            put(tensors, name + "similarity", (flow * cosine).sum((1, 2)))
            if weighting in EXACT:
                tensors[name + "exact_cost"] = exact_costs(query, gallery, of_query, of_gallery)


def exact_costs(query: Tensor, gallery: Tensor, of_query: Tensor, of_gallery: Tensor) -> np.ndarray:
    cosine = transport.cosines(query.double(), gallery.double()).numpy()
    marginals = of_gallery.double().numpy(), of_query.double().numpy()
    return np.array([transport.exact_cost(*face) for face in zip(cosine, *marginals)])


def metric_cases(given: list[dict]) -> list[dict]:
    cases = []
    for case in given:
        labels = [case["gallery_labels"][place] for place in case["ranking"]]
        metrics = ranking_metrics(labels, case["query_label"])
        cases.append({**case, "p1_rp_mapr": metrics})
    return cases


def compare(tensors: Tensors, documents: Documents, path: Path) -> bool:
    """Prints how far each tensor is from the file's; whether all are near enough."""
    expected = load_file(path)
    worst = 0.0
    agrees = True
    print(f"{'tensor':42} {'difference':>10} {'of largest':>10}")
    for name in sorted(expected.keys() | tensors.keys()):
        if name not in tensors:
            is_elsewhere = name.startswith(ELSEWHERE)
            print(f"{name:42} {'not made here' if is_elsewhere else 'MISSING'}")
            agrees &= is_elsewhere
            continue
        if name not in expected:
            print(f"{name:42} NOT IN THE FILE")
            agrees = False
            continue
        made, other = tensors[name], expected[name]
        if made.shape != other.shape or made.dtype != other.dtype:
            print(f"{name:42} {made.dtype}{made.shape} OTHER THAN {other.dtype}{other.shape}")
            agrees = False
            continue
        difference = np.abs(made.astype(np.float64) - other.astype(np.float64)).max()
        relative = difference / (np.abs(other).max() or 1)
        # Not so for a number that is not finite.
        is_near = bool(relative <= TOLERANCE)
        note = "" if is_near else "  TOO FAR"
        if name in GIVEN:
            note += "  (given, not made)"
        else:
            worst = max(worst, relative) if np.isfinite(relative) else np.inf
        agrees &= is_near
        print(f"{name:42} {difference:10.2e} {relative:10.2e}{note}")
    print(
        f"\nThe largest difference is {worst:.2e} of a tensor's largest value"
        f" (allowed: {TOLERANCE:g})."
    )
    for name, made in documents.items():
        other = json.loads((path.parent / name).read_text())
        is_same = is_close(made, other) if name == "metrics.json" else made == other
        print(f"{name}: {'the same' if is_same else 'DIFFERENT'}.")
        agrees &= is_same
    return agrees


def is_close(made: list[dict], other: list[dict]) -> bool:
    """Whether the cases are the same, but for the last digit of a metric."""
    return len(made) == len(other) and all(
        a.keys() == b.keys()
        and all(a[key] == b[key] for key in a if key != "p1_rp_mapr")
        and np.allclose(a["p1_rp_mapr"], b["p1_rp_mapr"], rtol=0, atol=1e-6)
        for a, b in zip(made, other)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, metavar="DIR", help="write the files here")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="a file made earlier")
    parser.add_argument(
        "--family", action="store_true", help="make the InsightFace family's values instead"
    )
    parser.add_argument(
        "--given",
        type=Path,
        metavar="DIR",
        default=COMMITTED,
        help="where the given features and rankings are (default: the committed files)",
    )
    arguments = parser.parse_args()
    if arguments.output is None and arguments.compare is None:
        parser.error("give --output, --compare or both")
    torch.set_num_threads(1)

    tensors: Tensors = {}
    kinds: Kinds = {}
    documents: Documents = {}
    with torch.inference_mode():
        if arguments.family:
            add_family(tensors, kinds)
            documents["family_kinds.json"] = kinds
        else:
            add_backbones(tensors, kinds)
            add_transformers(tensors, kinds)
            add_transport(tensors, load_file(arguments.given / "golden.safetensors"))
            documents["weight_kinds.json"] = kinds
            given = json.loads((arguments.given / "metrics.json").read_text())
            documents["metrics.json"] = metric_cases(given)

    if arguments.output is not None:
        arguments.output.mkdir(parents=True, exist_ok=True)
        name = "family" if arguments.family else "golden"
        save_file(tensors, arguments.output / f"{name}.safetensors")
        for name, document in documents.items():
            indent = 1 if name == "metrics.json" else 0
            (arguments.output / name).write_text(json.dumps(document, indent=indent))
    if arguments.compare is not None:
        return 0 if compare(tensors, documents, arguments.compare) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
