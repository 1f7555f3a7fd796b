"""Small models in float64, and how far a wide one is off.

Two thresholds a million times apart: what is lossless stays below the first, every fault shows above the second, and
nothing lies between them.
"""

import pytest
import torch
from torch import nn

from claims.modules.transformers import bert_like, gpt_like, randomised, t5_like

ROUNDING = 2.0**-40
FAULT = 2.0**-20
SIZES = {"width": 8, "heads": 2, "hidden": 12, "layers": 2, "vocabulary": 11, "longest": 9}
MAKERS = {"bert": bert_like, "gpt": gpt_like, "t5": t5_like}


@pytest.fixture(autouse=True)
def float64():
    """Everything is computed in float64."""
    old = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(old)


def model_like(name, *, seed=0, **more):
    """A small model with norms that are not trivial; ε is as large as variances are unless it is given."""
    torch.manual_seed(seed)
    return randomised(MAKERS[name](**SIZES, **{"epsilon": 0.25} | more)).eval()


def some_words(length, *, seed=0):
    """Three sequences of words."""
    return torch.randint(SIZES["vocabulary"], (3, length), generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
def defect(wide, small, words):
    """The largest difference of the logits, relative to the largest logit."""
    expected = small(words)
    return ((wide(words) - expected).abs().max() / expected.abs().max()).item()


def encoder_layer(*, seed=0, norm_first=False, activation="relu", epsilon=0.25, heads=2):
    """A layer of torch's own."""
    torch.manual_seed(seed)
    layer = nn.TransformerEncoderLayer(
        8, heads, 12, activation=activation, batch_first=True, norm_first=norm_first, layer_norm_eps=epsilon
    )
    return randomised(layer).eval()


@torch.no_grad()
def layer_defect(wide, small, k, scale, *, length=5, width=8):
    """How far a wide layer is off on repeated inputs, relative to the largest output."""
    x = torch.randn(3, length, width, generator=torch.Generator().manual_seed(1))
    expected = scale * small(x).repeat_interleave(k, -1)
    return ((wide(scale * x.repeat_interleave(k, -1)) - expected).abs().max() / expected.abs().max()).item()
