/** Real servers without containers: PostgreSQL and an S3 store on loopback, with kept data in one folder. */
@NullMarked
package io.veilpool.embedded;

import org.jspecify.annotations.NullMarked;
