package io.veilpool.coordinator.storage;

import io.minio.AbortMultipartUploadArgs;
import io.minio.BucketExistsArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetObjectArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListPartsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.errors.MinioException;
import io.minio.messages.ListPartsResult;
import io.minio.messages.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.chrono.ChronoZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Any S3 store. Asks of it no bucket policies, versions, locks, tags or lifecycles. */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
    private static final String CHECKSUM = "x-amz-checksum-sha256";
    private static final int PRECONDITION_FAILED = 412;
    private static final long MAX_ERROR_BYTES = 4096;
    private static final Duration PUT_LIFE = Duration.ofMinutes(10);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofMinutes(10); // completion of a large object copies its parts

    private final OkHttpClient http = new OkHttpClient.Builder()
            .connectTimeout(CONNECT)
            .readTimeout(READ)
            .writeTimeout(READ)
            .build();
    private final MinioAsyncClient internal;
    private final MinioAsyncClient signer;
    private final String bucket;

    public S3ObjectStore(ObjectStoreConnection connection) {
        this.bucket = connection.bucket();
        this.internal = client(connection, connection.endpoint());
        this.signer = client(connection, connection.publicEndpoint());
    }

    private MinioAsyncClient client(ObjectStoreConnection connection, String endpoint) {
        return MinioAsyncClient.builder()
                .endpoint(endpoint)
                .region(connection.region())
                .credentials(connection.accessKey(), connection.secretKey())
                .httpClient(http, false)
                .build();
    }

    @Override
    public void prepare() {
        boolean exists = await(
                "look for its bucket",
                () -> internal.bucketExists(
                        BucketExistsArgs.builder().bucket(bucket).build()));
        if (exists) {
            return;
        }
        try {
            ask(
                    "make its bucket",
                    () -> internal.makeBucket(
                            MakeBucketArgs.builder().bucket(bucket).build()));
        } catch (StoreFailure e) {
            if (!e.has("BucketAlreadyOwnedByYou")) { // another process was faster
                throw e.refusal();
            }
        }
    }

    @Override
    public String beginUpload(String key) {
        return await(
                        "begin an upload",
                        () -> internal.createMultipartUpload(CreateMultipartUploadArgs.builder()
                                .bucket(bucket)
                                .object(key)
                                .headers(new Http.Headers(Map.of(
                                        "x-amz-checksum-algorithm",
                                        "SHA256",
                                        "Content-Type",
                                        "application/octet-stream")))
                                .build()))
                .result()
                .uploadId();
    }

    @Override
    public PresignedRequest presignPart(String key, String uploadId, int number, String sha256, Duration life) {
        Map<String, String> headers = Map.of(CHECKSUM, base64(sha256));
        String url = presign(
                signer,
                GetPresignedObjectUrlArgs.builder()
                        .method(Http.Method.PUT)
                        .bucket(bucket)
                        .object(key)
                        .expiry((int) life.toSeconds())
                        .extraQueryParams(Map.of("uploadId", uploadId, "partNumber", Integer.toString(number)))
                        .extraHeaders(headers)
                        .build());
        return new PresignedRequest(url, headers);
    }

    @Override
    public List<StoredPart> parts(String key, String uploadId) {
        List<StoredPart> parts = new ArrayList<>();
        int marker = 0;
        while (true) {
            int after = marker;
            ListPartsResult page;
            try {
                page = ask(
                                "list an upload's parts",
                                () -> internal.listParts(ListPartsArgs.builder()
                                        .bucket(bucket)
                                        .object(key)
                                        .uploadId(uploadId)
                                        .maxParts(1000)
                                        .partNumberMarker(after == 0 ? null : after)
                                        .build()))
                        .result();
            } catch (StoreFailure e) {
                if (e.has("NoSuchUpload")) {
                    return List.of();
                }
                throw e.refusal();
            }
            for (Part part : page.parts()) {
                parts.add(new StoredPart(part.partNumber(), part.partSize(), part.etag()));
                marker = Math.max(marker, part.partNumber());
            }
            if (!page.isTruncated() || marker == after) {
                return parts;
            }
        }
    }

    @Override
    public void completeUpload(String key, String uploadId, List<CompletedPart> parts) {
        Part[] named = parts.stream()
                .map(p -> new Part(p.number(), p.etag(), null, null, null, null, base64(p.sha256())))
                .toArray(Part[]::new);
        await(
                "complete an upload",
                () -> internal.completeMultipartUpload(CompleteMultipartUploadArgs.builder()
                        .bucket(bucket)
                        .object(key)
                        .uploadId(uploadId)
                        .parts(named)
                        .build()));
    }

    @Override
    public void abortUpload(String key, String uploadId) {
        try {
            ask(
                    "abort an upload",
                    () -> internal.abortMultipartUpload(AbortMultipartUploadArgs.builder()
                            .bucket(bucket)
                            .object(key)
                            .uploadId(uploadId)
                            .build()));
        } catch (StoreFailure e) {
            if (!e.has("NoSuchUpload")) {
                throw e.refusal();
            }
        }
    }

    @Override
    public List<PendingUpload> pendingUploads(String prefix) {
        try {
            return ask(
                            "list pending uploads",
                            () -> internal.listMultipartUploads(ListMultipartUploadsArgs.builder()
                                    .bucket(bucket)
                                    .prefix(prefix)
                                    .maxUploads(1000)
                                    .build()))
                    .result()
                    .uploads()
                    .stream()
                    .map(u -> new PendingUpload(
                            u.objectName(),
                            u.uploadId(),
                            Optional.ofNullable(u.initiated()).map(ChronoZonedDateTime::toInstant)))
                    .toList();
        } catch (StoreFailure e) {
            if (e.has("NoSuchBucket")) { // asked before the api has made the bucket
                return List.of();
            }
            throw e.refusal();
        }
    }

    @Override
    public Optional<Long> size(String key) {
        try {
            return Optional.of(ask(
                            "look at an object",
                            () -> internal.statObject(StatObjectArgs.builder()
                                    .bucket(bucket)
                                    .object(key)
                                    .build()))
                    .size());
        } catch (StoreFailure e) {
            if (e.isMissingObject()) {
                return Optional.empty();
            }
            throw e.refusal();
        }
    }

    @Override
    public boolean putIfAbsent(String key, Path file, String sha256) throws IOException {
        Map<String, String> headers = Map.of("If-None-Match", "*", CHECKSUM, base64(sha256));
        // The client adds a CRC of its own to every put, and stores take one checksum only; so sign and send it here.
        Request.Builder request = new Request.Builder()
                .url(presign(
                        internal,
                        GetPresignedObjectUrlArgs.builder()
                                .method(Http.Method.PUT)
                                .bucket(bucket)
                                .object(key)
                                .expiry((int) PUT_LIFE.toSeconds())
                                .extraHeaders(headers)
                                .build()))
                .put(RequestBody.create(file.toFile(), null));
        headers.forEach(request::header);
        try (Response answer = http.newCall(request.build()).execute()) {
            if (answer.isSuccessful()) {
                return true;
            }
            if (answer.code() == PRECONDITION_FAILED) {
                return false;
            }
            String body = answer.peekBody(MAX_ERROR_BYTES).string();
            if (body.contains("<Code>BadDigest</Code>")) {
                throw new DigestMismatchException("The bytes for " + key + " do not have the SHA-256 " + sha256);
            }
            throw new StoreFailure("store an object", new IOException("HTTP " + answer.code())).refusal();
        } catch (IOException e) {
            throw new StoreFailure("store an object", e).refusal();
        }
    }

    @Override
    public InputStream read(String key) {
        try {
            return ask(
                    "open an object",
                    () -> internal.getObject(
                            GetObjectArgs.builder().bucket(bucket).object(key).build()));
        } catch (StoreFailure e) {
            if (e.isMissingObject()) {
                throw new MissingObjectException(key);
            }
            throw e.refusal();
        }
    }

    @Override
    public String presignDownload(String key, Duration life) {
        return presign(
                signer,
                GetPresignedObjectUrlArgs.builder()
                        .method(Http.Method.GET)
                        .bucket(bucket)
                        .object(key)
                        .expiry((int) life.toSeconds())
                        .build());
    }

    @Override
    public void delete(String key) {
        await(
                "delete an object",
                () -> internal.removeObject(
                        RemoveObjectArgs.builder().bucket(bucket).object(key).build()));
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    private static String presign(MinioAsyncClient signer, GetPresignedObjectUrlArgs request) {
        try {
            return signer.getPresignedObjectUrl(request);
        } catch (MinioException e) {
            throw new StoreFailure("sign an address", e).refusal();
        }
    }

    private static String base64(String sha256) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256));
    }

    /** A call of the client. */
    private interface Call<T> {
        CompletableFuture<T> start() throws MinioException;
    }

    private static <T> T await(String operation, Call<T> call) {
        try {
            return ask(operation, call);
        } catch (StoreFailure e) {
            throw e.refusal();
        }
    }

    private static <T> T ask(String operation, Call<T> call) throws StoreFailure {
        try {
            return call.start().get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(operation, stopped);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new StoreFailure(operation, cause);
        } catch (MinioException | TimeoutException | IllegalArgumentException e) {
            throw new StoreFailure(operation, e);
        }
    }
}
