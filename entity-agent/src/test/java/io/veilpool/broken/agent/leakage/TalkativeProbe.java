package io.veilpool.broken.agent.leakage;

import io.veilpool.broken.agent.client.SecondWayOut;
import io.veilpool.broken.agent.workflow.StepThatKnowsItsPlace;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Sends by itself, over another room's class and over a socket of its own; knows the workflow. */
public final class TalkativeProbe {
    @Nullable
    SecondWayOut out;

    @Nullable
    StepThatKnowsItsPlace step;

    void tell(String host) throws IOException {
        try (Socket socket = new Socket(host, 80)) {
            socket.getOutputStream().write(1);
        }
    }
}
