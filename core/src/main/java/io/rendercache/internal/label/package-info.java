/**
 * Values that are derived from files: the state of a file, and loads whose answers are cached only if no file changed
 * during the load. Used by {@code ImageLabelCache}; built on the store.
 */
@NullMarked
package io.rendercache.internal.label;

import org.jspecify.annotations.NullMarked;
