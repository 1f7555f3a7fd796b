"""Devices: whether one that is asked for is there. torch is loaded only to ask about others than the processor."""

from __future__ import annotations

from verify.errors import DeviceError


def check_device(device: str) -> None:
    """Make sure that a device is there.

    Raises:
        DeviceError: it is not.
    """
    if device == "cpu":
        return
    import torch

    kind = device.partition(":")[0]
    present = kind == "cuda" and torch.cuda.is_available()
    if not present:
        raise DeviceError(f"there is no device {device!r} on this machine", remedy="use --device cpu")
