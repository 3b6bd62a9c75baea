package io.veilpool.coordinator.pool;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.ObjectParts;
import io.veilpool.model.protocol.UploadPart;
import io.veilpool.model.protocol.UploadView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What an agent does with parts: cut, send, fetch; by plain HTTP over presigned addresses. */
final class Parts {
    static final int PART = 5 << 20;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Parts() {}

    static ObjectParts of(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<String> digests = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += PART) {
            digests.add(Digests.sha256(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART))));
        }
        return new ObjectParts(Digests.sha256(bytes), bytes.length, PART, digests);
    }

    /** Sends at most {@code limit} of the parts that are missing; answers how many were sent. */
    static int send(UploadView upload, Map<String, Path> files, int limit) throws Exception {
        int sent = 0;
        for (UploadPart part : upload.parts()) {
            if (!part.stored() && sent < limit) {
                byte[] bytes = Files.readAllBytes(files.get(part.digest()));
                byte[] slice = Arrays.copyOfRange(bytes, (int) part.offset(), (int) (part.offset() + part.bytes()));
                int status = put(part, slice);
                if (status != 200) {
                    throw new AssertionError("part " + part.number() + " was answered with " + status);
                }
                sent++;
            }
        }
        return sent;
    }

    static int put(UploadPart part, byte[] bytes) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(part.url())).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        part.headers().forEach(request::header);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    static HttpResponse<byte[]> get(String address, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
