package io.rendercache.internal.lru;

import static io.rendercache.internal.layout.StripeDescriptor.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rendercache.internal.marshal.LongSlotCodec;
import io.rendercache.internal.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * An eviction is noted while its stripe is locked: so in the order of changes, and before an owner's entries are
 * cleared.
 */
class EvictionUnderLockTest {
    private final List<String> noted = new ArrayList<>();
    private final AtomicReference<Engine> itself = new AtomicReference<>();

    private void note(String what) {
        Engine engine = itself.get();
        boolean free = Memory.getLongOpaque(engine.stripes().header(0) + LOCK) == 0;
        noted.add(what + (free ? ", not locked" : ", locked"));
    }

    @Test
    void shouldNoteEvictionsWhileTheStripeIsLocked() {
        assertEquals(List.of("EVICTED, locked", "owner 7, locked"), notedOfOneEviction(false));
    }

    /** Such a thread takes its victim on another way, from its own stripe. */
    @Test
    void shouldNoteThemWhileItIsLockedAlsoOfThreadThatLatelyMetAnother() {
        assertEquals(List.of("EVICTED, locked", "owner 7, locked"), notedOfOneEviction(true));
    }

    private List<String> notedOfOneEviction(boolean latelyMet) {
        Engine engine = Engine.builder()
                .maxEntries(2)
                .maxKeyBytes(8)
                .maxValueBytes(8)
                .stripes(1)
                .owners(owner -> note("owner " + owner))
                .build();
        itself.set(engine);
        LongSlotCodec form = new LongSlotCodec();
        EngineView<Long, Long> view = new EngineView<>(engine, form, form, 7, new HitCounter());

        for (long key = 1; key <= 3; key++) {
            if (latelyMet) {
                engine.stripes().lanes.mine().noteMeeting();
            }
            view.put(key, key, PutMode.ALWAYS, WriteGuard.ALWAYS, (entry, why) -> note(why.name()));
        }
        engine.validate();
        return noted;
    }
}
