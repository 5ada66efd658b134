/** Holds what the pages of the project say against the code: each guarantee names a test, and each figure is true. */
package io.rendercache.docs;
