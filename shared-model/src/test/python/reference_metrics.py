"""Reference values for metrics and losses, written from the equations with explicit float64 loops; numpy only makes the inputs.

Run:  python3 reference_metrics.py > ../resources/io/veilpool/model/metric/reference.json
"""
import json
import math
import platform

import numpy

N, C, H, W, K = 3, 3, 13, 17, 5
rng = numpy.random.default_rng(20261121)
a = rng.integers(0, 256, (N, C, H, W))
smooth = numpy.cumsum(numpy.cumsum(rng.normal(size=(N, C, H, W)), axis=2), axis=3)
smooth = (smooth - smooth.min()) / (smooth.max() - smooth.min())
a[0] = numpy.round(smooth[0] * 255)
b = numpy.clip(numpy.round(0.8 * a + rng.normal(scale=20, size=a.shape)), 0, 255).astype(int)
b[1] = 255 - numpy.clip(a[1] + rng.integers(-9, 10, a[1].shape), 0, 255)  # nearly a negative
b[2] = rng.integers(0, 256, b[2].shape)  # unrelated
logits = numpy.round(rng.normal(scale=2, size=(7, K)), 3)
labels = rng.integers(0, K, 7)

window = [[math.exp(-((i - 5) ** 2 + (j - 5) ** 2) / (2 * 1.5**2)) for j in range(11)] for i in range(11)]
total = sum(map(sum, window))
window = [[v / total for v in row] for row in window]
C1, C2 = 0.01**2, 0.03**2


def windows(x, y):
    """SSIM of every window of one channel."""
    out = []
    for top in range(H - 10):
        for left in range(W - 10):
            mx = my = 0.0
            for i in range(11):
                for j in range(11):
                    mx += window[i][j] * x[top + i][left + j]
                    my += window[i][j] * y[top + i][left + j]
            vx = vy = cov = 0.0
            for i in range(11):
                for j in range(11):
                    dx, dy = x[top + i][left + j] - mx, y[top + i][left + j] - my
                    vx += window[i][j] * dx * dx
                    vy += window[i][j] * dy * dy
                    cov += window[i][j] * dx * dy
            out.append((2 * mx * my + C1) * (2 * cov + C2) / ((mx * mx + my * my + C1) * (vx + vy + C2)))
    return out


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def affine(x, y):
    """Least-squares fit of y to x in one channel, clipped to [0, 1]."""
    x, y = [v for row in x for v in row], [v for row in y for v in row]
    mx, my = mean(x), mean(y)
    slope = sum((p - mx) * (q - my) for p, q in zip(x, y)) / sum((q - my) ** 2 for q in y)
    fixed = [min(1.0, max(0.0, slope * (q - my) + mx)) for q in y]
    return [fixed[r * W : (r + 1) * W] for r in range(H)]


def scores(x, y):
    """SSIM and L1 of one image."""
    s = mean(v for c in range(C) for v in windows(x[c], y[c]))
    l1 = mean(abs(p - q) for c in range(C) for r, t in zip(x[c], y[c]) for p, q in zip(r, t))
    return s, l1


pictures_a = [[[[v / 255 for v in row] for row in ch] for ch in img] for img in a.tolist()]
pictures_b = [[[[v / 255 for v in row] for row in ch] for ch in img] for img in b.tolist()]
maps = [[v for c in range(C) for v in windows(x[c], y[c])] for x, y in zip(pictures_a, pictures_b)]
raw = [mean(m) for m in maps]
readings = []
for x, y in zip(pictures_a, pictures_b):
    negative = [[[1 - v for v in row] for row in ch] for ch in y]
    readings.append([scores(x, y), scores(x, negative), scores(x, [affine(x[c], y[c]) for c in range(C)])])
l1 = [r[0][1] for r in readings]
mse = [
    mean((p - q) ** 2 for c in range(C) for r, t in zip(x[c], y[c]) for p, q in zip(r, t))
    for x, y in zip(pictures_a, pictures_b)
]


def cross_entropy(row, label):
    top = max(row)
    return math.log(sum(math.exp(v - top) for v in row)) + top - row[label]


def rank(row, label):
    return sorted(range(K), key=lambda k: -row[k]).index(label)


rows, classes = logits.tolist(), labels.tolist()
print(
    json.dumps(
        {
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "shape": [N, C, H, W],
            "a": a.flatten().tolist(),
            "b": b.flatten().tolist(),
            "ssim": raw,
            "ssimClip": [max(0.0, v) for v in raw],
            "ssimAbs": [abs(v) for v in raw],
            "ssimClipPerWindow": [mean(max(0.0, v) for v in m) for m in maps],
            "ssimAbsPerWindow": [mean(abs(v) for v in m) for m in maps],
            "l1": l1,
            "psnr": [10 * math.log10(1 / v) for v in mse],
            "bestSsim": [max(r[0] for r in reading) for reading in readings],
            "bestL1": [min(r[1] for r in reading) for reading in readings],
            "affineSsim": [reading[2][0] for reading in readings],
            "affineL1": [reading[2][1] for reading in readings],
            "logits": logits.flatten().tolist(),
            "labels": classes,
            "crossEntropy": mean(cross_entropy(r, c) for r, c in zip(rows, classes)),
            "top": [sum(rank(r, c) < k for r, c in zip(rows, classes)) for k in range(1, K + 1)],
        }
    )
)
