/**
 * Keeps values too large for a slot in Chronicle Map. {@link io.rendercache.large.ChronicleStoreProvider} is the only
 * entry point; caches find it with {@link java.util.ServiceLoader}. Of the core's internals it uses {@code
 * internal.file} only.
 */
@NullMarked
package io.rendercache.large;

import org.jspecify.annotations.NullMarked;
