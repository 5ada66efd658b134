/** Cache files that an earlier version wrote, kept as resources of this package; its README describes them. */
@org.jspecify.annotations.NullMarked
package io.rendercache.testing.golden;
