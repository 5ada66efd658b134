package io.rendercache.internal.job;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A directory on a file system of its own, which lists in the order of the script, fails where it says so, and
 * remembers what it was asked. For what no real directory does on demand.
 */
final class ScriptedDirectory {
    /** What an entry turns out to be when the file system is asked. */
    private interface Entry {
        boolean isRegularFile() throws IOException;
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final FileSystem fileSystem = new ScriptedFileSystem();
    private long numberedFiles;
    private int listings;
    private int openStreams;
    private int failingListing = -1;
    private int failAfterEntries;
    private IOException listingFailure = new IOException();

    ScriptedDirectory file(String name) {
        entries.put(name, () -> true);
        return this;
    }

    /** Adds files frame_1.png to frame_count.png before all others, without keeping their names. */
    ScriptedDirectory numberedFiles(long count) {
        numberedFiles = count;
        return this;
    }

    ScriptedDirectory directory(String name) {
        entries.put(name, () -> false);
        return this;
    }

    ScriptedDirectory vanished(String name) {
        return failing(name, new NoSuchFileException(name));
    }

    ScriptedDirectory failing(String name, IOException failure) {
        entries.put(name, () -> {
            throw failure;
        });
        return this;
    }

    /** The given listing, counted from 0, cannot be opened. */
    ScriptedDirectory failOnOpen(int listing, IOException failure) {
        return failWhileReading(listing, -1, failure);
    }

    /** The given listing, counted from 0, breaks off after so many entries. */
    ScriptedDirectory failWhileReading(int listing, int afterEntries, IOException failure) {
        failingListing = listing;
        failAfterEntries = afterEntries;
        listingFailure = failure;
        return this;
    }

    Path path() {
        return onThisFileSystem(Path.of("frames"));
    }

    /** The names that the file system was asked about, in order. */
    List<String> asked() {
        return asked;
    }

    int listings() {
        return listings;
    }

    int openStreams() {
        return openStreams;
    }

    private Path onThisFileSystem(Path path) {
        return (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getFileSystem")) {
                        return fileSystem;
                    }
                    try {
                        return method.invoke(path, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private DirectoryStream<Path> open() throws IOException {
        boolean fails = listings++ == failingListing;
        if (fails && failAfterEntries < 0) {
            throw listingFailure;
        }
        openStreams++;
        Iterator<String> names = Stream.concat(
                        LongStream.rangeClosed(1, numberedFiles).mapToObj(i -> "frame_" + i + ".png"),
                        List.copyOf(entries.keySet()).stream())
                .iterator();
        return new DirectoryStream<>() {
            private int read;

            @Override
            public Iterator<Path> iterator() {
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        if (fails && read == failAfterEntries) {
                            throw new DirectoryIteratorException(listingFailure);
                        }
                        return names.hasNext();
                    }

                    @Override
                    public Path next() {
                        read++;
                        return onThisFileSystem(Path.of("frames", names.next()));
                    }
                };
            }

            @Override
            public void close() {
                openStreams--;
            }
        };
    }

    private BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
        String name = path.getFileName().toString();
        if (options.length == 0) {
            asked.add(name);
        }
        Entry entry = entries.get(name);
        boolean regular = entry == null || entry.isRegularFile();
        return (BasicFileAttributes) Proxy.newProxyInstance(
                BasicFileAttributes.class.getClassLoader(),
                new Class<?>[] {BasicFileAttributes.class},
                (proxy, method, arguments) -> method.getName().equals("isRegularFile") && regular);
    }

    private static UnsupportedOperationException notScripted() {
        return new UnsupportedOperationException("not in the script");
    }

    private final class ScriptedFileSystem extends FileSystem {
        private final FileSystemProvider provider = new ScriptedProvider();

        @Override
        public FileSystemProvider provider() {
            return provider;
        }

        @Override
        public void close() {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }

        @Override
        public String getSeparator() {
            throw notScripted();
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            throw notScripted();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            throw notScripted();
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            throw notScripted();
        }

        @Override
        public Path getPath(String first, String... more) {
            throw notScripted();
        }

        @Override
        public PathMatcher getPathMatcher(String syntaxAndPattern) {
            throw notScripted();
        }

        @Override
        public UserPrincipalLookupService getUserPrincipalLookupService() {
            throw notScripted();
        }

        @Override
        public WatchService newWatchService() {
            throw notScripted();
        }
    }

    private final class ScriptedProvider extends FileSystemProvider {
        @Override
        public DirectoryStream<Path> newDirectoryStream(Path dir, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            return open();
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return type.cast(attributes(path, options));
        }

        @Override
        public String getScheme() {
            return "scripted";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw notScripted();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw notScripted();
        }

        @Override
        public Path getPath(URI uri) {
            throw notScripted();
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs) {
            throw notScripted();
        }

        @Override
        public void createDirectory(Path dir, FileAttribute<?>... attrs) {
            throw notScripted();
        }

        @Override
        public void delete(Path path) {
            throw notScripted();
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) {
            throw notScripted();
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) {
            throw notScripted();
        }

        @Override
        public boolean isSameFile(Path path, Path path2) {
            throw notScripted();
        }

        @Override
        public boolean isHidden(Path path) {
            throw notScripted();
        }

        @Override
        public FileStore getFileStore(Path path) {
            throw notScripted();
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) {
            throw notScripted();
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            throw notScripted();
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
            throw notScripted();
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
            throw notScripted();
        }
    }
}
