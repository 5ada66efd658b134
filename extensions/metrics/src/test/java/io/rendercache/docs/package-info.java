/**
 * Holds the code in the project's pages against what it uses, here since this module sees all of that. A package of its
 * own, so that the code of the pages sees no more of the caches than their users do.
 */
package io.rendercache.docs;
