/** What is measured: SSIM, L1, PSNR, top-k accuracy, leakage index. */
@NullMarked
package io.veilpool.model.metric;

import org.jspecify.annotations.NullMarked;
