package io.veilpool.coordinator.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.coordinator.security.Sight;
import io.veilpool.coordinator.testing.CoordinatorTest;
import io.veilpool.coordinator.testing.Parties;
import io.veilpool.model.protocol.EvidenceManifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@CoordinatorTest
class EvidenceBundleTest {
    @Autowired
    Parties parties;

    @Autowired
    EvidenceBundle bundle;

    /** Otherwise the trail would tell of documents that were listed before they were there. */
    @Test
    void showsOneMomentWhateverHappensWhileItIsWritten() throws Exception {
        UUID collaboration = parties.open("e1").getFirst().collaboration();
        Written meanwhile = new Written(() -> parties.enrol(collaboration, "came-meanwhile"));
        bundle.write(collaboration, Sight.EVERYTHING, meanwhile);

        assertThat(meanwhile.disturbed).isTrue();
        Map<String, String> files = files(meanwhile.toByteArray());
        assertThat(files.get(EvidenceManifest.COLLABORATION)).contains("\"e1\"").doesNotContain("came-meanwhile");
        assertThat(files.get(EvidenceManifest.TRAIL))
                .contains("entity-enrolled")
                .contains(collaboration.toString())
                .doesNotContain("came-meanwhile");
    }

    private static Map<String, String> files(byte[] zip) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    /** Has something happen when the first bytes come. */
    private static final class Written extends ByteArrayOutputStream {
        private final Runnable disturbance;
        private boolean disturbed;

        Written(Runnable disturbance) {
            this.disturbance = disturbance;
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            if (!disturbed) {
                disturbed = true;
                disturbance.run();
            }
            super.write(bytes, from, length);
        }
    }
}
