"""Writes golden.safetensors with Python's own package (safetensors 0.8.0, numpy 2.4.6).

Run:  python3 write_safetensors.py ../resources/io/veilpool/model/tensor/golden.safetensors
"""
import sys

import numpy
from safetensors.numpy import save_file

tensors = {
    "b.weight": numpy.arange(6, dtype="<f4").reshape(2, 3) / 4,
    "a.weight": numpy.array([[-1.5, 2.25]], dtype="<f4"),
    "half": numpy.array([1.0, -0.5, 65504.0], dtype="<f2"),
    "bytes": numpy.array([-128, 0, 127], dtype="<i1"),
    "bn.num_batches_tracked": numpy.array(3_000_000_000, dtype="<i8"),
}
save_file(tensors, sys.argv[1], metadata={"format": "pt"})
