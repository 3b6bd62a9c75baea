package io.veilpool.broken.pool;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A database class with a setter, open to every room. */
@Entity
public class Row {
    @Id
    private long id;

    public void setId(long id) {
        this.id = id;
    }

    public long id() {
        return id;
    }
}
