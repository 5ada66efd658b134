package io.rendercache.benchmarks.command;

import io.rendercache.benchmarks.caches.Implementation;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes the name of a cache that a command fills by puts. */
public final class FilledCache implements ITypeConverter<Implementation> {
    @Override
    public Implementation convert(String name) {
        Implementation implementation;
        try {
            implementation = Implementation.named(name);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        if (implementation.loadsFromDisk()) {
            throw new TypeConversionException(
                    name + " loads from directories, and a put would time or measure the disk; leave it out");
        }
        return implementation;
    }
}
