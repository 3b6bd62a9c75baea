"""Prints the values in MsSsimTest: MS-SSIM by loops over windows, with nothing of the Java code. Needs numpy."""
import numpy as np

K = np.exp(-((np.arange(11) - 5.0) ** 2) / (2 * 1.5**2))
K = np.outer(K, K) / K.sum() ** 2
C1, C2 = 0.01**2, 0.03**2
W = np.array([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])


def images(height, width):
    n, c, y, x = np.meshgrid(np.arange(2), np.arange(3), np.arange(height), np.arange(width), indexing="ij")
    a = 0.5 + 0.4 * np.sin(0.3 * x + 0.2 * y * (1 + c) + n)
    b = 0.5 + 0.3 * np.sin(0.3 * x + 0.2 * y * (1 + c) + n + 0.5 * np.sin(0.1 * x * y))
    return a, b


def factors(a, b):
    ssim, contrast = [], []
    for c in range(a.shape[0]):
        for i in range(a.shape[1] - 10):
            for j in range(a.shape[2] - 10):
                p, q = a[c, i : i + 11, j : j + 11], b[c, i : i + 11, j : j + 11]
                mp, mq = (K * p).sum(), (K * q).sum()
                vp, vq = (K * (p - mp) ** 2).sum(), (K * (q - mq) ** 2).sum()
                cov = (K * (p - mp) * (q - mq)).sum()
                cs = (2 * cov + C2) / (vp + vq + C2)
                contrast.append(cs)
                ssim.append(cs * (2 * mp * mq + C1) / (mp**2 + mq**2 + C1))
    return np.mean(ssim), np.mean(contrast)


def halved(a):
    h, w = a.shape[1] // 2 * 2, a.shape[2] // 2 * 2
    a = a[:, :h, :w]
    return (a[:, ::2, ::2] + a[:, 1::2, ::2] + a[:, ::2, 1::2] + a[:, 1::2, 1::2]) / 4


def ms_ssim(a, b, levels):
    w = W[:levels] / W[:levels].sum()
    product = 1.0
    for level in range(levels):
        ssim, contrast = factors(a, b)
        product *= max(1e-4, ssim if level == levels - 1 else contrast) ** w[level]
        a, b = halved(a), halved(b)
    return product


for size, levels in (((13, 17), 1), ((33, 24), 2), ((45, 50), 3)):
    a, b = images(*size)
    print(size, "numpy", np.__version__, [float(ms_ssim(a[n], b[n], levels)) for n in range(2)])
