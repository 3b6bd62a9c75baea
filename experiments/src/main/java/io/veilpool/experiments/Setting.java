package io.veilpool.experiments;

import io.veilpool.experiments.lab.Budget;
import io.veilpool.experiments.lab.Networks;
import io.veilpool.experiments.world.ImageData;

/** What a command's runs have in common besides their seeds. */
record Setting(ImageData data, Budget budget, Networks networks) {
    /** Small networks as usual. */
    static Setting usual(ImageData data, Budget budget) {
        return new Setting(data, budget, Networks.usual(budget, data.training().spec()));
    }

    private boolean isUsual() {
        return networks.equals(Networks.usual(budget, data.training().spec()));
    }

    /** For the keys of runs: the image set, and the networks where they are not the usual ones. */
    String name() {
        return isUsual()
                ? data.name()
                : "%s with %s at %s"
                        .formatted(data.name(), String.join(" and ", networks.backbones()), networks.hookPoint());
    }

    /** What repeats the runs, without paths. */
    String options() {
        StringBuilder options = new StringBuilder();
        if (!data.name().equals(ImageData.GENERATED)) {
            options.append(" --data ").append(data.name());
        }
        if (!budget.name().equals(Budget.FULL.name())) {
            options.append(" --").append(budget.name());
        }
        if (!isUsual()) {
            options.append(" --backbones ").append(String.join(",", networks.backbones()));
            options.append(" --hook-point ").append(networks.hookPoint());
            options.append(" --side ").append(data.training().spec().height());
            options.append(networks.weights().isEmpty() ? "" : " --weights NARROW,WIDE");
        }
        return options.toString();
    }
}
