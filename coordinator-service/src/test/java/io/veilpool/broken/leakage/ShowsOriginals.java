package io.veilpool.broken.leakage;

import io.veilpool.pages.LocalPictures;

/** Names what stays with the entity. */
public record ShowsOriginals(LocalPictures pictures) {}
