# ruff: noqa: N803 (matrices are capitals)
"""Training losses as people write them, right and wrong, for claims/simsiam_training.py.

Features are columns (d × 1), so that `.T` is a batch of one. Losses of features take (p1, z1, p2, z2); losses of
networks take the weights W of the encoder and P of the predictor and two inputs; those with a target network its
weights T too.
"""

import copy

import torch
import torch.nn.functional as F  # noqa: N812 (everybody calls it F)
from torch import nn
from torch.func import functional_call
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

MOMENTUM = 0.75


# Right, with cosines


def functional(p1, z1, p2, z2):
    """F.cosine_similarity and .detach()."""
    first = F.cosine_similarity(p1.T, z2.T.detach()).mean()
    second = F.cosine_similarity(p2.T, z1.T.detach()).mean()
    return -(first + second) / 2


criterion = nn.CosineSimilarity(dim=1)


def of_the_repository(p1, z1, p2, z2):
    """The line of the authors' training script, with targets that are detached in the model."""
    p1, p2, z1, z2 = p1.T, p2.T, z1.T.detach(), z2.T.detach()
    return -(criterion(p1, z2).mean() + criterion(p2, z1).mean()) * 0.5


def no_grad_block(p1, z1, p2, z2):
    """Targets are normalised where no gradients are recorded."""
    with torch.no_grad():
        t1, t2 = F.normalize(z1, dim=0), F.normalize(z2, dim=0)
    return -((F.normalize(p1, dim=0) * t2).sum() + (F.normalize(p2, dim=0) * t1).sum()) / 2


def normalised_in_place(p1, z1, p2, z2):
    """Copies of all features are divided where they stand, by the norms of the originals."""
    q1, q2, t1, t2 = p1.clone(), p2.clone(), z1.detach().clone(), z2.detach().clone()
    for copied, feature in ((q1, p1), (q2, p2), (t1, z1.detach()), (t2, z2.detach())):
        copied.div_(feature.norm())
    return -0.5 * ((q1 * t2).sum() + (q2 * t1).sum())


def both_views_in_one_batch(p1, z1, p2, z2):
    """Predictions and exchanged targets are stacked, and one mean is taken."""
    predictions, targets = torch.cat([p1, p2], dim=1).T, torch.cat([z2, z1], dim=1).T
    return -F.cosine_similarity(predictions, targets.detach(), dim=-1).mean()


def byol(p1, z1, p2, z2):
    """BYOL's regression loss, 2 - 2 cos, in both directions."""

    def regression(p, z):
        return (2 - 2 * (F.normalize(p.T, dim=-1) * F.normalize(z.T, dim=-1)).sum(dim=-1)).mean()

    return regression(p1, z2.detach()) + regression(p2, z1.detach())


# Wrong, with cosines


def no_detach(p1, z1, p2, z2):
    """Nothing is detached."""
    return -(F.cosine_similarity(p1.T, z2.T).mean() + F.cosine_similarity(p2.T, z1.T).mean()) / 2


def prediction_detached(p1, z1, p2, z2):
    """The wrong branch is detached."""
    first = F.cosine_similarity(p1.T.detach(), z2.T).mean()
    return -(first + F.cosine_similarity(p2.T.detach(), z1.T).mean()) / 2


def both_detached(p1, z1, p2, z2):
    """Both branches are detached: nothing is trained."""
    return functional(p1.detach(), z1, p2.detach(), z2)


def one_target_detached(p1, z1, p2, z2):
    """The second direction forgets to detach."""
    first = F.cosine_similarity(p1.T, z2.T.detach()).mean()
    return -(first + F.cosine_similarity(p2.T, z1.T).mean()) / 2


def one_direction(p1, z1, p2, z2):
    """The second view predicts nothing."""
    return -F.cosine_similarity(p1.T, z2.T.detach()).mean()


def sign_forgotten(p1, z1, p2, z2):
    """The cosine is minimised."""
    return -functional(p1, z1, p2, z2)


def target_not_normalised(p1, z1, p2, z2):
    """Only predictions are normalised."""
    first, second = F.normalize(p1, dim=0) * z2.detach(), F.normalize(p2, dim=0) * z1.detach()
    return -(first.sum() + second.sum()) / 2


def not_normalised(p1, z1, p2, z2):
    """Inner products, normalised nowhere."""
    return -((p1 * z2.detach()).sum() + (p2 * z1.detach()).sum()) / 2


def normalised_over_its_own_norm(p1, z1, p2, z2):
    """Copies are divided where they stand by norms that backward still needs: there is no gradient."""
    p1, p2 = p1.clone(), p2.clone()
    for feature in (p1, p2):
        feature.div_(feature.norm())
    return -((p1 * F.normalize(z2.detach(), dim=0)).sum() + (p2 * F.normalize(z1.detach(), dim=0)).sum()) / 2


def own_target(p1, z1, p2, z2):
    """Each view predicts itself instead of the other."""
    return functional(p1, z2, p2, z1)


# With squared distances


def squared(p1, z1, p2, z2):
    """F.mse_loss, summed."""
    first = F.mse_loss(p1, z2.detach(), reduction="sum")
    return (first + F.mse_loss(p2, z1.detach(), reduction="sum")) / 4


def squared_no_grad(p1, z1, p2, z2):
    """Targets are copied where no gradients are recorded."""
    with torch.no_grad():
        t1, t2 = z1.clone(), z2.clone()
    return ((p1 - t2).pow(2).sum() + (p2 - t1).pow(2).sum()) / 4


def squared_no_detach(p1, z1, p2, z2):
    """Nothing is detached."""
    return (F.mse_loss(p1, z2, reduction="sum") + F.mse_loss(p2, z1, reduction="sum")) / 4


def squared_both_detached(p1, z1, p2, z2):
    """Both branches are detached: nothing is trained."""
    return squared(p1.detach(), z1, p2.detach(), z2)


def squared_prediction_detached(p1, z1, p2, z2):
    """The wrong branch is detached."""
    return squared_no_detach(p1.detach(), z1, p2.detach(), z2)


def squared_one_direction(p1, z1, p2, z2):
    """The second view predicts nothing."""
    return F.mse_loss(p1, z2.detach(), reduction="sum") / 2


# Networks: real modules, whose weights are put in by functional_call so that their gradients come out


class SimSiam(nn.Module):
    """Encoder and predictor as modules; `detach` as in the authors' model, where forward returns detached targets."""

    def __init__(self, outputs, inputs, dtype, *, activation=None, detach=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(inputs, outputs, bias=False, dtype=dtype))
        self.predictor = nn.Sequential(nn.Linear(outputs, outputs, bias=False, dtype=dtype))
        if activation is not None:
            self.encoder.append(activation)
        self.detach = detach

    def forward(self, x1, x2):
        z1, z2 = self.encoder(x1), self.encoder(x2)
        p1, p2 = self.predictor(z1), self.predictor(z2)
        return (p1, z1.detach(), p2, z2.detach()) if self.detach else (p1, z1, p2, z2)


def features(W, P, x1, x2, **options):
    """The four features of a model with the given weights, as columns."""
    model = SimSiam(*W.shape, W.dtype, **options)
    weights = {"encoder.0.weight": W, "predictor.0.weight": P}
    return [feature.T for feature in functional_call(model, weights, (x1.T, x2.T))]


def modules(W, P, x1, x2):
    """The model returns detached targets."""
    return squared_no_detach(*features(W, P, x1, x2))


def modules_and_detaching_loss(W, P, x1, x2):
    """The loss detaches."""
    return squared(*features(W, P, x1, x2, detach=False))


def modules_no_detach(W, P, x1, x2):
    """Nobody detaches."""
    return squared_no_detach(*features(W, P, x1, x2, detach=False))


def modules_encoder_detached(W, P, x1, x2):
    """The encoder runs where no gradients are recorded, for both branches."""
    with torch.no_grad():
        z1, z2 = W @ x1, W @ x2
    return squared(P @ z1, z1, P @ z2, z2)


def modules_one_direction(W, P, x1, x2):
    """The second view predicts nothing."""
    return squared_one_direction(*features(W, P, x1, x2))


def modules_activation(W, P, x1, x2):
    """A rectifier at the end of the encoder."""
    return squared_no_detach(*features(W, P, x1, x2, activation=nn.ReLU()))


def modules_mean(W, P, x1, x2):
    """The mean over the coordinates instead of their sum: another learning rate for every width."""
    p1, z1, p2, z2 = features(W, P, x1, x2)
    return (F.mse_loss(p1, z2) + F.mse_loss(p2, z1)) / 4


# Moving averages: the inner product of a probe with the target's weights after a step


def linear(weight):
    """An nn.Linear that holds a copy of the weight."""
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=False, dtype=weight.dtype)
    with torch.no_grad():
        layer.weight.copy_(weight)
    return layer


def frozen_copy(online, weight):
    """A deep copy of the online module with other weights, which no optimiser trains."""
    target = copy.deepcopy(online).requires_grad_(requires_grad=False)
    target.weight.copy_(weight)
    return target


def seen_by(probe, target):
    """The inner product of the probe with the target's weights."""
    return (probe * target.weight).sum()


def deep_copy(T, W, probe):
    """A deep copy, moved parameter by parameter through .data."""
    online = linear(W)
    target = frozen_copy(online, T)
    for slow, fast in zip(target.parameters(), online.parameters(), strict=True):
        slow.data.mul_(MOMENTUM).add_(fast.data, alpha=1 - MOMENTUM)
    return seen_by(probe, target)


def lerp(T, W, probe):
    """torch.lerp where no gradients are recorded."""
    online = linear(W)
    target = frozen_copy(online, T)
    with torch.no_grad():
        for slow, fast in zip(target.parameters(), online.parameters(), strict=True):
            slow.lerp_(fast, 1 - MOMENTUM)
    return seen_by(probe, target)


def averaged_model(T, W, probe):
    """torch's own AveragedModel, past its first update."""
    target = AveragedModel(linear(T), multi_avg_fn=get_ema_multi_avg_fn(MOMENTUM))
    target.n_averaged.fill_(1)
    target.update_parameters(linear(W))
    return seen_by(probe, target.module)


def averaged_model_at_its_first_update(T, W, probe):
    """torch's own AveragedModel, which takes its first update for the start and copies it."""
    target = AveragedModel(linear(T), multi_avg_fn=get_ema_multi_avg_fn(MOMENTUM))
    target.update_parameters(linear(W))
    return seen_by(probe, target.module)


def rates_swapped(T, W, probe):
    """Momentum for the online network."""
    online = linear(W)
    target = frozen_copy(online, T)
    for slow, fast in zip(target.parameters(), online.parameters(), strict=True):
        slow.data.mul_(1 - MOMENTUM).add_(fast.data, alpha=MOMENTUM)
    return seen_by(probe, target)


def parameters_shared(T, W, probe):
    """Another name for the online module instead of a copy: whatever is loaded into one is loaded into both."""
    target = online = linear(T)
    with torch.no_grad():
        online.weight.copy_(W)
        for slow, fast in zip(target.parameters(), online.parameters(), strict=True):
            slow.mul_(MOMENTUM).add_(fast, alpha=1 - MOMENTUM)
    return seen_by(probe, target)


# Losses against a target network that is moved first


def byol_step(W, P, T, x1, x2, *, move, detach=True):
    """The squared loss of modules with weights W and P against a target network whose weights `move` gives."""
    predictions = features(W, P, x1, x2, detach=False)
    target = nn.Linear(*reversed(W.shape), bias=False, dtype=W.dtype)
    t1, t2 = (functional_call(target, {"weight": move(T, W)}, (x.T,)).T for x in (x1, x2))
    return (squared if detach else squared_no_detach)(predictions[0], t1, predictions[2], t2)


def averaging(W, P, T, x1, x2):
    """A moved, frozen copy gives the targets, where no gradients are recorded."""
    target = frozen_copy(linear(W), T)
    with torch.no_grad():
        target.weight.mul_(MOMENTUM).add_(W, alpha=1 - MOMENTUM)
        t1, t2 = target(x1.T).T, target(x2.T).T
    p1, _, p2, _ = features(W, P, x1, x2)
    return squared_no_detach(p1, t1, p2, t2)


def averaging_detached(W, P, T, x1, x2):
    """The average is recorded, and the loss detaches."""
    return byol_step(W, P, T, x1, x2, move=lambda slow, fast: MOMENTUM * slow + (1 - MOMENTUM) * fast)


def averaging_no_detach(W, P, T, x1, x2):
    """The average is recorded, and nobody detaches."""

    def move(slow, fast):
        return MOMENTUM * slow + (1 - MOMENTUM) * fast

    return byol_step(W, P, T, x1, x2, move=move, detach=False)


def averaging_half_detached(W, P, T, x1, x2):
    """The online weights are detached in the average and the target's own are not: an optimiser that was given all
    parameters trains the target."""

    def move(slow, fast):
        return MOMENTUM * slow + (1 - MOMENTUM) * fast.detach()

    return byol_step(W, P, T, x1, x2, move=move, detach=False)


def averaging_rates_swapped(W, P, T, x1, x2):
    """Momentum for the online network."""
    return byol_step(W, P, T, x1, x2, move=lambda slow, fast: (1 - MOMENTUM) * slow + MOMENTUM * fast)


def averaging_parameters_shared(W, P, T, x1, x2):
    """The target is the online network."""
    return byol_step(W, P, T, x1, x2, move=lambda slow, fast: fast)


def averaging_too_late(W, P, T, x1, x2):
    """The targets come from the network before its step."""
    return byol_step(W, P, T, x1, x2, move=lambda slow, fast: slow)


def averaging_one_direction(W, P, T, x1, x2):
    """The second view predicts nothing."""
    average = (MOMENTUM * T + (1 - MOMENTUM) * W).detach()
    return F.mse_loss(P @ W @ x1, average @ x2, reduction="sum") / 2
