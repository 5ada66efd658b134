package io.rendercache.testing;

/**
 * The order in which keys were last used, as textbook LRU keeps it, with the rank of each key in logarithmic time: a
 * Fenwick tree over the uses, in which the latest of each key counts.
 *
 * <p>Not safe for several threads.
 */
public final class UseOrder {
    private final int[] latest;
    private final int[] tree;
    private int uses;

    /**
     * Creates an empty order.
     *
     * @param keys keys are from 0 to this, exclusive
     * @param maxUses how often {@link #use} may be called
     */
    public UseOrder(int keys, int maxUses) {
        if (keys <= 0 || maxUses <= 0) {
            throw new IllegalArgumentException("keys " + keys + ", maxUses " + maxUses);
        }
        this.latest = new int[keys];
        this.tree = new int[maxUses + 1];
    }

    /** Makes the key the most recently used. */
    public void use(int key) {
        remove(key);
        latest[key] = ++uses;
        add(uses, 1);
    }

    /** Removes the key; does nothing if it is absent. */
    public void remove(int key) {
        if (latest[key] != 0) {
            add(latest[key], -1);
            latest[key] = 0;
        }
    }

    /** Returns whether the key was used and not removed since. */
    public boolean contains(int key) {
        return latest[key] != 0;
    }

    /**
     * Returns how many keys were last used before this one.
     *
     * @throws IllegalArgumentException if the key is absent
     */
    public int rank(int key) {
        if (!contains(key)) {
            throw new IllegalArgumentException("key " + key + " is absent");
        }
        int rank = 0;
        for (int at = latest[key] - 1; at > 0; at &= at - 1) {
            rank += tree[at];
        }
        return rank;
    }

    private void add(int use, int change) {
        for (int at = use; at < tree.length; at += at & -at) {
            tree[at] += change;
        }
    }
}
