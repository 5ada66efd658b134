package io.rendercache.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UseOrderTest {
    @Test
    void shouldRankByLatestUse() {
        UseOrder order = new UseOrder(3, 10);
        order.use(0);
        order.use(1);
        order.use(2);

        order.use(0);

        assertEquals(List.of(2, 0, 1), List.of(order.rank(0), order.rank(1), order.rank(2)));
        order.remove(1);
        assertEquals(0, order.rank(2));
        assertFalse(order.contains(1));
        assertThrows(IllegalArgumentException.class, () -> order.rank(1));
    }

    @Test
    void shouldRankAsAListDoes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        UseOrder order = new UseOrder(50, 2_000);
        List<Integer> list = new ArrayList<>();

        for (int i = 0; i < 2_000; i++) {
            Integer key = random.nextInt(50);
            list.remove(key);
            if (random.nextInt(4) == 0) {
                order.remove(key);
            } else {
                order.use(key);
                list.add(key);
            }
            for (int rank = 0; rank < list.size(); rank++) {
                assertEquals(rank, order.rank(list.get(rank)), "seed " + seed + " step " + i);
            }
        }
    }
}
