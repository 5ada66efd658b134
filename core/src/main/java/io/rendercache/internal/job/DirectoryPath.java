package io.rendercache.internal.job;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * Normalises the spelling of directories: {@code a/}, {@code a//b/..}, {@code ./a} and {@code a} name the same one, and
 * must be one key.
 *
 * <p>Lexical only: the file system is never accessed, so a relative path stays relative, letter case stays as it is,
 * and {@code a/x/..} is {@code a} even if {@code x} is a link to another directory. The result is that of {@link
 * Path#normalize()}, except that the empty path is spelled {@code "."}.
 *
 * <p>A string that is already normal is recognised in one pass over its characters, without an allocation; that is
 * about 0.3 ns a character, so a caller on a fast path looks up the string as it is first, and normalises it only if
 * that finds nothing: only normal strings are keys.
 *
 * <p>Stateless; safe for any number of threads.
 */
final class DirectoryPath {
    /** Other platforms have drives, two separators and case, which is left to them. */
    private static final boolean UNIX = FileSystems.getDefault().getSeparator().equals("/");

    private DirectoryPath() {}

    /**
     * Returns the normal spelling of a directory's path.
     *
     * @param directory any spelling; empty means the working directory
     * @return the normal spelling, never empty; {@code directory} itself, the same instance, if that is it
     * @throws IllegalArgumentException if the path has a NUL character, or, off Unix, if the platform refuses it
     *     otherwise
     */
    static String normalize(String directory) {
        if (!UNIX) {
            return normalizeByPlatform(directory);
        }
        return isNormal(directory) ? directory : rebuild(directory);
    }

    static String normalizeByPlatform(String directory) {
        // InvalidPathException is an IllegalArgumentException and names the value.
        String normal = Path.of(directory).normalize().toString();
        if (normal.isEmpty()) {
            normal = ".";
        }
        return normal.equals(directory) ? directory : normal;
    }

    /** May return early, and then has not seen every character; {@link #rebuild} looks for NUL again. */
    private static boolean isNormal(String path) {
        int length = path.length();
        if (length == 0) {
            return false;
        }
        if (path.charAt(length - 1) == '/') {
            return length == 1;
        }
        char previous = '/';
        for (int i = path.charAt(0) == '/' ? 1 : 0; i < length; i++) {
            char c = path.charAt(i);
            // NUL, '.' and '/' in one comparison that almost every character fails.
            if (c <= '/') {
                if (c == 0) {
                    throw refuseNul(path);
                }
                if (previous == '/' && (c == '/' || (c == '.' && !isNormalDots(path, i)))) {
                    return false;
                }
            }
            previous = c;
        }
        return true;
    }

    /** Returns whether a name that starts with a dot may occur in a normal path at {@code start}. */
    private static boolean isNormalDots(String path, int start) {
        int end = endOfName(path, start);
        if (end - start == 1) {
            return path.length() == 1;
        }
        if (!isParent(path, start, end)) {
            return true;
        }
        // Only at the head of a relative path, after nothing but the same.
        for (int i = 0; i < start; i += 3) {
            if (!path.startsWith("../", i)) {
                return false;
            }
        }
        return true;
    }

    private static String rebuild(String path) {
        if (path.indexOf('\0') >= 0) {
            throw refuseNul(path);
        }
        boolean absolute = path.startsWith("/");
        char[] out = new char[path.length()];
        int root = 0;
        if (absolute) {
            out[root++] = '/';
        }
        int length = root;
        // What is below the floor no ".." removes: the root, and leading ".." themselves.
        int floor = root;
        int end;
        for (int start = root; start < path.length(); start = end + 1) {
            end = endOfName(path, start);
            if (end == start || (end - start == 1 && path.charAt(start) == '.')) {
                continue;
            }
            boolean parent = isParent(path, start, end);
            if (parent && length > floor) {
                length = withoutLastName(out, length, root);
            } else if (!parent || !absolute) {
                if (length > root) {
                    out[length++] = '/';
                }
                path.getChars(start, end, out, length);
                length += end - start;
                if (parent) {
                    floor = length;
                }
            }
        }
        return length == 0 ? "." : new String(out, 0, length);
    }

    private static int withoutLastName(char[] path, int length, int root) {
        int end = length;
        while (end > root && path[end - 1] != '/') {
            end--;
        }
        return end > root ? end - 1 : root;
    }

    private static int endOfName(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }

    private static boolean isParent(String path, int start, int end) {
        return end - start == 2 && path.startsWith("..", start);
    }

    private static IllegalArgumentException refuseNul(String path) {
        return new IllegalArgumentException("NUL character in directory path \"" + path.replace("\0", "\\0") + '"');
    }
}
