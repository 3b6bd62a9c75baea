package io.veilpool.verify;

import io.veilpool.model.digest.Digests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A zip from a stranger. Nothing of it is written anywhere, and no file is larger in memory than its limit. */
final class ZipBundle implements AutoCloseable {
    private static final int MOST_FILES = 100_000;
    private static final int MOST_BYTES = 16 << 20;

    private final Path path;
    private final ZipFile zip;
    private final SortedMap<String, ZipEntry> entries = new TreeMap<>();

    private ZipBundle(Path path, ZipFile zip) {
        this.path = path;
        this.zip = zip;
    }

    static ZipBundle open(Path path) throws UnreadableException, NotVerifiedException {
        try {
            ZipBundle bundle = new ZipBundle(path, new ZipFile(path.toFile(), StandardCharsets.UTF_8));
            if (bundle.zip.size() > MOST_FILES) {
                throw new NotVerifiedException(
                        "%s holds %,d files, at most %,d are expected.".formatted(path, bundle.zip.size(), MOST_FILES));
            }
            for (ZipEntry entry : Collections.list(bundle.zip.entries())) {
                if (bundle.entries.put(entry.getName(), entry) != null) {
                    throw new NotVerifiedException("The bundle holds two files named " + entry.getName() + ".");
                }
            }
            return bundle;
        } catch (ZipException e) {
            throw new UnreadableException(path + " is no zip file, or a damaged one: " + e.getMessage() + ".");
        } catch (IOException e) {
            throw Documents.unreadable(path, e);
        }
    }

    Iterable<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** A small file as UTF-8 text. */
    String text(String name) throws NotVerifiedException {
        try (InputStream in = stream(name)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new NotVerifiedException("%s in the bundle has more than %,d bytes.".formatted(name, MOST_BYTES));
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotVerifiedException(name + " in the bundle is no UTF-8 text: it was changed.");
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    /** SHA-256 of a file of any size. */
    String digest(String name) throws NotVerifiedException {
        MessageDigest digest = Digests.newSha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = stream(name)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw damaged(name, e);
        }
        return Digests.hex(digest.digest());
    }

    /** A file of any size, line by line. */
    BufferedReader lines(String name) throws NotVerifiedException {
        return new BufferedReader(new InputStreamReader(
                stream(name),
                StandardCharsets.UTF_8.newDecoder())); // strict: what is no text is an error and not a question mark
    }

    private InputStream stream(String name) throws NotVerifiedException {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new NotVerifiedException("The bundle lacks " + name + ".");
        }
        try {
            return zip.getInputStream(entry);
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    private static NotVerifiedException damaged(String name, IOException failure) {
        return new NotVerifiedException(
                name + " in the bundle was changed or is damaged: " + failure.getMessage() + ".");
    }

    @Override
    public void close() throws UnreadableException {
        try {
            zip.close();
        } catch (IOException e) {
            throw Documents.unreadable(path, e);
        }
    }
}
