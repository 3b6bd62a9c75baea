package io.veilpool.coordinator.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Objects;

/** Stops reading a body that is larger than any honest request; bytes of shards and releases never come this way. */
final class LimitedBody extends HttpServletRequestWrapper {
    /** A contribution of 100 shards with 200 parts each has a declaration of about 1.4 MB; only members declare. */
    private static final long MAX_DECLARATION = 8L * 1024 * 1024;

    private static final long MAX_REPORT = 256L * 1024;
    private static final long MAX_OTHER = 512L * 1024;
    private static final long MAX_FROM_ANYONE = 16L * 1024;

    private final long limit;
    private ServletInputStream limited;

    @SuppressWarnings("NullAway.Init") // made when first asked for
    LimitedBody(HttpServletRequest request) {
        super(request);
        this.limit = limit(request.getRequestURI());
    }

    private static long limit(String path) {
        if (path.endsWith("/contributions") || path.endsWith("/releases")) {
            return MAX_DECLARATION;
        }
        if (path.endsWith("/logins") || path.endsWith("/enrolments") || path.endsWith("/oauth2/token")) {
            return MAX_FROM_ANYONE;
        }
        return path.endsWith("/leakage-reports") ? MAX_REPORT : MAX_OTHER;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (limited == null) {
            limited = new Limited(super.getInputStream(), limit);
        }
        return Objects.requireNonNull(limited);
    }

    /** The body is too large. */
    static final class BodyTooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        private final long limit;

        BodyTooLargeException(long limit) {
            super("The body has more than " + limit + " bytes.");
            this.limit = limit;
        }

        long limit() {
            return limit;
        }
    }

    private static final class Limited extends ServletInputStream {
        private final ServletInputStream source;
        private final long limit;
        private long left;

        Limited(ServletInputStream source, long limit) {
            this.source = source;
            this.limit = limit;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            int value = source.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = source.read(target, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) throws BodyTooLargeException {
            left -= read;
            if (left < 0) {
                throw new BodyTooLargeException(limit);
            }
        }

        @Override
        public boolean isFinished() {
            return source.isFinished();
        }

        @Override
        public boolean isReady() {
            return source.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            source.setReadListener(listener);
        }
    }
}
