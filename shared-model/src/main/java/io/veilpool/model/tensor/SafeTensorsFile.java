package io.veilpool.model.tensor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;

/** A safetensors file whose header, layout and values were all found good; tensors of any size, as views. */
final class SafeTensorsFile {
    private final MemorySegment bytes;
    private final SafeTensorsHeader header;

    private SafeTensorsFile(MemorySegment bytes, SafeTensorsHeader header) {
        this.bytes = bytes;
        this.header = header;
    }

    /** A read-only mapping of the file, unmapped when nothing refers to it any longer. */
    static MemorySegment map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        }
    }

    static SafeTensorsFile check(MemorySegment bytes, SafeTensors.Limits limits) throws HostileFileException {
        SafeTensorsFile file = new SafeTensorsFile(bytes, SafeTensorsHeader.read(bytes, limits));
        for (SafeTensorsHeader.Entry entry : file.header.entries()) {
            long bad = FiniteValues.firstNotFinite(entry.type(), file.slice(entry));
            if (bad >= 0) {
                throw new HostileFileException("value " + bad + " of tensor " + entry.name() + " is not finite");
            }
        }
        return file;
    }

    SortedMap<String, String> metadata() {
        return header.metadata();
    }

    SortedMap<String, StoredTensor> tensors() {
        SortedMap<String, StoredTensor> tensors = new TreeMap<>();
        for (SafeTensorsHeader.Entry entry : header.entries()) {
            tensors.put(entry.name(), new StoredTensor(entry.type(), entry.shape(), java.util.List.of(slice(entry))));
        }
        return tensors;
    }

    private MemorySegment slice(SafeTensorsHeader.Entry entry) {
        return bytes.asSlice(header.dataStart() + entry.begin(), entry.end() - entry.begin());
    }
}
