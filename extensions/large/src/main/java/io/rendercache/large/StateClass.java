package io.rendercache.large;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.Locale;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.values.ValueModel;
import net.openhft.compiler.CompilerUtils;

/**
 * Compiles the one class that Chronicle Map generates when it starts. Its generator makes names upper case and formats
 * numbers by the rules of the default locale: in Turkish {@code writeInt} becomes {@code writeİnt}, and Arabic has
 * other digits, neither of which compiles. Chronicle generates the class only if there is none of its name.
 */
final class StateClass {
    private static final char CAPITAL_I_WITH_DOT = '\u0130';

    private StateClass() {}

    /**
     * Compiles the class if the default locale has other rules than the source of a class.
     *
     * @throws IllegalStateException if that fails, as it may with another version of Chronicle
     */
    static void compileUnlessLocaleIsPlain() {
        Locale locale = Locale.getDefault();
        Locale format = Locale.getDefault(Locale.Category.FORMAT);
        if ("i".toUpperCase(locale).equals("I")
                && String.format(format, "%d", 1).equals("1")) {
            return;
        }
        try {
            Class<?> state = VanillaGlobalMutableState.class;
            String name = state.getSimpleName() + ValueModel.$$NATIVE;
            CompilerUtils.CACHED_COMPILER.loadFromJava(
                    state.getClassLoader(), state.getPackageName() + '.' + name, source(state, name));
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new IllegalStateException(
                    "Rendercache's large values need Chronicle Map, which cannot start under the locale "
                            + format.toLanguageTag()
                            + "; start the JVM with another one, for example -Duser.language=en",
                    e);
        }
    }

    private static String source(Class<?> state, String name) throws ReflectiveOperationException {
        Method generator = Class.forName("net.openhft.chronicle.values.Generators")
                .getDeclaredMethod("generateNativeClass", ValueModel.class, String.class);
        generator.setAccessible(true);
        String source = (String) generator.invoke(null, ValueModel.acquire(state), name);
        return source.replace(CAPITAL_I_WITH_DOT, 'I')
                .codePoints()
                .map(c -> Character.isDigit(c) ? Character.forDigit(Character.digit(c, 10), 10) : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
