package io.veilpool.model.protocol;

/**
 * The insider's attack once more: from another seed, with rows mixed and attackers trained anew, on the same images; or the same attacker on
 * other images.
 *
 * @param control the attacker on original features, from the same seed
 * @param insider on poisoned features; 1 on its index's scale is this control
 */
public record InsiderTrial(AttackScore control, AttackScore insider) {
    /** @throws IllegalArgumentException if the second score is of another attack */
    public InsiderTrial {
        if (!insider.attack().equals(AttackScore.INSIDER)) {
            throw new IllegalArgumentException("the score of an insider's trial must name the attack '"
                    + AttackScore.INSIDER + "', names another");
        }
    }
}
