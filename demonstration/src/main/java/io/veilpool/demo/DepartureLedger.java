package io.veilpool.demo;

import io.veilpool.demo.result.Result;
import io.veilpool.model.protocol.ContributionView;
import io.veilpool.model.protocol.RefinementView;
import io.veilpool.model.protocol.ReleaseView;
import io.veilpool.model.protocol.ReportView;
import io.veilpool.model.protocol.ShardEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What left each entity: the objects as the coordinator has them, and every request as the agent counted it. */
final class DepartureLedger {
    private final Administration administration;
    private final DemoFolder folder;
    private final List<String> entities;

    DepartureLedger(Administration administration, DemoFolder folder, List<String> entities) {
        this.administration = administration;
        this.folder = folder;
        this.entities = entities;
    }

    List<Result.Departure> departures() throws DemoFailure, IOException, InterruptedException {
        List<ContributionView> contributions = administration.contributions();
        List<ReportView> reports = administration.reports();
        List<RefinementView> refinements = administration.refinements();
        ReleaseView network = administration.network().orElse(null);
        List<Result.Departure> departures = new ArrayList<>();
        for (String entity : entities) {
            for (ContributionView contribution : contributions) {
                if (contribution.entity().equals(entity)) {
                    departures.add(new Result.Departure(
                            entity,
                            "rows for the pool, with labels",
                            contribution.manifest().rows(),
                            "rows",
                            contribution.manifest().shards().stream()
                                    .mapToLong(ShardEntry::bytes)
                                    .sum()));
                }
            }
            if (network != null && network.publishedBy().equals(entity)) {
                departures.add(new Result.Departure(
                        entity,
                        "published networks",
                        network.manifest().networks().size(),
                        "networks",
                        network.manifest().weightsBytes()));
            }
            long reportBytes = 0;
            int count = 0;
            for (ReportView report : reports) {
                if (report.entity().equals(entity)) {
                    reportBytes += report.reportJws().length();
                    count++;
                }
            }
            for (RefinementView refinement : refinements) {
                if (refinement.entity().equals(entity)) {
                    reportBytes += io.veilpool.model.json.ProtocolJson.write(refinement.report()).length;
                    count++;
                }
            }
            departures.add(
                    new Result.Departure(entity, "reports of leakage and refinement", count, "reports", reportBytes));
        }
        return departures;
    }
}
