/** What coordinator and agents say to one another: ids, requests and answers, problem types. JDK types only. */
@NullMarked
package io.veilpool.model.protocol;

import org.jspecify.annotations.NullMarked;
