package io.veilpool.model.protocol;

import java.util.List;

/** All parts of an upload; asked again after an interruption, it tells which are still missing. */
public record UploadView(boolean completed, List<UploadPart> parts) {}
