package io.veilpool.broken.agent.publishing;

import io.veilpool.pages.LocalPictures;

/** Names what must stay. */
record SendsPictures(LocalPictures pictures) {}
