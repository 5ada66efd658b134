package io.rendercache.large;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module uses of ours: what another module that keeps large values needs, and no engine. */
class LargeDependenciesTest {
    @Test
    void shouldUseTheSpiAndTheFilesOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations",
                        "net.openhft..",
                        "io.rendercache.spi",
                        "io.rendercache.internal.layout",
                        "io.rendercache.internal.file",
                        "io.rendercache.large")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.rendercache.large"));
    }
}
