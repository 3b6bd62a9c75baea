package io.veilpool.broken.pool;

import org.springframework.data.repository.Repository;

/** A repository open to every room. */
public interface Rows extends Repository<Row, Long> {}
