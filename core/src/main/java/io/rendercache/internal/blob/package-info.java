/**
 * Values too large for a slot, in Chronicle Map. The only package that may import it; of ours it may use
 * {@link io.rendercache.internal.files} and nothing else. {@link io.rendercache.internal.blob.LargeValues} is the door;
 * no class of Chronicle's loads before it is asked for a map, and none shows in a signature.
 */
@NullMarked
package io.rendercache.internal.blob;

import org.jspecify.annotations.NullMarked;
