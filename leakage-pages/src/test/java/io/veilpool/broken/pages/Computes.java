package io.veilpool.broken.pages;

import ai.djl.ndarray.NDArray;
import java.net.http.HttpClient;

/** Breaks both rules. */
record Computes(NDArray pixels, HttpClient network) {}
