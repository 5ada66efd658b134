/**
 * Notifications: what listeners and the flight recorder hear of removals, failed loads and jobs that end. A change
 * pushes a {@code Notification} onto its cache's {@code NotificationQueue} while it holds the lock that orders changes
 * of its key; the {@code NotificationDispatcher}, one daemon thread for all caches, delivers. Used by the store and the
 * job package; knows the engine's removal callback and nothing of the public types, which package-private adapters of
 * {@code io.rendercache} translate to.
 */
@NullMarked
package io.rendercache.internal.notify;

import org.jspecify.annotations.NullMarked;
