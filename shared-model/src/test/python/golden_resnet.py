"""Writes golden-resnet.json: outputs of torchvision's ResNets, computed by loops and matrix products in numpy alone.

Written from He et al. 2016 and torchvision's resnet.py (stride in the 3x3 convolution of a bottleneck, 1x1 shortcut with
BatchNorm, epsilon 1e-5), not from the Java code. Weights come from a hash of name and index, so that no weights file is
needed: both sides make the same ones.

Run: python3 golden_resnet.py > ../resources/io/veilpool/model/network/golden-resnet.json   (numpy 2.4.6, float64)
"""

import json
import zlib

import numpy as np

CLASSES = 7


def uniform(name, count):
    """Reproducible numbers in [0, 1)."""
    mask = np.uint64(0xFFFFFFFF)
    h = (np.uint64(zlib.crc32(name.encode())) + np.arange(count, dtype=np.uint64) * np.uint64(2654435761)) & mask
    h ^= h >> np.uint64(16)
    h = (h * np.uint64(2246822519)) & mask
    h ^= h >> np.uint64(13)
    h = (h * np.uint64(3266489917)) & mask
    h ^= h >> np.uint64(16)
    return h.astype(np.float64) / 2.0**32


def tensor(name, shape):
    u = uniform(name, int(np.prod(shape)))
    if len(shape) == 4:
        values = (2 * u - 1) * np.sqrt(6.0 / (shape[1] * shape[2] * shape[3]))
    elif len(shape) == 2:
        values = (2 * u - 1) * np.sqrt(3.0 / shape[1])
    elif name.endswith("running_var"):
        values = 0.5 + u
    elif name.endswith("weight"):
        values = 0.5 + 0.5 * u
    else:
        values = 0.2 * (u - 0.5)
    return values.astype(np.float32).astype(np.float64).reshape(shape)


def conv(x, name, out, kernel, stride, padding):
    n, c, _, _ = x.shape
    w = tensor(name + ".weight", (out, c, kernel, kernel))
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows = (x.shape[2] - kernel) // stride + 1
    columns = (x.shape[3] - kernel) // stride + 1
    y = np.zeros((n, out, rows, columns))
    for i in range(kernel):
        for j in range(kernel):
            part = x[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride]
            y += np.einsum("oc,nchw->nohw", w[:, :, i, j], part, optimize=True)
    return y


def norm(x, name):
    c = x.shape[1]
    shape = (1, c, 1, 1)
    gamma, beta = tensor(name + ".weight", (c,)), tensor(name + ".bias", (c,))
    mean, var = tensor(name + ".running_mean", (c,)), tensor(name + ".running_var", (c,))
    return (x - mean.reshape(shape)) / np.sqrt(var.reshape(shape) + 1e-5) * gamma.reshape(shape) + beta.reshape(shape)


def relu(x):
    return np.maximum(x, 0)


def pool(x):
    x = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    rows, columns = (x.shape[2] - 3) // 2 + 1, (x.shape[3] - 3) // 2 + 1
    parts = [x[:, :, i : i + 2 * rows : 2, j : j + 2 * columns : 2] for i in range(3) for j in range(3)]
    return np.max(parts, axis=0)


def block(x, name, planes, stride, bottleneck):
    out = 4 * planes if bottleneck else planes
    if bottleneck:
        y = relu(norm(conv(x, name + ".conv1", planes, 1, 1, 0), name + ".bn1"))
        y = relu(norm(conv(y, name + ".conv2", planes, 3, stride, 1), name + ".bn2"))
        y = norm(conv(y, name + ".conv3", out, 1, 1, 0), name + ".bn3")
    else:
        y = relu(norm(conv(x, name + ".conv1", planes, 3, stride, 1), name + ".bn1"))
        y = norm(conv(y, name + ".conv2", planes, 3, 1, 1), name + ".bn2")
    if stride != 1 or x.shape[1] != out:
        x = norm(conv(x, name + ".downsample.0", out, 1, stride, 0), name + ".downsample.1")
    return relu(y + x)


def resnet(bottleneck, blocks):
    x = uniform("input", 2 * 3 * 64 * 48).astype(np.float32).astype(np.float64).reshape(2, 3, 64, 48)
    x = pool(relu(norm(conv(x, "conv1", 64, 7, 2, 3), "bn1")))
    result = {}
    for stage, count in enumerate(blocks):
        for i in range(count):
            x = block(x, f"layer{stage + 1}.{i}", 64 << stage, 2 if stage > 0 and i == 0 else 1, bottleneck)
            if i == 0:
                result[f"conv{stage + 2}_1"] = {"shape": list(x.shape), "values": sample(x)}
    x = x.mean(axis=(2, 3))
    result["pooled"] = {"shape": list(x.shape), "values": sample(x)}
    x = x @ tensor("fc.weight", (CLASSES, x.shape[1])).T + tensor("fc.bias", (CLASSES,))
    result["logits"] = {"shape": list(x.shape), "values": sample(x)}
    return result


def sample(x):
    """Every value of small outputs, else 64 evenly spaced ones."""
    flat = x.reshape(-1)
    step = max(1, flat.size // 64)
    return [float(f"{v:.8g}") for v in flat[::step]]


print(
    json.dumps(
        {
            "tool": "numpy 2.4.6, float64, golden_resnet.py",
            "classes": CLASSES,
            "resnet-18": resnet(False, [2, 2, 2, 2]),
            "resnet-34": resnet(False, [3, 4, 6, 3]),
            "resnet-50": resnet(True, [3, 4, 6, 3]),
        },
        indent=1,
    )
)
