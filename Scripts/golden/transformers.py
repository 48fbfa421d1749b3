"""The transformers: two faces, or one, become vectors.

They follow the published code where it differs from its papers: no LayerNorm before the attention
of the hybrid ones, and the attention's scale is that of the token, not of the head.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from hashed import Parameters
from layers import batch_norm, layer_norm, linear

HEADS = 2
HEAD_SIZE = 64


def block(
    p: Parameters, number: int, tokens: Tensor, hidden: int, *, norms_attention: bool = False
) -> tuple[Tensor, Tensor]:
    """One block on tokens [n, count, size]; also its attention, [n, heads, count, count]."""
    size = tokens.shape[-1]
    first = f"transformer.layers.{number}.0.fn."
    second = f"transformer.layers.{number}.1.fn."
    if norms_attention:
        x = layer_norm(p, first + "norm", tokens)
    else:
        x = tokens
        p.unused(first + "norm.weight", "gain")
        p.unused(first + "norm.bias", "shift")
    qkv = linear(p, first + "fn.to_qkv", x, 3 * HEADS * HEAD_SIZE, bias=False)
    query, key, value = qkv.unflatten(-1, (3, HEADS, HEAD_SIZE)).permute(2, 0, 3, 1, 4)
    attention = (query @ key.transpose(-1, -2) * size**-0.5).softmax(-1)
    context = (attention @ value).transpose(1, 2).flatten(2)
    tokens = tokens + linear(p, first + "fn.to_out.0", context, size)
    x = linear(p, second + "fn.net.0", layer_norm(p, second + "norm", tokens), hidden)
    return tokens + linear(p, second + "fn.net.3", F.gelu(x), size), attention


def blocks(
    p: Parameters, tokens: Tensor, depth: int, hidden: int, *, norms_attention: bool = False
) -> tuple[Tensor, Tensor]:
    """All blocks; also the first one's attention."""
    tokens, first = block(p, 0, tokens, hidden, norms_attention=norms_attention)
    for number in range(1, depth):
        tokens, _ = block(p, number, tokens, hidden, norms_attention=norms_attention)
    return tokens, first


def pair_tokens(p: Parameters, first: Tensor, second: Tensor, *, positions: bool = True) -> Tensor:
    """[CLS, patches of the first, SEP, patches of the second], each [n, count, size]."""
    count, size = first.shape[0], first.shape[-1]
    separator = p.token("sep", 1, 1, size).expand(count, -1, -1)
    cls = p.token("cls_token", 1, 1, size).expand(count, -1, -1)
    tokens = torch.cat([cls, first, separator, second], 1)
    if positions:
        tokens = tokens + p.token("pos_embedding", 1, tokens.shape[1], size)
    return tokens


def h2l(
    p: Parameters,
    first: Tensor,
    second: Tensor,
    *,
    depth: int = 1,
    hidden: int = 48,
    outputs: int = 16,
    positions: bool = True,
    shares_head: bool = False,
) -> dict[str, Tensor]:
    """Two faces and a vector for each; patches [n, count, size]."""
    patches = first.shape[1]
    tokens = pair_tokens(p, first, second, positions=positions)
    tokens, attention = blocks(p, tokens, depth, hidden)
    # Of CLS; used in training only.
    p.unused("mlp_head.0.weight", "gain")
    p.unused("mlp_head.0.bias", "shift")
    results = {"attention": attention}
    for number, start in (("1", 1), ("2", 2 + patches)):
        suffix = "" if shares_head else number
        x = tokens[:, start : start + patches].flatten(1)
        results["f" + number] = batch_norm(p, "bn" + suffix, linear(p, "fc" + suffix, x, outputs))
    return results


def h2(p: Parameters, first: Tensor, second: Tensor) -> dict[str, Tensor]:
    """Two faces and two numbers: other and same."""
    tokens, _ = blocks(p, pair_tokens(p, first, second), 1, 48)
    return {"logits": linear(p, "fc", layer_norm(p, "mlp_head.0", tokens[:, 0]), 2)}


def one_face(
    p: Parameters,
    patches: Tensor,
    *,
    position_count: int,
    depth: int = 1,
    norms_attention: bool = False,
) -> dict[str, Tensor]:
    """One face, whose normalized CLS is the embedding; there may be more positions than tokens."""
    count, size = patches.shape[0], patches.shape[-1]
    tokens = torch.cat([p.token("cls_token", 1, 1, size).expand(count, -1, -1), patches], 1)
    tokens = tokens + p.token("pos_embedding", 1, position_count, size)[:, : tokens.shape[1]]
    tokens, _ = blocks(p, tokens, depth, 48, norms_attention=norms_attention)
    return {"embedding": layer_norm(p, "mlp_head.0", tokens[:, 0])}


def patch_rows(maps: Tensor) -> Tensor:
    """Maps [n, channels, height, width] as patches [n, height * width, channels]."""
    return maps.flatten(2).transpose(1, 2)


def windows(p: Parameters, pictures: Tensor, size: int) -> Tensor:
    """Overlapping windows of 12x12 pixels at stride 8, each flattened channel, row, column."""
    cut = F.unfold(pictures, 12, padding=4, stride=8).transpose(1, 2)
    return linear(p, "patch_to_embedding", cut, size)


def squares(p: Parameters, pictures: Tensor, size: int) -> Tensor:
    """Squares of 8x8 pixels side by side, each flattened row, column, channel."""
    cut = pictures.unfold(2, 8, 8).unfold(3, 8, 8)
    cut = cut.permute(0, 2, 3, 4, 5, 1).flatten(3).flatten(1, 2)
    return linear(p, "patch_to_embedding", cut, size)
