/**
 * Holds what the pages of the project say against the code: the Java in them compiles, and each guarantee names a test that
 * is there. A package of its own, so that the code of the pages sees no more of the caches than their users do.
 */
package io.rendercache.docs;
